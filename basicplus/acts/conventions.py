"""Acts on what becomes of agreements: amendments, signatures, campaigns."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import conventions
from basicplus.acts.act import COORDINATOR, Act
from basicplus.clock import today
from basicplus.db import WriteSession


class Withdrawal(BaseModel):
    """An agreement whose open amendment is withdrawn, and why."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    because: Annotated[str, Field(min_length=1, max_length=300)]


class Sending(BaseModel):
    """An agreement whose text goes out to be signed; today, if nothing is said."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    sent_on: date = Field(default_factory=today)


class OfCampaign(BaseModel):
    """The campaign for a version of the internal rules, and a day; today, if nothing is said."""

    internal_rules_version: Annotated[int, Field(gt=0)]
    on: date = Field(default_factory=today)


def withdraw_amendment(session: WriteSession, given: Withdrawal) -> object:
    """Withdraw an amendment that is not signed by all: the agreement goes on as it is."""
    return conventions.withdraw_amendment(session, given.agreement, given.because)


def send_agreement(session: WriteSession, given: Sending) -> object:
    """Send an agreement, or its open amendment, to be signed; the PDF is kept as it is sent."""
    return conventions.send(session, given.agreement, given.sent_on)


def send_campaign(session: WriteSession, given: OfCampaign) -> object:
    """Send the amendments of a campaign that were not sent yet; the PDFs are kept as they are sent."""
    return conventions.send_campaign(session, given.internal_rules_version, given.on)


def remind_campaign(session: WriteSession, given: OfCampaign) -> object:
    """Note that those who have not signed what a campaign sent are reminded on a day."""
    return conventions.remind_campaign(session, given.internal_rules_version, given.on)


ACTS = (
    Act(
        "amend-agreement",
        conventions.AgreementAmendment,
        conventions.amend,
        COORDINATOR,
        {"agreement": "C900", "from_on": "2026-06-01", "why": "Plus d'heures", "volume_minutes": 9000},
    ),
    Act(
        "withdraw-amendment",
        Withdrawal,
        withdraw_amendment,
        COORDINATOR,
        {"agreement": "C900", "because": "Le membre y renonce"},
    ),
    Act("send-agreement", Sending, send_agreement, COORDINATOR, {"agreement": "C900", "sent_on": "2026-05-04"}),
    Act(
        "sign-agreement",
        conventions.SignatureCreate,
        conventions.sign,
        COORDINATOR,
        {"agreement": "C900", "party": "group", "signed_by": "Chantal Noël", "signed_on": "2026-05-06"},
    ),
    Act(
        "open-campaign",
        conventions.CampaignCreate,
        conventions.open_campaign,
        COORDINATOR,
        {"internal_rules_version": 2, "from_on": "2026-09-01", "why": "Nouveau règlement d'ordre intérieur"},
    ),
    Act(
        "send-campaign", OfCampaign, send_campaign, COORDINATOR, {"internal_rules_version": 2, "on": "2026-06-01"}
    ),
    Act(
        "remind-campaign",
        OfCampaign,
        remind_campaign,
        COORDINATOR,
        {"internal_rules_version": 2, "on": "2026-07-01"},
    ),
)

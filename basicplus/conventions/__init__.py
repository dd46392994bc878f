"""What becomes of agreements: amendments, the text in four languages, signatures, campaigns, agreed hours."""

from basicplus.conventions.amending import AgreementAmendment, amend, withdraw_amendment
from basicplus.conventions.campaigns import (
    CampaignCreate,
    CampaignState,
    campaign_state,
    open_campaign,
    remind_campaign,
    send_campaign,
)
from basicplus.conventions.envelope import Envelope, envelopes
from basicplus.conventions.facts import WITNESS
from basicplus.conventions.gathering import paper_of
from basicplus.conventions.models import AgreementSignature, Amendment, Campaign
from basicplus.conventions.pdf import render
from basicplus.conventions.redline import Difference, redline, sentences
from basicplus.conventions.sending import send
from basicplus.conventions.signing import SignatureCreate, sign
from basicplus.conventions.standing import Standing, expiring, standings

__all__ = [
    "WITNESS",
    "AgreementAmendment",
    "AgreementSignature",
    "Amendment",
    "Campaign",
    "CampaignCreate",
    "CampaignState",
    "Difference",
    "Envelope",
    "SignatureCreate",
    "Standing",
    "amend",
    "campaign_state",
    "envelopes",
    "expiring",
    "open_campaign",
    "paper_of",
    "redline",
    "remind_campaign",
    "render",
    "send",
    "send_campaign",
    "sentences",
    "sign",
    "standings",
    "withdraw_amendment",
]

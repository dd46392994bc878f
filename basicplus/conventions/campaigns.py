"""Campaigns: the internal rules changed, so every agreement in force is amended, sent and signed anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments import Agreement
from basicplus.assignments.agreements import number_after
from basicplus.clock import Span
from basicplus.conventions.amending import open_amendment
from basicplus.conventions.models import Amendment, Campaign
from basicplus.conventions.sending import send
from basicplus.conventions.standing import Standing, standings
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups import InternalRules


class CampaignCreate(BaseModel):
    """The version of the internal rules to be signed, and from when on agreements refer to it."""

    internal_rules_version: Annotated[int, Field(gt=0)]
    from_on: date
    why: Annotated[str, Field(min_length=1, max_length=300, description="what members read as the subject")]


@dataclass(frozen=True)
class CampaignLine:
    """An agreement in a campaign: where its amendment stands, who has to sign still, when it was reminded of."""

    standing: Standing
    reminded_on: date | None


@dataclass(frozen=True)
class CampaignState:
    """A campaign with its amendments and how many stand where; `left_out` are agreements in force without one."""

    internal_rules_version: int
    from_on: date
    lines: tuple[CampaignLine, ...]
    counts: dict[str, int]
    left_out: tuple[str, ...]


def open_campaign(session: WriteSession, given: CampaignCreate) -> Campaign:
    """Open an amendment for every agreement in force that refers to older internal rules, or to none.

    One that has an open amendment is left out: that one is signed or withdrawn first.
    """
    version = given.internal_rules_version
    rules = get(session, InternalRules, f"version {version} of the internal rules", version=version)
    if given.from_on < rules.from_on:
        raise invalid("from_on", given.from_on, f"the day on which version {version} begins, or later")
    if session.exec(select(Campaign.id).where(Campaign.internal_rules_version == version)).first() is not None:
        raise Conflict(f"The campaign for version {version} of the internal rules is open already.")
    campaign = Campaign(internal_rules_version=version, from_on=given.from_on, why=given.why)
    session.add(campaign)
    session.flush()
    taken = set(session.exec(select(Amendment.agreement_id).where(Amendment.state == "open")))
    concerned = [row for row in _referring(session, campaign) if row.id not in taken]
    for row in concerned:
        days = Span.of(given.from_on, row.until_on)
        open_amendment(session, row, days, {"internal_rules_version": version}, given.why, campaign.id)
    journal.record(session, "open campaign", f"internal rules {version}", agreements=len(concerned))
    return campaign


def send_campaign(session: WriteSession, version: int, sent_on: date) -> int:
    """Send the amendments of a campaign that were not sent yet, and say how many; their texts are kept."""
    waiting = _open(session, _campaign(session, version), sent=False)
    for amendment in waiting:
        send(session, get(session, Agreement, "agreement", id=amendment.agreement_id).number, sent_on)
    journal.record(session, "send campaign", f"internal rules {version}", amendments=len(waiting))
    return len(waiting)


def remind_campaign(session: WriteSession, version: int, on: date) -> int:
    """Note that those who have not signed what was sent are reminded on a day, and say of how many amendments."""
    waiting = _open(session, _campaign(session, version), sent=True)
    for amendment in waiting:
        amendment.reminded_on = on
        session.add(amendment)
    journal.record(session, "remind campaign", f"internal rules {version}", amendments=len(waiting), on=on)
    return len(waiting)


def campaign_state(session: GroupSession, version: int, today: date) -> CampaignState:
    """Return where a campaign stands: its amendments, who has to sign still, and how many stand where."""
    campaign = _campaign(session, version)
    query = select(Amendment).where(Amendment.campaign_id == campaign.id, Amendment.state != "withdrawn")
    amended = {row.agreement_id: row for row in session.exec(query)}
    versions = {row.id: row for row in session.exec(select(Agreement))}
    mine = {number_after(versions[row_id]): amendment for row_id, amendment in amended.items()}
    lines = tuple(
        CampaignLine(each, mine[each.number].reminded_on)
        for each in standings(session, today)
        if each.number in mine
    )
    left_out = tuple(row.number for row in _referring(session, campaign) if row.id not in amended)
    counts = dict(sorted(Counter[str](line.standing.state for line in lines).items()))
    return CampaignState(version, campaign.from_on, lines, counts, left_out)


def _campaign(session: GroupSession, version: int) -> Campaign:
    return get(session, Campaign, f"campaign for version {version} of the rules", internal_rules_version=version)


def _open(session: GroupSession, campaign: Campaign, *, sent: bool) -> list[Amendment]:
    was = col(Amendment.sent_on).is_not(None) if sent else col(Amendment.sent_on).is_(None)
    query = select(Amendment).where(Amendment.campaign_id == campaign.id, Amendment.state == "open", was)
    return list(session.exec(query.order_by(col(Amendment.id))))


def _referring(session: GroupSession, campaign: Campaign) -> list[Agreement]:
    """Return the signed versions in force when a campaign begins that refer to older rules, or to none."""
    rows = session.exec(select(Agreement).order_by(col(Agreement.number)))
    return [
        row
        for row in rows
        if row.signed_on is not None
        and row.from_on < campaign.from_on
        and campaign.from_on in Span.of(row.from_on, row.until_on)
        and (row.internal_rules_version or 0) < campaign.internal_rules_version
    ]

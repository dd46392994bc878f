"""The VAT guardian: what members attest each year, the light that follows, the list for the administration."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, Field
from sqlalchemy import true
from sqlmodel import col

from basicplus import journal
from basicplus.clock import Span
from basicplus.compliance import facts as fact
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.law import Law, belgian_law
from basicplus.compliance.service import FileCreate
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import invalid
from basicplus.members.facts import vat_facts
from basicplus.members.models import Member, Membership, VatStatus
from basicplus.members.service import by_number, declared_from

Colour = Literal["red", "amber", "green"]
Reason = Literal["none", "taxed", "expired", "near", "unsigned", "expires", "fine"]
COLOURS: dict[Reason, Colour] = {
    "none": "red",
    "taxed": "red",
    "expired": "red",
    "near": "amber",
    "unsigned": "amber",
    "expires": "amber",
    "fine": "green",
}
SOON = timedelta(days=60)
"""How long before its end an attestation is to be renewed."""
NEAR_PERCENT = 40
"""The taxed share from which a member is near the limit of the law."""


class VatAttestation(BaseModel):
    """What a member attests of its VAT status and signs; it is valid for a year unless it says otherwise."""

    status: Literal["exempt", "mixed", "taxable"]
    taxable_percent: Annotated[int, Field(ge=0, le=100)] = 0
    from_on: date
    valid_until_on: Annotated[date | None, Field(description="first day it is no longer valid")] = None
    signed_on: date
    signed_by: Annotated[str, Field(min_length=1, max_length=200)]
    document: FileCreate | None = None


@dataclass(frozen=True)
class Light:
    """How a member stands for the VAT exemption on a day, and why; `until_on` is when its attestation ends."""

    reason: Reason
    taxable_percent: int | None = None
    until_on: date | None = None

    @property
    def colour(self) -> Colour:
        """Red: an exempt invoice is refused or needs a reason. Amber: it will soon. Green: nothing to do."""
        return COLOURS[self.reason]

    def says(self, language: str = "en") -> str:
        """Give the reason in words."""
        form = "%d.%m.%Y" if language == "de" else "%d/%m/%Y"
        last = f"{self.until_on - timedelta(days=1):{form}}" if self.until_on else ""
        return str(_words()[self.reason][language]).format(percent=self.taxable_percent, last=last)


@dataclass(frozen=True)
class Listed:
    """A member as the VAT administration is told; days of membership with `left_on` the first day after."""

    number: str
    name: str
    enterprise_number: str | None
    activity: str
    status: str
    taxable_percent: int | None
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class Changed:
    """What changed in the list between two days: who came, who went, whose status differs."""

    joined: list[Listed]
    left: list[Listed]
    differs: list[Listed]


def attest_vat(session: WriteSession, number: str, attestation: VatAttestation) -> VatStatus:
    """Record what a member attests of its VAT status; what it only declared from that day on is replaced."""
    member = by_number(session, number)
    until_on = attestation.valid_until_on or attestation.from_on + relativedelta(years=1)
    if until_on <= attestation.from_on:
        raise invalid("valid_until_on", until_on, f"a day after from_on ({attestation.from_on})")
    if (attestation.status == "exempt") != (attestation.taxable_percent == 0):
        allowed = "0 for an exempt member, and 1 to 100 for another"
        raise invalid("taxable_percent", attestation.taxable_percent, allowed)
    row = declared_from(session, member, attestation.from_on)
    document = (
        keep_file(session, attestation.document.name, attestation.document.content)
        if attestation.document
        else None
    )
    row = row or VatStatus(member_id=member.id, from_on=attestation.from_on, status=attestation.status)
    row.status, row.taxable_percent = attestation.status, attestation.taxable_percent
    row.signed_on, row.signed_by, row.valid_until_on = attestation.signed_on, attestation.signed_by, until_on
    row.kept_file_id = document.id if document else None
    session.add(row)
    journal.record(
        session,
        "attest VAT status",
        number,
        from_on=row.from_on,
        valid_until_on=until_on,
        status=row.status,
        taxable_percent=row.taxable_percent,
        signed_on=row.signed_on,
        signed_by=row.signed_by,
        document_sha256=document.content_sha256 if document else None,
    )
    return row


def light_of(statuses: Sequence[fact.VatStatus], on: date, law: Law) -> Light:
    """Return the light of a member from what it said of its VAT status; one renewed in time stays green."""
    status = next((each for each in statuses if on in each.span), None)
    if status is None:
        return Light("none")
    share, until_on = status.taxable_percent, status.attested_until_on
    limit = law.on(on, "taxed_share_below").value
    reason: Reason = "fine"
    if limit is not None and share >= limit:
        reason = "taxed"
    elif until_on is not None and on >= until_on:
        reason = "expired"
    elif limit is not None and share >= NEAR_PERCENT:
        reason = "near"
    elif until_on is None:
        reason = "unsigned"
    elif on >= until_on - SOON and not any(
        until_on in each.span and each.attested_until_on for each in statuses if each is not status
    ):
        reason = "expires"
    return Light(reason, share, until_on)


def vat_light(session: GroupSession, member: str, on: date) -> Light:
    """Return how a member stands for the VAT exemption on a day."""
    row = by_number(session, member)
    return light_of(vat_facts(session, col(Member.id) == row.id), on, belgian_law())


def vat_lights(session: GroupSession, on: date) -> dict[str, Light]:
    """Return the light of each member of the group on a day, by number, the worst first."""
    law, statuses = belgian_law(), _statuses(session)
    lights = {
        listed.number: light_of(statuses.get(listed.number, []), on, law) for listed in vat_list(session, on)
    }
    worst = list(COLOURS)
    return dict(sorted(lights.items(), key=lambda pair: (worst.index(pair[1].reason), pair[0])))


def vat_list(session: GroupSession, on: date) -> list[Listed]:
    """Return the members of a day as the VAT administration wants them: activity, entry, exit, VAT status."""
    return [listed for listed in _listed(session, on) if on in Span.of(listed.joined_on, listed.left_on)]


def vat_changes(session: GroupSession, since: date, on: date) -> Changed:
    """Return what changed in the list after `since`, up to and with `on`.

    A start or a change of activity is to be told to the VAT administration.
    """
    if on <= since:
        raise invalid("since", since, f"a day before {on}")
    now, then = _listed(session, on), {listed.number: listed for listed in vat_list(session, since)}
    days = Span(since + timedelta(days=1), on + timedelta(days=1))
    return Changed(
        joined=[each for each in now if each.joined_on in days],
        left=[each for each in now if each.left_on is not None and each.left_on in days],
        differs=[
            each
            for each in vat_list(session, on)
            if (old := then.get(each.number))
            and (old.status, old.taxable_percent) != (each.status, each.taxable_percent)
        ],
    )


def registered_for_vat(session: GroupSession, on: date) -> set[int]:
    """Return the ids of the members that are mixed or taxable on a day, and so have a VAT number."""
    return {member_id for member_id, (status, _) in _said(session, on).items() if status != "exempt"}


def _said(session: GroupSession, on: date) -> dict[int, tuple[str, int]]:
    """Return the VAT status and the taxable percent of a day by member id."""
    query = pick(VatStatus.member_id, VatStatus.status, VatStatus.taxable_percent).where(VatStatus.from_on <= on)
    rows = session.rows(query.order_by(col(VatStatus.from_on)))
    return {member_id: (status, percent) for member_id, status, percent in rows}


def _listed(session: GroupSession, on: date) -> list[Listed]:
    """Return every membership, with the VAT status of a day."""
    said = _said(session, on)
    rows = session.rows(
        pick(
            Member.id,
            Member.number,
            Member.name,
            Member.enterprise_number,
            Member.activity,
            Membership.from_on,
            Membership.until_on,
        )
        .where(col(Membership.member_id) == Member.id)
        .order_by(col(Member.number), col(Membership.from_on))
    )
    return [
        Listed(number, name, enterprise_number, activity, status, percent, from_on, until_on)
        for member_id, number, name, enterprise_number, activity, from_on, until_on in rows
        for status, percent in [said.get(member_id, ("", None))]
    ]


def _statuses(session: GroupSession) -> dict[str, list[fact.VatStatus]]:
    found: dict[str, list[fact.VatStatus]] = {}
    for status in vat_facts(session, true()):
        found.setdefault(status.member, []).append(status)
    return found


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("basicplus.members") / "vat.toml").read_text("utf-8"))

"""Where each agreement stands on a day: draft, sent, signed, in force, about to expire, over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Literal

from sqlmodel import col, select

from basicplus.assignments import Agreement
from basicplus.conventions.amending import proposed
from basicplus.conventions.models import AgreementSignature, Amendment
from basicplus.conventions.signing import Pending, missing
from basicplus.conventions.wording import words_of
from basicplus.db import GroupSession
from basicplus.invoicing.documents.content import Language
from basicplus.members import Member

EXPIRES_WITHIN = 90
"""Days before its end from which an agreement is said to expire."""
State = Literal["draft", "sent", "partly_signed", "to_come", "in_force", "expires", "expired", "ended", "replaced"]


@dataclass(frozen=True)
class Standing:
    """A version of an agreement, or one that waits for signatures, on a day; `days` are left where it expires."""

    agreement: str
    number: str
    member: str
    member_name: str
    state: State
    from_on: date
    until_on: date | None
    days: int | None
    sent_on: date | None
    signed_on: date | None
    missing: tuple[str, ...]

    def words(self, language: Language) -> str:
        """Say the state in a language."""
        return words_of(language).say(f"state.{self.state}", days=self.days)


def state_of(
    version: Agreement, today: date, *, is_last: bool = True, sent_on: date | None = None, signatures: int = 0
) -> State:
    """Say where a version stands on a day; `is_last` unless a later one took over."""
    if version.signed_on is None:
        return "partly_signed" if signatures else "sent" if sent_on else "draft"
    if version.until_on is not None and version.until_on <= today:
        return "replaced" if not is_last else "ended" if version.ended else "expired"
    if today < version.from_on:
        return "to_come"
    near = version.until_on is not None and version.until_on - today <= timedelta(days=EXPIRES_WITHIN)
    return "expires" if near and is_last else "in_force"


def standings(session: GroupSession, today: date) -> list[Standing]:
    """Return where every version and every open amendment stands, in order of agreement and version."""
    members = {row.id: row for row in session.exec(select(Member))}
    signed = _signatures(session)
    last: dict[int, int] = {}
    rows = list(session.exec(select(Agreement)))
    for row in rows:
        last[row.life_id] = max(last.get(row.life_id, 0), row.version)
    found = [
        _standing(Pending(row), signed[row.id, None], members, today, is_last=row.version == last[row.life_id])
        for row in rows
    ]
    for amendment in session.exec(select(Amendment).where(Amendment.state == "open")):
        what = Pending(proposed(session, amendment), amendment)
        found.append(_standing(what, signed[amendment.agreement_id, amendment.id], members, today))
    return sorted(found, key=lambda each: (each.agreement, each.from_on, each.number))


def expiring(session: GroupSession, today: date, days: int = EXPIRES_WITHIN) -> list[Standing]:
    """Return the agreements that end within so many days and that no signed version follows, soonest first."""
    found = standings(session, today)
    followed = {(each.agreement, each.from_on) for each in found if each.signed_on is not None}
    ending = [
        (each.until_on, each.number, each)
        for each in found
        if each.state in ("expires", "in_force")
        and each.until_on is not None
        and each.until_on <= today + timedelta(days=days)
        and (each.agreement, each.until_on) not in followed
    ]
    return [each for _, _, each in sorted(ending, key=itemgetter(0, 1))]


def _standing(
    what: Pending,
    signatures: list[AgreementSignature],
    members: dict[int, Member],
    today: date,
    *,
    is_last: bool = True,
) -> Standing:
    row, member = what.version, members[what.version.member_id]
    state = state_of(row, today, is_last=is_last, sent_on=what.sent_on, signatures=len(signatures))
    left = (row.until_on - today).days if row.until_on is not None and state == "expires" else None
    return Standing(
        agreement=row.number.partition(".")[0],
        number=row.number,
        member=member.number,
        member_name=member.name,
        state=state,
        from_on=row.from_on,
        until_on=row.until_on,
        days=left,
        sent_on=what.sent_on,
        signed_on=row.signed_on,
        missing=() if row.signed_on is not None else missing(what.parties, signatures),
    )


def _signatures(session: GroupSession) -> dict[tuple[int, int | None], list[AgreementSignature]]:
    found: dict[tuple[int, int | None], list[AgreementSignature]] = defaultdict(list)
    for row in session.exec(select(AgreementSignature).order_by(col(AgreementSignature.id))):
        found[row.agreement_id, row.amendment_id].append(row)
    return found

"""The documents of a period before they are issued: lines, annex of signed hours, and a temporary id."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from basicplus.assignments import SignOff, TimeEntry
from basicplus.clock import Period
from basicplus.db import GroupSession, pick
from basicplus.invoicing.documents.content import DRAFT, Line, SignedHours
from basicplus.invoicing.issuing import Booking, Draft
from basicplus.invoicing.lines import DraftLine, Pricing
from basicplus.invoicing.reasons import Reasons
from basicplus.invoicing.signed import signed_hours
from basicplus.members import Member, Site
from basicplus.workers import Worker


class Drafts:
    """The documents of a period for some members, with everything they are billed on read once."""

    def __init__(
        self, session: GroupSession, period: Period, members: Sequence[Member], explained: bool = False
    ) -> None:
        self.period = period
        self.members = members
        self.pricing = Pricing(session, period, [member.id for member in members])
        self._reasons = Reasons(session, period, self.pricing) if explained else None
        self._annex = Annex(session, self.pricing.sign_off_ids)

    def draft(self, member: Member) -> Draft:
        """Return the member's document, without bookings when there is nothing to bill."""
        lines = self.pricing.lines(member.id)
        return Draft(
            member=member,
            purpose="periodic",
            period=self.period.name,
            span=self.period.span,
            bookings=[_booking(line) for line in lines],
            hours=tuple(self._annex.row(line.agreement.number, entry) for line in lines for entry in line.hours),
            why=self._reasons.of(lines) if self._reasons else (),
        )


class Annex:
    """Who worked where and who signed for it, as annexes of documents say it; read once for many hours."""

    def __init__(self, session: GroupSession, sign_off_ids: Collection[int]) -> None:
        people = session.rows(pick(Worker.id, Worker.first_name, Worker.last_name))
        self._people = {worker_id: f"{first} {last}" for worker_id, first, last in people}
        self._places: dict[int | None, str] = dict(map(tuple, session.rows(pick(Site.id, Site.name))))
        self._signatures: dict[int | None, SignOff] = {
            row.id: row for row in session.exec(select(SignOff).where(col(SignOff.id).in_(sign_off_ids)))
        }

    def row(self, agreement: str, entry: TimeEntry) -> SignedHours:
        """Return the row of one signed entry."""
        worker, site = self._people[entry.worker_id], self._places.get(entry.site_id, "")
        return signed_hours(agreement, entry, worker, site, self._signatures[entry.sign_off_id])


def temporary_id(period: Period, member: Member) -> str:
    """Name a document that is not issued; a number exists from issue on only (T7)."""
    return f"{DRAFT}{period.name}-{member.number}"


def members_of(session: GroupSession, period: Period) -> list[Member]:
    """Return the members billed at the frequency of a period, by number."""
    query = select(Member).where(Member.billing_frequency == period.frequency).order_by(col(Member.number))
    return list(session.exec(query))


def _booking(line: DraftLine) -> Booking:
    agreement, pool = line.agreement, line.pool
    printed = Line(
        agreement=agreement.number,
        pool_code=pool.code,
        pool_name=pool.name,
        profession=agreement.profession,
        basis=agreement.basis,  # type: ignore[arg-type]
        from_on=line.span.from_on,
        until_on=line.span.until_on,
        amount_cents=line.amount_cents,
        minutes=line.minutes,
        rate_e4=line.rate_e4,
        vat_percent=line.vat_percent,
        rounding_rule=line.rounding_rule,
        **vars(line.terms),
    )
    return Booking(printed, agreement.id, agreement.pool_id, line.year, line.amount_cents, line.hours)

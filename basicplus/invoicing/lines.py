"""What each agreement is to be billed in a period, priced from records read once for the whole run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import or_
from sqlmodel import col, select

from basicplus.assignments import Agreement, TimeEntry
from basicplus.assignments.timesheets import signed_unbilled
from basicplus.clock import Period, Span, month_of, months
from basicplus.db import GroupSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing.credited import taken_back
from basicplus.invoicing.models import AllocationKey, CostPool, InvoiceLine, KeyWeight, Tariff
from basicplus.money import allocate, hours_amount, round_half_away


@dataclass
class DraftLine:
    """A line to be billed: the agreement, its days, and the hours it locks."""

    agreement: Agreement
    pool: CostPool
    span: Span
    amount_cents: int
    hours: list[TimeEntry] = field(default_factory=list)
    rate_e4: int | None = None
    share: str | None = None

    @property
    def minutes(self) -> int | None:
        """The time billed by the hour; None for other bases."""
        return sum(entry.minutes for entry in self.hours) if self.agreement.basis == "time_spent" else None


class KeyWeights:
    """The members' weights in every key."""

    def __init__(self, session: GroupSession) -> None:
        self._dated: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
        for row in session.exec(select(KeyWeight).order_by(col(KeyWeight.from_on))):
            self._dated[row.key_id, row.member_id].append((row.from_on, row.weight))

    def on(self, key_id: int, member_id: int, day: date) -> int:
        """Return a member's weight in a key on a day; zero when none was recorded by then."""
        known = [weight for from_on, weight in self._dated[key_id, member_id] if from_on <= day]
        return known[-1] if known else 0


class Pricing:
    """The agreements, tariffs, keys and earlier billing that price a run; read once, used for every member."""

    def __init__(self, session: GroupSession, period: Period, member_ids: Sequence[int]) -> None:
        self.period = period
        self.pools = {pool.id: pool for pool in session.exec(select(CostPool))}
        self.tariffs = {(row.pool_id, row.year): row for row in session.exec(select(Tariff))}
        self.keys = {key.id: key for key in session.exec(select(AllocationKey))}
        self._weights = KeyWeights(session)
        self._agreements = _agreements(session, period.span)
        self._by_member: dict[int, list[Agreement]] = defaultdict(list)
        for agreement in self._agreements:
            self._by_member[agreement.member_id].append(agreement)
        self._hours: dict[int | None, list[TimeEntry]] = defaultdict(list)
        for entry in signed_unbilled(session, member_ids, period.span.until_on):
            self._hours[entry.agreement_id].append(entry)
        self._late = _agreements_by_id(session, set(self._hours) - {row.id for row in self._agreements})
        self._billed = billed_spans(session, period.span)
        self._pro_rata_shares: dict[tuple[int, int, date], dict[int, int]] = {}

    @property
    def sign_off_ids(self) -> set[int]:
        """The sign-offs under which the hours to be billed were approved."""
        return {entry.sign_off_id for rows in self._hours.values() for entry in rows if entry.sign_off_id}

    def lines(self, member_id: int) -> list[DraftLine]:
        """Return the member's lines for the period, in order of agreement; none where all is billed."""
        late = [row for row in self._late if row.member_id == member_id]
        lines: list[DraftLine] = []
        for agreement in sorted(self._by_member[member_id] + late, key=lambda row: row.number):
            if agreement.basis == "time_spent":
                lines += self._time_spent(agreement)
            else:
                lines += self._monthly(agreement)
        return lines

    def _time_spent(self, agreement: Agreement) -> list[DraftLine]:
        by_year: dict[int, list[TimeEntry]] = defaultdict(list)
        for entry in self._hours[agreement.id]:
            by_year[entry.day.year].append(entry)
        lines = []
        for year, hours in sorted(by_year.items()):
            rate = self._tariff(agreement.pool_id, year).hourly_rate_e4
            minutes = sum(entry.minutes for entry in hours)
            first = min(month_of(hours[0].day).from_on, self.period.span.from_on)
            span = Span(first, min(self.period.span.until_on, date(year + 1, 1, 1)))
            lines.append(
                DraftLine(
                    agreement,
                    self.pools[agreement.pool_id],
                    span,
                    hours_amount(minutes, rate),
                    hours,
                    rate_e4=rate,
                )
            )
        return lines

    def _monthly(self, agreement: Agreement) -> list[DraftLine]:
        """Bill a flat fee or a share for the months not billed yet, in one line per run of months."""
        active = Span.of(agreement.from_on, agreement.until_on) & self.period.span
        due = [
            month_of(first) & active
            for first in (months(active) if active else [])
            if not any(first in billed for billed in self._billed[agreement.id])
        ]
        lines: list[DraftLine] = []
        for days in due:
            cents = self._month_cents(agreement, days)
            if lines and lines[-1].span.until_on == days.from_on:
                lines[-1].span = Span(lines[-1].span.from_on, days.until_on)
                lines[-1].amount_cents += cents
            else:
                lines.append(DraftLine(agreement, self.pools[agreement.pool_id], days, cents))
        if lines:
            lines[-1].hours = self._hours[agreement.id]
            lines[-1].share = self._share_in_words(agreement, lines[-1].span.from_on)
        return lines

    def _month_cents(self, agreement: Agreement, days: Span) -> int:
        if agreement.basis == "flat_fee":
            month = month_of(days.from_on)
            return round_half_away(Fraction((agreement.fee_cents or 0) * days.length, month.length))
        return self._pro_rata_month(agreement, days.from_on.replace(day=1))[agreement.id]

    def _pro_rata_month(self, agreement: Agreement, first: date) -> dict[int, int]:
        assert agreement.key_id is not None
        at = (agreement.pool_id, agreement.key_id, first)
        if at not in self._pro_rata_shares:
            month = month_of(first)
            weights = {
                row.id: self._weights.on(row.key_id, row.member_id, max(first, row.from_on))
                * (Span.of(row.from_on, row.until_on) & month).length
                for row in self._agreements
                if row.id is not None
                and row.key_id is not None
                and (row.pool_id, row.key_id) == (agreement.pool_id, agreement.key_id)
                and row.basis == "pro_rata"
                and Span.of(row.from_on, row.until_on).overlaps(month)
            }
            budget = self._tariff(agreement.pool_id, first.year).pro_rata_month_cents
            self._pro_rata_shares[at] = allocate(budget, weights)
        return self._pro_rata_shares[at]

    def _share_in_words(self, agreement: Agreement, day: date) -> str | None:
        if agreement.key_id is None:
            return None
        key = self.keys[agreement.key_id]
        weight = self._weights.on(agreement.key_id, agreement.member_id, day)
        total = sum(
            self._weights.on(agreement.key_id, row.member_id, max(day, row.from_on))
            for row in self._agreements
            if (row.pool_id, row.key_id) == (agreement.pool_id, agreement.key_id)
        )
        return f"{weight} / {total} {key.name}"

    def _tariff(self, pool_id: int, year: int) -> Tariff:
        tariff = self.tariffs.get((pool_id, year))
        if tariff is None:
            code = self.pools[pool_id].code
            raise Conflict(f"Pool {code} has no tariff for {year}: set one before billing.")
        return tariff


def billed_spans(session: GroupSession, span: Span) -> dict[int | None, list[Span]]:
    """Return the days already billed per agreement by periodic lines that no credit note has taken back whole."""
    query = pick(InvoiceLine.agreement_id, InvoiceLine.from_on, InvoiceLine.until_on).where(
        col(InvoiceLine.basis).in_(("flat_fee", "pro_rata")),
        InvoiceLine.until_on > span.from_on,
        InvoiceLine.from_on < span.until_on,
        col(InvoiceLine.credits_line_id).is_(None),
        col(InvoiceLine.is_settlement).is_(False),
        col(InvoiceLine.id).not_in(taken_back()),
    )
    spans: dict[int | None, list[Span]] = defaultdict(list)
    for agreement_id, from_on, until_on in session.rows(query):
        spans[agreement_id].append(Span(from_on, until_on))
    return spans


def _agreements(session: GroupSession, span: Span) -> list[Agreement]:
    query = (
        select(Agreement)
        .where(col(Agreement.from_on) < span.until_on)
        .where(or_(col(Agreement.until_on).is_(None), col(Agreement.until_on) > span.from_on))
        .order_by(col(Agreement.number))
    )
    return list(session.exec(query))


def _agreements_by_id(session: GroupSession, ids: Iterable[int | None]) -> list[Agreement]:
    wanted = [row_id for row_id in ids if row_id is not None]
    return list(session.exec(select(Agreement).where(col(Agreement.id).in_(wanted)))) if wanted else []

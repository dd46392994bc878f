"""What each agreement is to be billed in a period, priced from records read once for the whole run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import or_
from sqlmodel import col, select

from basicplus.assignments import Agreement, TimeEntry
from basicplus.assignments.timesheets import signed_unbilled
from basicplus.clock import Period, Span, month_of, months
from basicplus.db import GroupSession, pick
from basicplus.errors import Conflict
from basicplus.invoicing import taxed
from basicplus.invoicing.credited import taken_back
from basicplus.invoicing.fees import adjusted_on, fee_of, index_month, indexed
from basicplus.invoicing.models import AllocationKey, CostPool, InvoiceLine, PriceIndex, Tariff
from basicplus.invoicing.taxed import Taxation
from basicplus.invoicing.weights import KeyWeights
from basicplus.money import allocate, format_cents
from basicplus.rounding import price


@dataclass(frozen=True)
class Terms:
    """What a month was priced on, as its line says it: the share of a pool, or the fee and its index."""

    share: str | None = None
    weight: int | None = None
    weight_total: int | None = None
    weight_days: int | None = None
    fee_cents: int | None = None
    fee_per: str | None = None
    index: str | None = None


@dataclass
class DraftLine:
    """A line to be billed: the agreement, its days, and the hours it locks.

    `minutes` is the time billed by the hour, None for other bases; `vat_percent` is 0 for what is exempt.
    """

    agreement: Agreement
    pool: CostPool
    span: Span
    amount_cents: int
    year: int
    hours: list[TimeEntry] = field(default_factory=list)
    minutes: int | None = None
    rate_e4: int | None = None
    rounding_rule: str | None = None
    terms: Terms = Terms()
    vat_percent: int = 0


class Pricing:
    """The agreements, tariffs, keys and earlier billing that price a run; read once, used for every member."""

    def __init__(self, session: GroupSession, period: Period, member_ids: Sequence[int]) -> None:
        self.period = period
        self.pools = {pool.id: pool for pool in session.exec(select(CostPool))}
        self.tariffs = {(row.pool_id, row.year): row for row in session.exec(select(Tariff))}
        self.keys = {key.id: key for key in session.exec(select(AllocationKey))}
        self._indices = {(row.code, row.month): row.value_e4 for row in session.exec(select(PriceIndex))}
        self._weights = KeyWeights(session)
        self._taxation = Taxation(session)
        self.agreements = _agreements(session, period.span)
        self._by_member: dict[int, list[Agreement]] = defaultdict(list)
        for agreement in self.agreements:
            self._by_member[agreement.member_id].append(agreement)
        self._hours: dict[int | None, list[TimeEntry]] = defaultdict(list)
        for entry in signed_unbilled(session, member_ids, period.span.until_on):
            self._hours[entry.agreement_id].append(entry)
        self._late = _agreements_by_id(session, set(self._hours) - {row.id for row in self.agreements})
        self._billed = billed_spans(session, period.span)
        self._pro_rata_shares: dict[tuple[int, int, date], tuple[dict[int, int], dict[int, int]]] = {}

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

    def _time_spent(self, agreement: Agreement) -> Iterator[DraftLine]:
        """Bill hours in one line per year, rule that rounds them, and side of membership."""
        together: dict[tuple[int, Span, bool, str], list[TimeEntry]] = defaultdict(list)
        for span, outside in self._served(agreement):
            for entry in self._hours[agreement.id]:
                if entry.day in span:
                    rule = entry.rounding_rule or agreement.rounding_rule
                    together[entry.day.year, span, outside, rule].append(entry)
        for (year, span, outside, rule), hours in sorted(together.items(), key=lambda pair: pair[0]):
            rate = self._tariff(agreement.pool_id, year).hourly_rate_e4
            priced = price(rule, [entry.minutes for entry in hours], rate)
            first = min(month_of(hours[0].day).from_on, self.period.span.from_on)
            days = Span(first, min(self.period.span.until_on, date(year + 1, 1, 1))) & span
            pool = self.pools[agreement.pool_id]
            line = DraftLine(agreement, pool, days, priced.cents, year, hours, priced.minutes, rate, rule)
            yield from _taxed_parts(line, outside)

    def _served(self, agreement: Agreement) -> list[tuple[Span, bool]]:
        """Return the days of the hours to be billed, cut where membership starts or ends."""
        hours = self._hours[agreement.id]
        return (
            self._taxation.pieces(agreement.member_id, Span(date.min, self.period.span.until_on)) if hours else []
        )

    def _monthly(self, agreement: Agreement) -> list[DraftLine]:
        """Bill a flat fee or a share for the days not billed yet, in one line while its terms are the same."""
        runs: list[tuple[DraftLine, bool]] = []
        for days in self._due(agreement):
            cents, terms = self._priced(agreement, days)
            pieces = self._taxation.pieces(agreement.member_id, days)
            shares = allocate(cents, {piece.from_on.toordinal(): piece.length for piece, _ in pieces})
            for piece, outside in pieces:
                share = shares[piece.from_on.toordinal()]
                last, was_outside = runs[-1] if runs else (None, None)
                if last and (last.span.until_on, last.terms, was_outside) == (piece.from_on, terms, outside):
                    last.span = last.span.hull(piece)
                    last.amount_cents += share
                else:
                    pool = self.pools[agreement.pool_id]
                    line = DraftLine(agreement, pool, piece, share, piece.from_on.year, terms=terms)
                    runs.append((line, outside))
        if runs:
            runs[-1][0].hours = self._hours[agreement.id]
        return [part for line, outside in runs for part in _taxed_parts(line, outside)]

    def _due(self, agreement: Agreement) -> Iterator[Span]:
        """Yield the days to be billed month by month, cut where an index changes the fee."""
        active = Span.of(agreement.from_on, agreement.until_on) & self.period.span
        for first in months(active) if active else []:
            days = month_of(first) & active
            if any(days.from_on in billed for billed in self._billed[agreement.id]):
                continue
            adjusted = agreement.index_each and adjusted_on(
                agreement.index_each, agreement.index_begins_on, days.until_on - timedelta(days=1)
            )
            cut = adjusted if adjusted and adjusted in days else days.from_on
            yield from (piece for piece in (Span(days.from_on, cut), Span(cut, days.until_on)) if piece)

    def _priced(self, agreement: Agreement, days: Span) -> tuple[int, Terms]:
        """Return what days within a month cost, and the terms that say why."""
        if agreement.basis == "pro_rata":
            return self._share(agreement, days.from_on.replace(day=1))
        fee, index = self._fee(agreement, days.from_on)
        return fee_of(fee, agreement.fee_per, days), Terms(fee_cents=fee, fee_per=agreement.fee_per, index=index)

    def _fee(self, agreement: Agreement, day: date) -> tuple[int, str | None]:
        """Return the fee of a day and, once it is indexed, its index in words."""
        fee = agreement.fee_cents or 0
        code, base_on, each = agreement.index_code, agreement.index_base_on, agreement.index_each
        adjusted = adjusted_on(each, agreement.index_begins_on, day) if each else None
        if adjusted is None or code is None or base_on is None:
            return fee, None
        month = index_month(adjusted)
        base, value = self._index(code, base_on), self._index(code, month)
        words = (
            f"{format_cents(fee)} x {_points(value)} ({code} {month:%Y-%m}) / {_points(base)} ({base_on:%Y-%m})"
        )
        return indexed(fee, value, base), words

    def _index(self, code: str, month: date) -> int:
        value = self._indices.get((code, month))
        if value is None:
            raise Conflict(
                f"Index {code} has no value for {month:%Y-%m}: record it (set-price-index) before billing."
            )
        return value

    def _share(self, agreement: Agreement, first: date) -> tuple[int, Terms]:
        """Return an agreement's share of a pool's month, on the weights of its days."""
        assert agreement.key_id is not None
        month, at = month_of(first), (agreement.pool_id, agreement.key_id, first)
        if at not in self._pro_rata_shares:
            weights = {
                row.id: self._weights.over(row, month)
                for row in self.agreements
                if row.basis == "pro_rata"
                and (row.pool_id, row.key_id) == at[:2]
                and Span.of(row.from_on, row.until_on).overlaps(month)
            }
            self._pro_rata_shares[at] = weights, allocate(self._month_of_key(*at[:2], month), weights)
        weights, shares = self._pro_rata_shares[at]
        key = self.keys[agreement.key_id]
        return shares[agreement.id], _share_terms(weights[agreement.id], sum(weights.values()), month, key)

    def _month_of_key(self, pool_id: int, key_id: int, month: Span) -> int:
        """Return a key's part of the pool's month, in cents: keys of one pool share it by the time agreed."""
        agreed: dict[int, int] = defaultdict(int)
        for row in self.agreements:
            if row.basis == "pro_rata" and row.pool_id == pool_id and row.key_id is not None:
                agreed[row.key_id] += row.volume_minutes * (Span.of(row.from_on, row.until_on) & month).length
        return allocate(self._tariff(pool_id, month.from_on.year).pro_rata_month_cents, agreed)[key_id]

    def _tariff(self, pool_id: int, year: int) -> Tariff:
        tariff = self.tariffs.get((pool_id, year))
        if tariff is None:
            code = self.pools[pool_id].code
            raise Conflict(f"Pool {code} has no tariff for {year}: set one before billing.")
        return tariff


def _share_terms(weight: int, total: int, month: Span, key: AllocationKey) -> Terms:
    """Say a share: in the key's own unit where that is exact, else in its unit x days."""
    if weight % month.length == total % month.length == 0:
        weight, total = weight // month.length, total // month.length
        return Terms(f"{weight} / {total} {key.name}", weight, total, 1)
    return Terms(f"{weight} / {total} {key.name} × d", weight, total, month.length)


def _points(value_e4: int) -> str:
    return f"{value_e4 // 10_000}.{value_e4 % 10_000:04d}"


def _taxed_parts(line: DraftLine, outside: bool) -> Iterator[DraftLine]:
    """Yield a line as it is if it is exempt, else its exempt part (with the hours) and its taxed part.

    Time is split in whole minutes and the amount by them, so that each part still is its time x rate.
    """
    parts = taxed.weights(line.agreement, 0, 1) if outside else taxed.weights(line.agreement, 1)
    vat = taxed.vat_percent(line.span.until_on - timedelta(days=1)) if parts[True] else 0
    if not parts[False] or not parts[True]:
        yield replace(line, vat_percent=vat)
        return
    if line.minutes is not None:
        parts = taxed.split(line.minutes, parts)
    cents = taxed.split(line.amount_cents, parts)
    timed = line.minutes is not None
    yield replace(line, amount_cents=cents[False], minutes=parts[False] if timed else None)
    yield replace(
        line, amount_cents=cents[True], minutes=parts[True] if timed else None, vat_percent=vat, hours=[]
    )


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

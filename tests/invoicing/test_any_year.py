"""Any year there can be: joins, leaves, all bases, credits, late costs; what was billed is what it cost.

Each example is a whole year through the services and the gate. CI tries a few; to try a thousand:
`BASICPLUS_TEST_YEARS=1000 pytest tests/invoicing/test_any_year.py -k sqlite`.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from basicplus import assignments, exports, invoicing, members
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span, month_of, parse_period
from basicplus.compliance.calendar import holidays_kept
from basicplus.db import Database, WriteSession
from basicplus.errors import Conflict, InvalidInput
from basicplus.evidence import verify_at_cost, verify_invoice
from basicplus.invoicing import CostPool, Invoice, InvoiceLine
from basicplus.rounding import RULES
from basicplus.store import open_store
from tests import cast
from tests.conftest import Templates

YEARS = int(os.environ.get("BASICPLUS_TEST_YEARS", "6"))
JOINER, LEAVER = "M004", "M003"
POOLS = {"CP": "prevention_advisor", "CPT": "accountant", "DPO": "dpo"}
WORKERS = {"CP": "W001", "CPT": "W002", "DPO": "W003"}
HOLIDAYS = holidays_kept(2025, {})
MONDAYS = [date(2025, 1, 6) + timedelta(days=7 * week) for week in range(51)]
DESPITE = "any year: the law is tested elsewhere"
days_of_2025 = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True)
class Agreed:
    """An agreement of a drawn year."""

    member: str
    pool: str
    basis: str
    from_on: date
    until_on: date | None
    volume_minutes: int
    fee_cents: int
    fee_per: str
    exact: bool
    taxed_percent: int
    rounding_rule: str


@dataclass(frozen=True)
class Worked:
    """A visit of a drawn year: which agreement (counted round), which day, how long."""

    agreement: int
    day: date
    minutes: int


@dataclass(frozen=True)
class Credited:
    """A credit of a drawn year: which invoice (counted round), how much of it, which line, how many cents."""

    invoice: int
    how: str
    line: int
    cents: int


@dataclass(frozen=True)
class Year:
    """A drawn year."""

    joins_on: date
    leaves_on: date
    pupils: tuple[int, int]
    agreed: list[Agreed]
    worked: list[Worked]
    months: list[int]
    credited: list[Credited]
    costs: list[tuple[str, int]]
    late: list[tuple[str, int]]
    pours: tuple[int, str] | None


agreements = st.builds(
    Agreed,
    member=st.sampled_from(["M001", "M002", LEAVER, JOINER]),
    pool=st.sampled_from(sorted(POOLS)),
    basis=st.sampled_from(["time_spent", "flat_fee", "pro_rata"]),
    from_on=days_of_2025,
    until_on=st.none() | days_of_2025,
    volume_minutes=st.integers(60, 20_000),
    fee_cents=st.integers(0, 99_999),
    fee_per=st.sampled_from(["month", "year"]),
    exact=st.booleans(),
    taxed_percent=st.sampled_from([0, 0, 0, 30, 100]),
    rounding_rule=st.sampled_from(sorted(RULES)),
)
visits = st.builds(
    Worked,
    agreement=st.integers(0, 11),
    day=st.sampled_from(MONDAYS)
    .flatmap(lambda monday: st.integers(0, 4).map(lambda n: monday + timedelta(n)))
    .filter(lambda day: day not in HOLIDAYS),
    minutes=st.integers(1, 239),
)
amounts = st.tuples(st.sampled_from(["CP", "CPT", "DPO", "FG"]), st.integers(-50_000, 9_000_000))
credits_ = st.builds(
    Credited,
    invoice=st.integers(0, 9),
    how=st.sampled_from(["whole", "line", "amount", "hours"]),
    line=st.integers(1, 4),
    cents=st.integers(1, 60_000),
)
years = st.builds(
    Year,
    joins_on=days_of_2025,
    leaves_on=st.dates(date(2025, 1, 2), date(2025, 12, 31)),
    pupils=st.tuples(st.integers(0, 400), st.integers(1, 400)),
    agreed=st.lists(agreements, max_size=5),
    worked=st.lists(visits, max_size=20, unique_by=lambda visit: visit.day),
    months=st.lists(st.integers(1, 12), max_size=3, unique=True),
    credited=st.lists(credits_, max_size=5),
    costs=st.lists(amounts, max_size=5),
    late=st.lists(amounts, max_size=3),
    pours=st.none() | st.tuples(st.integers(1, 12), st.sampled_from(["fte", "hours"])),
)


@given(year=years)
@settings(
    max_examples=YEARS,
    # Those of CI are always the same ones; a run that asks for more draws new ones.
    derandomize="BASICPLUS_TEST_YEARS" not in os.environ,
    # An example takes seconds: shrinking one would take the machine for the day.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_year_is_billed_at_cost(templates: Templates, year: Year) -> None:
    with fresh(templates) as database:
        found(database, year)
        work(database, year)
        for month in sorted(year.months):
            issue(database, f"2025-{month:02d}", date(2026, 1, 5))
        credit(database, year)
        issue(database, "2025-12", date(2026, 1, 8))
        book(database, year.costs)
        settled(database, date(2026, 2, 2))
        before = seals(database)
        book(database, year.late)
        assert seals(database) == before  # T9
        settled(database, date(2026, 3, 2))
        settled(database, date(2026, 3, 3), news=False)


@contextmanager
def fresh(templates: Templates) -> Iterator[Database]:
    """Lend a database with the cast in it."""
    for url in templates.fresh(templates.cast):
        with closing(open_store(url)) as database:
            yield database


def found(database: Database, year: Year) -> None:
    """Let a member join and one leave, weigh the key, and agree what was drawn within the days of membership."""
    cast.register_for_vat(database)
    with cast.writing(database, despite=DESPITE) as session:
        if year.pours:
            month, measure = year.pours
            rule = {"pool": "FG", "from_on": date(2025, month, 1), "weighed_by": measure}
            invoicing.set_pour_rule(session, invoicing.PourRuleCreate(**rule))
        members.register(session, cast.member(JOINER))
        members.join(session, JOINER, year.joins_on, **cast.ACCESSION)
        members.declare_vat(session, JOINER, date(2021, 1, 1), "exempt")
        members.leave(session, LEAVER, year.leaves_on)
        theirs = col(assignments.Agreement.number).endswith("-3")
        for agreement in session.exec(select(assignments.Agreement).where(theirs)):
            agreement.until_on = year.leaves_on
        invoicing.weigh(session, "ELEVES", {JOINER: year.pupils[0], "M002": year.pupils[1]}, date(2025, 4, 1))
        key = invoicing.key_by_code(session, "ELEVES")
        for number, drawn in enumerate(year.agreed):
            days = Span.of(drawn.from_on, drawn.until_on) & belongs(year, drawn.member)
            if not days:
                continue
            flat = drawn.basis == "flat_fee"
            terms = {
                "member": drawn.member,
                "profession": POOLS[drawn.pool],
                "basis": drawn.basis,
                "volume_minutes": drawn.volume_minutes,
                "from_on": days.from_on,
                "until_on": days.end,
                "taxed_percent": drawn.taxed_percent,
                "rounding_rule": drawn.rounding_rule,
                "key_id": key.id if drawn.basis == "pro_rata" else None,
            }
            if flat:
                terms |= {"fee_cents": drawn.fee_cents, "fee_per": drawn.fee_per}
            if flat and drawn.exact:
                proof = cast.document("cost.pdf")
                terms |= {"exact_fee_reason": "the cost of one licence", "exact_fee_document": proof}
            cast.agree(session, cast.agreement(f"B-{number}", **terms), drawn.pool)


def belongs(year: Year, member: str) -> Span:
    """Return the days of membership of a member."""
    if member == JOINER:
        return Span.of(year.joins_on, None)
    return Span.of(cast.NEW_YEAR, year.leaves_on if member == LEAVER else None)


def work(database: Database, year: Year) -> None:
    """Record the visits of the year in the days of their agreements, and have them signed."""
    with cast.writing(database, despite=DESPITE) as session:
        agreed = session.exec(select(assignments.Agreement).order_by(col(assignments.Agreement.number))).all()
        codes = {pool.id: pool.code for pool in session.exec(select(CostPool))}
        numbers = {row.id: row.number for row in session.exec(select(members.Member))}
        for pool, number in (("CP", "A-CP-1"), ("DPO", "A-DPO-1")):
            # Each pool has somebody to bear its costs.
            timesheets.log(session, cast.hours(worker=WORKERS[pool], agreement=number, day=date(2025, 12, 30)))
        for visit in year.worked:
            agreement = agreed[visit.agreement % len(agreed)]
            if visit.day not in Span.of(agreement.from_on, agreement.until_on):
                continue
            end = datetime.combine(visit.day, datetime.min.time()) + timedelta(hours=8, minutes=visit.minutes)
            line = cast.hours(
                worker=WORKERS[codes[agreement.pool_id]],
                agreement=agreement.number,
                site=f"S-{numbers[agreement.member_id]}",
                day=visit.day,
                start_time="08:00",
                end_time=f"{end:%H:%M}",
            )
            timesheets.log(session, line)
        session.flush()
        sign(session)


def sign(session: WriteSession) -> None:
    """Submit, check and sign all that is not signed yet."""
    open_ = session.exec(select(TimeEntry).where(col(TimeEntry.state).in_(("draft", "checked")))).all()
    numbers = {row.id: row.number for row in session.exec(select(members.Member))}
    for span in {month_of(entry.day) for entry in open_ if entry.state == "draft"}:
        for worker in WORKERS.values():
            timesheets.submit(session, worker, span)
        timesheets.check(session, span)
    for number, first in sorted({(numbers[e.member_id], e.day.replace(day=1)) for e in open_ if e.member_id}):
        timesheets.sign(session, number, first, cast.SIGNERS.get(number, "Luc Martin"), cast.SIGNED_AT)


def issue(database: Database, period: str, issue_on: date) -> None:
    """Run a period twice: the second run bills nothing."""
    with cast.writing(database, despite=DESPITE) as session:
        invoicing.issue_run(session, parse_period(period), issue_on)
        assert invoicing.issue_run(session, parse_period(period), issue_on) == []


def credit(database: Database, year: Year) -> None:
    """Credit some invoices, whole or in part, as far as that is allowed; have the hours freed signed anew."""
    for drawn in year.credited:
        with cast.reading(database) as session:
            issued = cast.invoices(session, kind="invoice")
            if not issued:
                return
            invoice = issued[drawn.invoice % len(issued)]
            positions = [line.position for line in cast.lines(session, invoice_id=invoice.id)]
            position = positions[drawn.line % len(positions)]
            hours = session.exec(select(TimeEntry.id).where(col(TimeEntry.invoice_line_id).is_not(None))).all()
        part = {
            "whole": {},
            "line": {"lines": [invoicing.LineCredit(line=position)]},
            "amount": {"lines": [invoicing.LineCredit(line=position, amount_cents=drawn.cents)]},
            "hours": {"hours": [hours[drawn.cents % len(hours)]] if hours else []},
        }[drawn.how]
        with suppress(Conflict, InvalidInput), cast.writing(database, despite=DESPITE) as session:
            invoicing.credit(session, invoice.number, date(2026, 1, 6), "any year", **part)
        with cast.reading(database) as session:
            notes = cast.invoices(session, credits_invoice_id=invoice.id)
            assert 0 <= invoice.total_cents + sum(note.total_cents for note in notes) <= invoice.total_cents  # T13
    with cast.writing(database, despite=DESPITE) as session:
        sign(session)


def book(database: Database, costs: list[tuple[str, int]]) -> None:
    """Book costs."""
    if costs:
        cast.book(database, *costs)


def settled(database: Database, issue_on: date, news: bool = True) -> None:
    """Settle the year, where there is anybody to bear its costs; then nothing is left that does not add up."""
    with cast.writing(database, despite=DESPITE) as session:
        documents = invoicing.settle_year(session, 2025, issue_on)
        assert news or documents == []
    with cast.reading(database) as session:
        cost = {row.pool.code: row.total_cents for row in invoicing.year_of(session, 2025)}
        assert sum(cost.values()) == sum(entry.amount_cents for entry in cast.costs(session))
        billed: dict[str, int] = defaultdict(int)
        query = select(CostPool.code, func.sum(InvoiceLine.amount_cents)).join(InvoiceLine).group_by(CostPool.code)
        billed |= dict(session.exec(query.where(InvoiceLine.year == 2025)).all())
        assert {code: billed[code] for code in cost} == cost  # T10, conservation
        assert verify_at_cost.verify(json.loads(json.dumps(exports.export_at_cost(session, 2025)))) == []
        for number in session.exec(select(Invoice.number)).all():
            proof = json.loads(json.dumps(invoicing.invoice_proof(session, number)))
            assert verify_invoice.verify(proof) == []


def seals(database: Database) -> list[str]:
    """Return the seals of all documents and lines."""
    with cast.reading(database) as session:
        return [row.sha256 for row in [*cast.invoices(session), *cast.lines(session)]]

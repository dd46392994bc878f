"""The year of the demonstration group, month by month, through the services that users use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import col, select

from basicplus import assignments, invoicing, members, workers
from basicplus.assignments import HoursCreate, TimeEntry, timesheets
from basicplus.assignments.travel import legs, ways_of
from basicplus.clock import BRUSSELS, Period, Span, month_of, months, parse_period, year_span
from basicplus.clock import at as instant_at
from basicplus.db import Database, ReadSession, WriteSession, pick
from basicplus.demo import bank, budget, costs, liability
from basicplus.demo.group import ACTOR, GROUP, Cast, replace_holidays
from basicplus.demo.papers import send_report
from basicplus.demo.progress import Progress, batches
from basicplus.demo.workers import InventedWorker
from basicplus.invoicing import Invoice
from basicplus.invoicing.issuing import Renderer
from basicplus.members import Member, VatAttestation, VatStatus
from basicplus.staffing.expansion import SHORTEST
from basicplus.workers import Absence, Worker

MIDDAY_BREAK = 30
NOON = datetime.min.time().replace(hour=12)


@dataclass
class Told:
    """What happened in the year, in figures."""

    visits: int = 0
    cancelled: int = 0
    entries: int = 0
    sign_offs: int = 0
    disputes: int = 0
    cost_entries: int = 0
    debts: int = 0
    invoices: int = 0
    credit_notes: int = 0
    settlements: int = 0
    late_settlements: int = 0
    bank_movements: int = 0
    bank_movements_waiting: int = 0
    billed_cents: int = 0
    by_period: dict[str, int] = field(default_factory=dict)


def live(database: Database, cast: Cast, progress: Progress, render: Renderer) -> Told:
    """Run the year: holidays, plan, hours, sign-offs, costs, documents, settlement, a late cost, payments."""
    told = Told()
    liability.set_aside(database, cast.year, len(cast.workers))
    replace_holidays(database, cast.year)
    with progress("plan of the year", 4) as advance:
        for quarter in range(1, 5):
            told.visits += plan(database, parse_period(f"{cast.year}-Q{quarter}"))
            advance(1)
    with progress("months: hours, sign-offs, costs, invoices", 12) as advance:
        for first in months(year_span(cast.year)):
            _month(database, cast, first, told, render)
            advance(1)
    with progress("settlement of the year", 2) as advance:
        told.settlements = _settle(database, cast.year, date(cast.year + 1, 3, 2), render, told)
        advance(1)
        with database.writing(GROUP, ACTOR) as session:
            send_report(session, cast.year)
        _late_cost(database, cast, told)
        told.late_settlements = _settle(database, cast.year, date(cast.year + 1, 5, 4), render, told)
        budget.foresee(database, cast.year + 1)
        advance(1)
    told.bank_movements, told.bank_movements_waiting = bank.pay_the_year(database, cast.seed, cast.year, progress)
    return told


def plan(database: Database, period: Period) -> int:
    """Draft and publish the plan of a period; return its number of visits."""
    with database.writing(GROUP, ACTOR) as session:
        drafted = assignments.draft(session, period.span)
        published = instant_at(period.span.from_on - timedelta(days=21), NOON)
        assignments.publish(session, drafted.plan, published)
    return drafted.visits


def _month(database: Database, cast: Cast, first: date, told: Told, render: Renderer) -> None:
    month = month_of(first)
    _fall_ill(database, cast, month, told)
    told.entries += fill_timesheets(database, cast, month)
    sign(database, cast, month, told)
    _book_costs(database, cast, first, told)
    told.debts += liability.owe(database, month)
    if first.month == 12:
        renew_vat(database, cast.year + 1)
    for period in _periods_ending(month):
        _bill(database, period, month.until_on + timedelta(days=6), render, told)
    if first.month % 3 == 0:
        _credit_one(database, cast, parse_period(f"{first:%Y-%m}"), render, told)


def renew_vat(database: Database, year: int) -> None:
    """Have every member whose attestation ends attest the same for another year."""
    new_year = date(year, 1, 1)
    query = pick(VatStatus, Member.number).join(Member, col(Member.id) == VatStatus.member_id)
    with database.writing(GROUP, ACTOR) as session:
        staying = members.vat_lights(session, new_year)
        for old, number in session.rows(query.where(VatStatus.valid_until_on == new_year)):
            if number in staying:
                renewed = {name: getattr(old, name) for name in ("status", "taxable_percent", "signed_by")}
                signed_on = new_year - timedelta(days=21)
                members.attest_vat(
                    session, number, VatAttestation(**renewed, from_on=new_year, signed_on=signed_on)
                )


def _fall_ill(database: Database, cast: Cast, month: Span, told: Told) -> None:
    with database.writing(GROUP, ACTOR) as session:
        for worker in cast.workers:
            for absence in worker.absences:
                if absence.kind == "sickness" and absence.from_on in month:
                    days = Span(absence.from_on, absence.until_on)
                    workers.record_absence(session, worker.number, "sickness", days.from_on, days.until_on)
                    told.cancelled += assignments.cancel_visits(session, worker.number, days, "absence")


def fill_timesheets(database: Database, cast: Cast, month: Span) -> int:
    """Prefill from the plan, correct some visits, add the rest of the working time, submit and check."""
    random = Random(f"{cast.seed} hours {month.from_on}")
    with database.writing(GROUP, ACTOR) as session:
        entries = timesheets.prefill(session, month)
    with database.reading(GROUP) as reading:
        rest = _rest_of_the_time(reading, cast, month, random)
    with database.writing(GROUP, ACTOR) as session:
        entries += len(timesheets.log_many(session, rest, f"demo {month.from_on:%Y-%m}"))
        for worker in cast.workers:
            timesheets.submit(session, worker.number, month)
    with database.writing(GROUP, ACTOR) as session:
        timesheets.check(session, month)
    return entries


def _rest_of_the_time(session: ReadSession, cast: Cast, month: Span, random: Random) -> list[HoursCreate]:
    """Return the ways between visits, and what fills the half-days without one: training, internal, not sold."""
    numbers = {row.id: row.number for row in session.exec(select(Worker))}
    taken: dict[tuple[str, date], set[str]] = defaultdict(set)
    for visit in assignments.visits_of(session, month, published=True):
        taken[numbers[visit.worker_id], visit.day].add(f"{visit.starts_at.astimezone(BRUSSELS):%H:%M}")
    absent: dict[str, list[Span]] = defaultdict(list)
    for absence in session.exec(select(Absence).where(Absence.kind != "training")):
        absent[numbers[absence.worker_id]].append(Span(absence.from_on, absence.until_on))
    holidays = assignments.days_off(session, month)
    rest = _ways(session, month, numbers)
    for worker in cast.workers:
        for day in month.days():
            if day in holidays or any(day in away for away in absent[worker.number]):
                continue
            for start, end in _pattern(worker, day).get(day.weekday(), ()):
                if start not in taken[worker.number, day]:
                    rest.append(
                        HoursCreate(
                            worker=worker.number,
                            kind=_kind(worker, day, random),
                            day=day,
                            start_time=start,
                            end_time=end,
                        )
                    )
    return rest


def _ways(session: ReadSession, month: Span, numbers: dict[int, str]) -> list[HoursCreate]:
    """Return the ways between the visits of a day, where they leave time for the midday break: they are work."""
    visits = assignments.visits_of(session, month, published=True)
    found = legs(visits, ways_of(session, {visit.site_id for visit in visits}).between)
    times = (
        (leg.before, leg.starts_at.astimezone(BRUSSELS), leg.ends_at.astimezone(BRUSSELS))
        for leg in found
        if leg.journey.minutes + MIDDAY_BREAK <= leg.gap_minutes
    )
    return [
        HoursCreate(
            worker=numbers[visit.worker_id],
            kind="travel",
            day=visit.day,
            start_time=f"{starts_at:%H:%M}",
            end_time=f"{ends_at:%H:%M}",
        )
        for visit, starts_at, ends_at in times
    ]


def _kind(worker: InventedWorker, day: date, random: Random) -> str:
    if any(
        absence.kind == "training" and absence.from_on <= day < absence.until_on for absence in worker.absences
    ):
        return "training"
    return random.choices(("internal", "travel", "unsold"), (45, 15, 40))[0]


def _pattern(worker: InventedWorker, day: date) -> dict[int, tuple[tuple[str, str], ...]]:
    amendment = worker.amendment
    return dict(amendment.pattern if amendment and amendment.from_on <= day else worker.pattern)


def sign(database: Database, cast: Cast, month: Span, told: Told) -> None:
    """Have each member sign its own lines; a few dispute one first and sign it once it is corrected."""
    random = Random(f"{cast.seed} signatures {month.from_on}")
    with database.reading(GROUP) as reading:
        waiting = set(
            reading.rows(
                pick(Member.number)
                .join(TimeEntry, col(TimeEntry.member_id) == Member.id)
                .where(TimeEntry.state == "checked", TimeEntry.day < month.until_on)
                .where(TimeEntry.day >= month.from_on)
                .distinct()
            )
        )
    signing = [member for member in cast.members if (member.number,) in waiting]
    at = instant_at(month.until_on + timedelta(days=3), NOON)
    for batch in batches(signing, 60):
        with database.writing(GROUP, ACTOR) as session:
            for member in batch:
                if random.random() < 0.01:
                    told.disputes += _dispute_and_correct(session, member.number, month)
                timesheets.sign(session, member.number, month.from_on, member.signer, at)
                told.sign_offs += 1


def _dispute_and_correct(session: WriteSession, number: str, month: Span) -> int:
    """Have the first line that stays a period of three hours corrected (WT-03); return how many were."""
    line = session.exec(
        select(TimeEntry)
        .join(Member, col(Member.id) == TimeEntry.member_id)
        .where(Member.number == number, TimeEntry.state == "checked", TimeEntry.day >= month.from_on)
        .where(TimeEntry.day < month.until_on, TimeEntry.minutes >= SHORTEST + 30)
        .order_by(col(TimeEntry.starts_at))
    ).first()
    if line is None:
        return 0
    timesheets.dispute(session, line, "Départ une demi-heure plus tôt")
    timesheets.settle_dispute(session, line, line.starts_at, line.ends_at - timedelta(minutes=30))
    return 1


def _book_costs(database: Database, cast: Cast, first: date, told: Told) -> None:
    with database.reading(GROUP) as reading:
        pools = set(reading.rows(pick(invoicing.CostPool.code)))
    lines = [costs.overhead(len(cast.workers), first, cast.seed)]
    for worker in cast.workers:
        # Whoever serves nobody this year works for the group as a whole.
        pool = None if (costs.pool_of(worker),) in pools else costs.OVERHEAD
        lines += [line.model_copy(update={"pool": pool}) for line in costs.month_costs(worker, first, cast.seed)]
    with database.writing(GROUP, ACTOR) as session:
        told.cost_entries += len(invoicing.book(session, lines, f"paie-{first:%Y-%m}.csv"))


def _periods_ending(month: Span) -> list[Period]:
    last = month.from_on
    periods = [parse_period(f"{last:%Y-%m}")]
    if last.month % 3 == 0:
        periods.append(parse_period(f"{last.year}-Q{last.month // 3}"))
    if last.month == 12:
        periods.append(parse_period(str(last.year)))
    return periods


def _bill(database: Database, period: Period, issue_on: date, render: Renderer, told: Told) -> None:
    with database.writing(GROUP, ACTOR) as session:
        issued = invoicing.issue_run(session, period, issue_on, render=render)
    _count(issued, told)
    told.by_period[period.name] = len(issued)


def _credit_one(database: Database, cast: Cast, period: Period, render: Renderer, told: Told) -> None:
    """Credit one invoice of the month, have its hours signed anew, and bill them again."""
    issue_on = period.span.until_on + timedelta(days=12)
    with database.reading(GROUP) as reading:
        found = reading.rows(
            pick(Invoice.number, Member.number)
            .join(Member, col(Member.id) == Invoice.member_id)
            .where(Invoice.period == period.name, Invoice.kind == "invoice")
            .order_by(col(Invoice.sequence))
        )
    if not found:
        return
    number, member_number = found[len(found) // 2]
    signer = next(member.signer for member in cast.members if member.number == member_number)
    with database.writing(GROUP, ACTOR, "facture adressée au mauvais service") as session:
        _count([invoicing.credit(session, number, issue_on, "Facture adressée au mauvais service")], told)
    with database.reading(GROUP) as reading:
        freed = reading.rows(
            pick(TimeEntry.id)
            .join(Member, col(Member.id) == TimeEntry.member_id)
            .where(Member.number == member_number, TimeEntry.state == "checked")
        )
    with database.writing(GROUP, ACTOR) as session:
        if freed:
            at = instant_at(issue_on, NOON)
            timesheets.sign(session, member_number, period.span.from_on, signer, at)
        _count(invoicing.issue_run(session, period, issue_on, only=[member_number], render=render), told)


def _late_cost(database: Database, cast: Cast, told: Told) -> None:
    """A bill of the old year arrives after the settlement: it changes no document, it is settled once more."""
    late = costs.overhead(len(cast.workers), date(cast.year, 12, 1), cast.seed + 2)
    late = late.model_copy(update={"amount_cents": 187_543})
    with database.writing(GROUP, ACTOR, "facture tardive") as session:
        told.cost_entries += len(invoicing.book(session, [late], "facture-tardive.csv"))


def _settle(database: Database, year: int, issue_on: date, render: Renderer, told: Told) -> int:
    with database.writing(GROUP, ACTOR, f"décompte {year}") as session:
        issued = invoicing.settle_year(session, year, issue_on, render=render)
    _count(issued, told)
    return len(issued)


def _count(issued: Sequence[Invoice], told: Told) -> None:
    told.invoices += sum(invoice.kind == "invoice" for invoice in issued)
    told.credit_notes += sum(invoice.kind == "credit_note" for invoice in issued)
    told.billed_cents += sum(invoice.total_cents for invoice in issued)

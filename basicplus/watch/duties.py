"""The calendar of duties: what law and records ask for by a day, who owns it, and the proof that it was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments import Agreement
from basicplus.clock import Span
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.law import Law
from basicplus.compliance.models import GrantedWaiver
from basicplus.compliance.service import FileCreate
from basicplus.conventions import Amendment, envelopes
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import NotFound
from basicplus.groups import ActivityReport, Authorisation, InternalRules, ReplacementDay
from basicplus.members import Member, Membership, VatStatus
from basicplus.watch.models import Duty
from basicplus.workers import EmploymentContract, Qualification, Worker

REPORT, NOTICE = "activity report", "notice of replacement days"


@dataclass(frozen=True, order=True)
class Due:
    """Something to be done by a day: `kind` says what, `subject` about whom or which year."""

    due_on: date
    kind: str
    subject: str
    owner: str | None = None
    done_on: date | None = None
    done_by: str | None = None

    def late_on(self, today: date) -> bool:
        """Say whether it is not done and its day is over."""
        return self.done_on is None and self.due_on < today


def duties(session: GroupSession, law: Law, span: Span) -> list[Due]:
    """Return every duty due on the days of a span, in order of day, with who did it and when.

    A report that was sent and a notice that was posted are done, whoever recorded them.
    """
    kept = {(row.kind, row.subject, row.due_on): row for row in session.exec(select(Duty))}
    shown = _shown_by_records(session)
    found = []
    for due_on, kind, subject in sorted(set(_asked(session, law, span))):
        row = kept.get((kind, subject, due_on)) or Duty(kind=kind, subject=subject, due_on=due_on)
        done_on = row.done_on or shown.get((kind, subject))
        found.append(Due(due_on, kind, subject, row.owner, done_on, row.done_by))
    return found


def _shown_by_records(session: GroupSession) -> dict[tuple[str, str], date]:
    sent = {(REPORT, str(row.year)): row.sent_on for row in session.exec(select(ActivityReport))}
    posted = {
        (NOTICE, str(row.holiday.year)): row.posted_on
        for row in session.exec(select(ReplacementDay))
        if row.posted_on is not None
    }
    return sent | posted


def complete_duty(
    session: WriteSession,
    law: Law,
    due: Due,
    done_on: date,
    done_by: str,
    evidence: FileCreate | None = None,
) -> Duty:
    """Record that a duty was done, by whom, and the file that proves it."""
    if (due.due_on, due.kind, due.subject) not in set(_asked(session, law, Span.day(due.due_on))):
        raise NotFound(f"No duty {due.kind} about {due.subject} is due on {due.due_on}.")
    row = session.exec(
        select(Duty).where(Duty.kind == due.kind, Duty.subject == due.subject, Duty.due_on == due.due_on)
    ).first() or Duty(kind=due.kind, subject=due.subject, due_on=due.due_on)
    document = keep_file(session, evidence.name, evidence.content) if evidence else None
    row.owner, row.done_on, row.done_by = due.owner, done_on, done_by
    row.kept_file_id = document.id if document else None
    session.add(row)
    journal.record(session, "do duty", f"{due.kind} {due.subject}", due_on=due.due_on, done_on=done_on, by=done_by)
    return row


Asked = tuple[date, str, str]


def _asked(session: GroupSession, law: Law, span: Span) -> Iterator[Asked]:
    sources = (_of_the_year, _contracts, _qualifications, _vat, _waivers, _internal_rules, _agreements, _envelopes)
    for source in sources:
        yield from (each for each in source(session, law, span) if each[0] in span)


def _of_the_year(session: GroupSession, law: Law, span: Span) -> Iterator[Asked]:
    """Activity report (GE-19) and notice of the replacement days (HOL-02), for the years with an authorisation."""
    authorised = [
        Span.of(from_on, until_on)
        for from_on, until_on in session.rows(pick(Authorisation.from_on, Authorisation.until_on))
    ]
    for year in range(span.from_on.year, span.until_on.year + 1):
        report = law.on(date(year, 1, 1), "activity_report_due").value
        if report is not None and any(each.overlaps(_year(year - 1)) for each in authorised):
            yield date.fromisoformat(f"{year}-{report}"), REPORT, str(year - 1)
        if any(each.overlaps(_year(year + 1)) for each in authorised):
            posted = law.on(date(year, 1, 1), "replacement_notice_by").value
            yield date.fromisoformat(f"{year}-{posted}"), NOTICE, str(year + 1)


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def _contracts(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    ending = pick(EmploymentContract.number, EmploymentContract.until_on).where(
        col(EmploymentContract.until_on) > span.from_on, col(EmploymentContract.until_on) <= span.until_on
    )
    for number, until_on in session.rows(ending):
        yield until_on - timedelta(days=1), "contract ends", number


def _qualifications(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    expiring = (
        pick(Worker.number, Qualification.name, Qualification.until_on)
        .join(Worker, col(Worker.id) == Qualification.worker_id)
        .where(col(Qualification.until_on) > span.from_on, col(Qualification.until_on) <= span.until_on)
    )
    for number, name, until_on in session.rows(expiring):
        yield until_on - timedelta(days=1), "certificate expires", f"{number} {name}"[:60]


def _vat(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    """A member attests its VAT status anew by the last day of its attestation, or a year after it declared one."""
    latest: dict[str, tuple[date, date | None]] = {}
    declared = (
        pick(Member.number, VatStatus.from_on, VatStatus.valid_until_on)
        .join(Member, col(Member.id) == VatStatus.member_id)
        .join(Membership, col(Membership.member_id) == Member.id)
        .where(col(Membership.until_on).is_(None))
    )
    for number, from_on, valid_until_on in session.rows(declared):
        latest[number] = max(
            latest.get(number, (from_on, valid_until_on)), (from_on, valid_until_on), key=itemgetter(0)
        )
    for number, (from_on, valid_until_on) in latest.items():
        yield (valid_until_on or from_on + relativedelta(years=1)) - timedelta(days=1), "VAT attestation", number


def _internal_rules(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    """Every member accepts a new version of the internal rules by the day on which it comes into force."""
    accepted = session.rows(
        pick(Member.number, Membership.from_on, Membership.internal_rules_version)
        .join(Member, col(Member.id) == Membership.member_id)
        .where(col(Membership.until_on).is_(None))
    )
    for rules in session.exec(select(InternalRules)):
        for number, from_on, version in accepted if rules.from_on in span else ():
            if from_on < rules.from_on and (version or 0) < rules.version:
                yield rules.from_on, f"accept internal rules {rules.version}", number


def _agreements(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    """An agreement that ends is renewed by its last day; an amendment is signed before its first one."""
    versions = {row.id: row for row in session.exec(select(Agreement).order_by(col(Agreement.version)))}
    last = {row.life_id: row for row in versions.values()}
    for row in last.values():
        if row.until_on is not None and not row.ended:
            yield row.until_on - timedelta(days=1), "agreement expires", row.number
    for amendment in session.exec(select(Amendment).where(Amendment.state == "open")):
        yield amendment.from_on - timedelta(days=1), "sign amendment", versions[amendment.agreement_id].number


def _envelopes(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    """A member with more hours to come than agreed is told by the days on which 80 % and 100 % are reached."""
    for year in range(span.from_on.year, (span.until_on - timedelta(days=1)).year + 1):
        for each in envelopes(session, year):
            for level, day in each.reached.items() if each.exceeded else ():
                yield day, f"{level} % of the hours agreed", each.agreement


def _waivers(session: GroupSession, _law: Law, span: Span) -> Iterator[Asked]:
    ending = pick(GrantedWaiver.reference, GrantedWaiver.until_on).where(
        col(GrantedWaiver.until_on) > span.from_on, col(GrantedWaiver.until_on) <= span.until_on
    )
    for reference, until_on in session.rows(ending):
        yield until_on - timedelta(days=1), "waiver ends", reference

"""GE-02, GE-03, GE-04, GE-08, GE-19 and GE-20: how the group gets its authorisation, keeps it and loses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from basicplus.clock import FOREVER, Span
from basicplus.compliance.deadlines import days_after, decision_due
from basicplus.compliance.facts import Application, Facts
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.compliance.rules.rule import Rule


def complete_application(facts: Facts, law: Law) -> Iterator[Finding]:
    """An application goes by registered letter, with the internal rules and the joint committee of a member."""
    for application in facts.applications:
        value = law.on(application.received_on, "application_file")
        given = {
            "registered_letter": application.registered_letter,
            "internal_rules": application.internal_rules_version is not None,
            "proposed_joint_committee": bool(application.proposed_committee),
        }
        subject, day = f"application {application.reference}", Span.day(application.received_on)
        for document in value.value or ():
            if not given[document]:
                yield Finding("GE-02", document, "refuse", subject, day, "-", "-", value)
        if value.value and application.proposed_committee and not application.committee_known:
            found = application.proposed_committee
            yield Finding("GE-02", "committee", "refuse", subject, day, found, "-", value)


def decided_in_time(facts: Facts, law: Law) -> Iterator[Finding]:
    """The minister decides within 40 days of receipt; advice suspends them for 60 days at most; silence is no yes.

    From 2014 to 2017 it was 20 days after the compulsory advice. Whether calendar or working days are meant is
    open: the group's reading says.
    """
    if not facts.audited:
        return
    for application in facts.applications:
        value = law.on(application.received_on, "decision_days")
        longest = law.on(application.received_on, "advice_days").value
        received = Span.day(application.received_on)
        [(_, way)] = facts.readings_within(received, "decision_days_counted")
        due_on = _due(application, value.value, longest, working=way == "working")
        if due_on is None:
            continue
        decided_on, late_from = application.decided_on or FOREVER, due_on + timedelta(days=1)
        running = Span(application.received_on, min(decided_on, late_from))
        subject, found, limit = f"application {application.reference}", str(received.from_on), str(due_on)
        if running:
            yield Finding("GE-03", "running", "note", subject, running, found, limit, value)
        if late_from < decided_on:
            late = Span(late_from, decided_on)
            yield Finding("GE-03", "overdue", "warn", subject, late, found, limit, value)


def _due(application: Application, days: int | None, longest: int | None, *, working: bool) -> date | None:
    """Return the last day to decide; None where the law sets none, or the advice that it waits for has not come.

    Where advice does not suspend the clock (`longest` is None) it starts it.
    """
    asked_on, given_on = application.advice_asked_on, application.advice_given_on
    if days is None:
        return None
    if longest is None:
        return days_after(given_on, days, working=working) if given_on else None
    return decision_due(application.received_on, asked_on, given_on, days, longest, working=working)


def authorised_for_how_long(facts: Facts, law: Law) -> Iterator[Finding]:
    """Authorisations have no end, but for those of 2014 to 2017, whose end the minister set."""
    for authorisation in facts.authorisations:
        granted_on = authorisation.granted_on or authorisation.span.from_on
        value = law.on(granted_on, "authorisation_without_end")
        ends = authorisation.span.until_on != FOREVER
        if value.value is None or value.value is not ends or authorisation.withdrawn:
            continue
        subject, day = f"authorisation {authorisation.reference}", Span.day(granted_on)
        found = str(authorisation.span.until_on) if ends else "-"
        yield Finding("GE-04", "end" if ends else "no_end", "note", subject, day, found, "-", value)


def ended_by_excess(facts: Facts, law: Law) -> Iterator[Finding]:
    """Three months after the maximum was exceeded the authorisation ends by itself, unless the incident is closed.

    Only a person closes it, with a reason and evidence, unless the group reads the law so that falling back to
    the maximum in time stops it.
    """
    for incident in facts.incidents:
        value = law.on(incident.exceeded_on, "excess_grace_months")
        found, limit = str(incident.exceeded_on), str(incident.ends_on)
        before, after = Span(incident.exceeded_on, incident.ends_on), Span(incident.ends_on)
        yield Finding("GE-08", "counting", "warn", "group", before, found, limit, value)
        yield Finding("GE-08", "ended", "refuse", "group", after, found, limit, value)


def report_sent(facts: Facts, law: Law) -> Iterator[Finding]:
    """An activity report goes to the ministry every year, by the day the group has set for it."""
    if not facts.audited or not facts.authorisations:
        return
    sent = {report.year: report.sent_on for report in facts.activity_reports}
    first = min(authorisation.span.from_on.year for authorisation in facts.authorisations)
    for year in range(first, facts.audited.until_on.year):
        in_year = Span(date(year, 1, 1), date(year + 1, 1, 1))
        wanted = law.on(date(year, 12, 31), "activity_report")
        value = law.on(in_year.until_on, "activity_report_due")
        if not wanted.value or not any(each.span.overlaps(in_year) for each in facts.authorisations):
            continue
        due_on = date.fromisoformat(f"{year + 1}-{value.value}")
        late = Span(Span.day(due_on).until_on, sent.get(year, FOREVER))
        if late and late.overlaps(facts.audited):
            found = str(sent.get(year, "-"))
            yield Finding("GE-19", "late", "warn", f"activity report {year}", late, found, str(due_on), value)


def withdrawn(facts: Facts, law: Law) -> Iterator[Finding]:
    """The minister may withdraw the authorisation of a group that does not keep the law or its conditions."""
    for authorisation in facts.authorisations:
        if not authorisation.withdrawn:
            continue
        from_on = authorisation.span.until_on
        value = law.on(from_on, "withdrawal_possible")
        if value.value:
            subject, found = f"authorisation {authorisation.reference}", str(from_on)
            yield Finding("GE-20", "withdrawn", "note", subject, Span(from_on), found, "-", value)


RULES = (
    Rule("GE-02", complete_application, ("application_file",), ("authorisation",)),
    Rule("GE-03", decided_in_time, ("decision_days", "advice_days"), ("authorisation",)),
    Rule("GE-04", authorised_for_how_long, ("authorisation_without_end",), ("authorisation",)),
    Rule("GE-08", ended_by_excess, ("excess_grace_months",), ("hire", "contract end")),
    Rule("GE-19", report_sent, ("activity_report", "activity_report_due"), ("year end",)),
    Rule("GE-20", withdrawn, ("withdrawal_possible",), ("authorisation",)),
)

"""The conflicts of a draft, from plain facts: what the rules find, and what they do not look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise

from basicplus.assignments.planning.conflicts.model import Conflict, PlanFacts, Planned, TravelMinutes, hours
from basicplus.clock import minutes_between
from basicplus.compliance.findings import Severity

KINDS = {
    "PLAN-01": "overlap",
    "GE-01": "authorisation",
    "GE-09": "non_member",
    "GE-10": "strike",
    "GE-11": "contract",
    "GE-17": "agreement",
    "GE-22": "abroad",
    "WT-11": "holiday",
    "WT-12": "schedule",
    "WT-13": "notice",
}
"""What a rule finds, by the rule; every other one is about limits of days and weeks."""
FEWEST_VISITS = 4
"""Visits from which on a worker who has one member only is looked at."""


def of_rules(facts: PlanFacts) -> Iterator[Conflict]:
    """What the rules find in the draft: the commit that made it so gave a reason, or the law has changed since."""
    for finding in facts.findings:
        kind = KINDS.get(finding.rule, "limit")
        words = f"{finding.rule}.{finding.case}"
        link = f"workers/{finding.parties[0]}" if finding.parties else ""
        yield Conflict(
            kind, finding.severity, finding.subject, finding.span.from_on, words, link=link, finding=finding
        )


def absent(facts: PlanFacts) -> Iterator[Conflict]:
    """A visit on a day on which its worker is absent."""
    for visit in facts.visits:
        person = facts.staff.people.get(visit.worker)
        if person and person.is_away(visit.day):
            yield _of_visit(facts, visit, "absence", "warn")


def unskilled(facts: PlanFacts) -> Iterator[Conflict]:
    """A visit under an agreement that asks for another profession than that of its worker."""
    for visit in facts.visits:
        person, agreed = facts.staff.people.get(visit.worker), facts.agreements.get(visit.agreement or 0)
        if person and agreed and person.profession != agreed.profession:
            asked = {"profession": person.profession, "asked": agreed.profession}
            yield _of_visit(facts, visit, "skill", "warn", **asked)


def uncertified(facts: PlanFacts) -> Iterator[Conflict]:
    """A worker's first visit after a diploma or certificate ended that was not renewed."""
    for worker, visits in _by_worker(facts):
        person = facts.staff.people.get(worker)
        for name in sorted({name for name, _ in person.certificates}) if person else ():
            assert person is not None
            spans = [span for named, span in person.certificates if named == name]
            for visit in visits:
                if not any(visit.day in span for span in spans):
                    yield _of_visit(facts, visit, "certificate", "warn", certificate=name)
                    break


def too_far(facts: PlanFacts, travel_minutes: TravelMinutes) -> Iterator[Conflict]:
    """Two visits of a worker on one day with less time between them than the way takes."""
    for _, visits in _by_worker(facts):
        for before, after in pairwise(visits):
            gap = minutes_between(before.ends_at, after.starts_at)
            if before.day != after.day or before.site == after.site or gap < 0:
                continue
            needed = travel_minutes(before.site, after.site)
            if needed is not None and needed > gap:
                yield _of_visit(facts, after, "travel", "warn", gap=gap, needed=needed, before=before.member)


def hours_of_workers(facts: PlanFacts) -> Iterator[Conflict]:
    """A worker who is planned for more than the contract, or has more than a tenth of it left to sell."""
    planned: dict[int, int] = defaultdict(int)
    for visit in facts.visits:
        planned[visit.worker] += visit.minutes
    for worker, person in facts.staff.people.items():
        owed, sold = facts.staff.owed(person, facts.span.days()), planned[worker]
        numbers = {"owed": hours(owed), "planned": hours(sold), "difference": hours(abs(owed - sold))}
        link = f"workers/{person.number}"
        if sold > owed:
            yield Conflict("oversold", "warn", person.number, facts.span.from_on, "oversold", numbers, link)
        elif 10 * sold < 9 * owed:
            yield Conflict("unsold", "note", person.number, facts.span.from_on, "unsold", numbers, link)


def single_user(facts: PlanFacts) -> Iterator[Conflict]:
    """A worker whose visits are all at one member: a group shares its workers, it lends none to one user."""
    for worker, visits in _by_worker(facts):
        users = {visit.member for visit in visits}
        if len(users) == 1 and len(visits) >= FEWEST_VISITS:
            person = facts.staff.people.get(worker)
            number = person.number if person else str(worker)
            numbers: dict[str, int | str] = {"member": users.pop(), "visits": len(visits)}
            day, link = visits[0].day, f"workers/{number}"
            yield Conflict("single_user", "warn", number, day, "single_user", numbers, link)


def _by_worker(facts: PlanFacts) -> Iterator[tuple[int, list[Planned]]]:
    ordered = sorted(facts.visits, key=lambda visit: (visit.worker, visit.starts_at, visit.visit))
    for worker, visits in groupby(ordered, key=lambda visit: visit.worker):
        yield worker, list(visits)


def _of_visit(facts: PlanFacts, visit: Planned, kind: str, severity: Severity, **numbers: int | str) -> Conflict:
    person = facts.staff.people.get(visit.worker)
    said: dict[str, int | str] = {"member": visit.member, **numbers}
    subject = person.number if person else str(visit.worker)
    return Conflict(kind, severity, subject, visit.day, kind, said, f"visits/{visit.visit}")

"""Judges every published plan again, from the stored rows alone: no service, no witness and no gate is asked.

`python -m tests.stored_plan demo/basicplus.db` names each visit that a rule forbids, and ends with 1 then.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

import sqlalchemy
from sqlmodel import SQLModel

from basicplus.assignments.travel.journeys import Place, journey
from basicplus.assignments.travel.legs import legs
from basicplus.clock import FOREVER, Span, brussels_day
from basicplus.compliance import facts as fact
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.sentences import full_sentence
from basicplus.db import Database
from basicplus.store import open_store
from basicplus.workers.pattern import VARIABLE, usual_periods

ABOUT_PLANS = ("WT-", "HOL-", "PLAN-", "GE-10", "GE-11")
Rows = dict[str, dict[int, Any]]


def wrong_visits(database: Database) -> list[str]:
    """Return a sentence for each published visit that a rule refuses, or that is of nobody or nowhere."""
    rows = _rows(database)
    visits = list(_published(rows))
    law, facts = belgian_law(), _facts(rows, visits)
    found = [each for each in judge(facts, law) if each.severity == "refuse" and each.rule.startswith(ABOUT_PLANS)]
    return [full_sentence(each) for each in found] + list(_impossible(rows, visits))


def _rows(database: Database) -> Rows:
    with database.engine.execution_options(purpose="read").connect() as connection:
        return {
            table.name: {row.id: row for row in connection.execute(sqlalchemy.select(table)) if hasattr(row, "id")}
            for table in SQLModel.metadata.sorted_tables
            if table.name in TABLES
        }


TABLES = frozenset(
    {
        "absence",
        "contract_terms",
        "employment_contract",
        "granted_waiver",
        "legal_reading",
        "member",
        "member_closure",
        "plan",
        "plan_publication",
        "replacement_day",
        "site",
        "strike",
        "visit",
        "worker",
        "working_time_scheme",
    }
)


def _published(rows: Rows) -> Iterator[tuple[Any, date | None]]:
    """Yield the visits of the version of each plan that people know, with the day on which they were told."""
    told: dict[tuple[int, int], date] = {}
    for publication in rows["plan_publication"].values():
        told[publication.plan_id, publication.version] = brussels_day(publication.published_at)
    for visit in rows["visit"].values():
        plan = rows["plan"][visit.plan_id]
        version = plan.version - (plan.state == "draft")
        stands = visit.until_version is None or visit.until_version > version
        if visit.state == "planned" and visit.from_version <= version and stands:
            yield visit, told.get((plan.id, visit.from_version))


def _facts(rows: Rows, visits: list[tuple[Any, date | None]]) -> fact.Facts:
    workers, members, sites = rows["worker"], rows["member"], rows["site"]
    return fact.Facts(
        contracts=tuple(_contracts(rows)),
        presences=tuple(
            fact.Presence(
                "visit",
                workers[visit.worker_id].number,
                members[visit.member_id].number,
                visit.day,
                visit.starts_at,
                visit.ends_at,
                told_on,
                sites[visit.site_id].country,
            )
            for visit, told_on in visits
        ),
        travels=tuple(
            fact.Presence(
                "travel", workers[leg.before.worker_id].number, None, leg.before.day, leg.starts_at, leg.ends_at
            )
            for leg in legs([visit for visit, _ in visits], lambda start, end: _way(sites[start], sites[end]))
            if leg.starts_at < leg.ends_at
        ),
        strikes=tuple(
            fact.Strike(members[row.member_id].number, row.kind, Span.of(row.from_on, row.until_on))
            for row in rows["strike"].values()
        ),
        schemes=tuple(
            fact.Scheme(
                row.kind,
                workers[row.worker_id].number if row.worker_id else "",
                Span.of(row.from_on, row.until_on),
            )
            for row in rows["working_time_scheme"].values()
        ),
        replacements=tuple(
            fact.Replacement(row.holiday, row.replaced_on, row.posted_on)
            for row in rows["replacement_day"].values()
        ),
        waivers=tuple(
            fact.Waiver(
                row.reference,
                row.rule,
                Span(row.from_on, min(row.until_on or FOREVER, row.revoked_on or FOREVER)),
                row.party,
                row.up_to,
            )
            for row in rows["granted_waiver"].values()
        ),
        readings=tuple(_readings(rows)),
    )


def _way(start: Any, end: Any) -> Any:
    if None in (start.latitude, end.latitude):
        return None
    return journey(Place(start.latitude, start.longitude), Place(end.latitude, end.longitude))


def _contracts(rows: Rows) -> Iterator[fact.Contract]:
    terms: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows["contract_terms"].values(), key=lambda each: each.from_on):
        terms[row.contract_id].append(row)
    for contract in rows["employment_contract"].values():
        span, agreed = Span.of(contract.from_on, contract.until_on), terms[contract.id]
        ends = [each.from_on for each in agreed[1:]] + [FOREVER]
        yield fact.Contract(
            rows["worker"][contract.worker_id].number,
            contract.number,
            span,
            contract.signed_on,
            contract.purpose_clause,
            tuple(
                fact.Terms(
                    Span(row.from_on, until_on) & span,
                    row.week_minutes,
                    row.full_time_minutes,
                    usual_periods(row.pattern),
                    row.pattern == VARIABLE,
                    row.joint_committee,
                )
                for row, until_on in zip(agreed, ends, strict=True)
            ),
        )


def _readings(rows: Rows) -> Iterator[fact.Reading]:
    ordered = sorted(rows["legal_reading"].values(), key=lambda each: (each.question, each.from_on))
    for row, later in zip_longest(ordered, ordered[1:]):
        until_on = later.from_on if later is not None and later.question == row.question else FOREVER
        yield fact.Reading(row.question, row.answer, Span(row.from_on, until_on))


def _impossible(rows: Rows, visits: list[tuple[Any, date | None]]) -> Iterator[str]:
    """Yield the visits of who is absent, and those at a member that is closed: no rule of law looks at these."""
    away, closed = defaultdict(list), defaultdict(list)
    for row in rows["absence"].values():
        away[row.worker_id].append(Span(row.from_on, row.until_on))
    for row in rows["member_closure"].values():
        closed[row.member_id].append(Span(row.from_on, row.until_on))
    for visit, _ in visits:
        if any(visit.day in span for span in away[visit.worker_id]):
            yield f"visit {visit.id} on {visit.day}: {rows['worker'][visit.worker_id].number} is absent"
        if any(visit.day in span for span in closed[visit.member_id]):
            yield f"visit {visit.id} on {visit.day}: {rows['member'][visit.member_id].number} is closed"


def _judge_database(database: Database) -> int:
    wrong = wrong_visits(database)
    print(f"{len(wrong)} published visits that should not be.")
    for said in wrong:
        print(f"  {said}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(_judge_database(open_store(sys.argv[1])))

"""Lives random disturbances on a copy of a database, repairs and publishes each, and judges what came of it.

`python -m tests.disturbances demo/basicplus.db --count 300 --seed 1` ends with 1 if a refused state was saved.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from random import Random

from sqlmodel import col, select

from basicplus.assignments import planning
from basicplus.assignments.models import Plan, TimeEntry
from basicplus.assignments.planning.publishing import last_publication
from basicplus.assignments.repair import Disturbance, Proposal, repair
from basicplus.assignments.repair.board import Stay
from basicplus.assignments.repair.options import new_options
from basicplus.assignments.repair.reading import board_of, planned_days
from basicplus.clock import Span, at
from basicplus.compliance.gate import Refused, Warned
from basicplus.compliance.worktime import week_of
from basicplus.db import Database, GroupSession, pick
from basicplus.errors import Conflict
from basicplus.members import Member
from basicplus.store import open_store
from basicplus.workers import Worker
from tests.stored_plan import wrong_visits

KINDS = {"absence": 60, "closure": 25, "strike": 12, "leaver": 3}
EARLY = clock_time(7, 30)
DRAFTED_ANEW_EVERY = 50
"""After how many disturbances the rest of the plan is drafted anew as well, to compare."""
WEEKS_DRAFTED_ANEW = 2


@dataclass
class Lived:
    """What came of the disturbances; `shares` are the parts of the remaining plan that each repair moved."""

    kinds: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    fell: Counter[str] = field(default_factory=Counter)
    unserved: Counter[str] = field(default_factory=Counter)
    fallen: int = 0
    minutes: int = 0
    unserved_minutes: int = 0
    new_faces: int = 0
    metres: int = 0
    shares: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    not_done: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def live(database: Database, span: Span, count: int, seed: int) -> Lived:
    """Live through so many disturbances in order of time, each repaired and published."""
    random, lived = Random(seed), Lived()
    days = sorted(span.from_on + timedelta(days=random.randrange(span.length - 7)) for _ in range(count))
    for number, day in enumerate(days):
        with database.reading() as session:
            happened = _happens(session, random, day, span)
            standing = len(planning.visits_of(session, Span(day, span.until_on), published=True))
            if number % DRAFTED_ANEW_EVERY == 0:
                lived.anew.append(drafted_anew(session, day))
        if happened is None:
            continue
        started = time.perf_counter()
        try:
            with database.writing(None, "disturbances") as session:
                proposal = repair(session, happened)
            lived.seconds.append(time.perf_counter() - started)
            _publish(database, day)
        except (Refused, Warned, Conflict) as refused:
            lived.not_done.append(f"{happened.kind} {happened.subject} {happened.span}: {refused}")
            continue
        _count(lived, proposal, standing)
    lived.wrong = wrong_visits(database)
    return lived


def _happens(session: GroupSession, random: Random, day: date, span: Span) -> Disturbance | None:
    """Return something that happens to somebody who has a visit soon; None where nobody has."""
    kind = random.choices(list(KINDS), list(KINDS.values()))[0]
    soon = Span(day, min(day + timedelta(days=7), span.until_on))
    visits = planning.visits_of(session, soon, published=True)
    if not visits:
        return None
    visit = random.choice(visits)
    given = {"kind": kind, "told_on": day}
    if kind == "leaver":
        given["from_on"] = min(day + timedelta(days=28), span.until_on - timedelta(days=1))
    else:
        longest = {"absence": 10, "closure": 2, "strike": 3}[kind]
        first = day if kind == "absence" and random.random() < 0.5 else visit.day
        given |= {"from_on": first, "until_on": first + timedelta(days=random.randint(1, longest))}
    model, number = (Worker, visit.worker_id) if kind in ("absence", "leaver") else (Member, visit.member_id)
    row = session.get(model, number)
    assert row is not None
    return Disturbance(**given, **{"worker" if model is Worker else "member": row.number})


def _publish(database: Database, day: date) -> None:
    """Publish every draft early on a day, or when its plan is published first; one that says nothing new stays."""
    with database.reading() as session:
        drafts = {
            plan.from_on: publication.published_at
            for plan in session.exec(select(Plan).where(Plan.state == "draft"))
            if (publication := last_publication(session, plan)) is not None
        }
    for first, published_at in drafts.items():
        try:
            with database.writing(None, "disturbances") as session:
                planning.publish(session, planning.plan_of(session, first), max(published_at, at(day, EARLY)))
        except Conflict as unchanged:
            if "says the same" not in str(unchanged):
                raise


def _count(lived: Lived, proposal: Proposal, standing: int) -> None:
    lived.kinds[proposal.kind] += 1
    lived.steps.update(step.kind for step in proposal.steps)
    lived.fell[proposal.kind] += len(proposal.steps)
    lived.unserved[proposal.kind] += proposal.unserved
    lived.fallen += len(proposal.steps)
    lived.minutes += sum(step.minutes for step in proposal.steps)
    lived.unserved_minutes += proposal.unserved_minutes
    lived.new_faces += sum(step.new_face for step in proposal.steps)
    lived.metres += proposal.metres
    lived.shares.append(proposal.moved / standing if standing else 0.0)


def drafted_anew(session: GroupSession, day: date) -> float:
    """Return which part of the visits of the next weeks would move if they were all drafted anew by a greedy."""
    days = Span(day, day + timedelta(weeks=WEEKS_DRAFTED_ANEW)) & planned_days(session)
    board = board_of(session, days)
    stays = [stay for stay in board.stays.values() if stay.day in days]
    board.known.clear()
    for stay in stays:
        assert stay.visit is not None
        board.drop(stay.visit)
    moved = 0
    for stay in sorted(stays, key=lambda each: (-each.minutes, each.agreement or 0, each.day, each.starts_at)):
        place = next((option.stay for option in new_options(board, stay, week_of(stay.day) & days, [])), None)
        moved += place is None or _slot(place) != _slot(stay)
        if place is not None:
            board.put(place)
    return moved / len(stays) if stays else 0.0


def _slot(stay: Stay) -> tuple[object, ...]:
    return stay.worker, stay.day, stay.starts_at


def open_days(session: GroupSession) -> Span:
    """Return the days of the published plans after the last hours that were recorded."""
    last = session.rows(pick(TimeEntry.day).order_by(col(TimeEntry.day).desc()).limit(1))
    days = planned_days(session)
    return Span(last[0][0] + timedelta(days=1), days.until_on) & days if last else days


def plan_next_year(database: Database) -> None:
    """Draft and publish the year after the last plan, where nothing that is planned is still to come."""
    with database.writing(None, "disturbances", despite="planned to be disturbed") as session:
        first = planned_days(session).until_on
        for month in (1, 4, 7, 10):
            until_on = date(first.year + month // 10, (month + 2) % 12 + 1, 1)
            drafted = planning.draft(session, Span(date(first.year, month, 1), until_on))
            planning.publish(session, drafted.plan, at(first - timedelta(days=21), EARLY))


def told(lived: Lived) -> Iterator[str]:
    """Yield the report, line by line."""
    repaired, unserved = sum(lived.kinds.values()), lived.unserved_minutes
    yield f"disturbances repaired: {repaired} {dict(lived.kinds)}; not done: {len(lived.not_done)}"
    yield f"visits that fell: {lived.fallen}; what became of them: {dict(lived.steps)}"
    yield "unserved visits: " + ", ".join(
        f"{kind} {lived.unserved[kind]} of {lived.fell[kind]}" for kind in lived.fell
    )
    if lived.minutes:
        yield f"unserved: {unserved} of {lived.minutes} min ({unserved / lived.minutes:.1%})"
    yield f"new faces: {lived.new_faces}; ways: {lived.metres / 1000:+.0f} km"
    if lived.shares and lived.anew:
        mean, anew = (sum(each) / len(each) for each in (lived.shares, lived.anew))
        yield f"moved by a repair: {mean:.2%} of the plan to come; drafted anew, {anew:.0%} would move"
    if lived.seconds:
        ordered = sorted(lived.seconds)
        half, most = (ordered[len(ordered) * percent // 100] for percent in (50, 99))
        yield f"seconds a repair: p50 {half:.2f}, p99 {most:.2f}"
    yield f"refused states saved: {len(lived.wrong)}"
    yield from (f"  not done: {each}" for each in lived.not_done)
    yield from (f"  wrong: {each}" for each in lived.wrong)


def main() -> int:
    """Copy a SQLite file, live through the disturbances, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.disturbances", description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-disturbed-") as folder:
        copy = Path(folder) / "basicplus.db"
        shutil.copyfile(arguments.database, copy)
        database = open_store(str(copy))
        with database.reading() as session:
            days = open_days(session)
        if days.length < 60:
            plan_next_year(database)
            with database.reading() as session:
                days = open_days(session)
        lived = live(database, days, arguments.count, arguments.seed)
        database.close()
    for line in told(lived):
        print(line)
    return 1 if lived.wrong or lived.not_done else 0


if __name__ == "__main__":
    sys.exit(main())

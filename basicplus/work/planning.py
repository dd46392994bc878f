"""The plan of a year by the planner, as long work."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from basicplus import planner, staffing
from basicplus.acts.jobs import YearPlanWork
from basicplus.clock import today
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.jobs import File, Job, Outcome, Step


def year_plan(database: Database, group: str, job: Job, given: YearPlanWork, step: Step) -> Outcome:
    """Plan who serves whom, from the agreements in force; put it into the draft if that was asked."""
    with database.reading(group) as session:
        problem = staffing.year_problem(session, given.span)
        standing = staffing.standing_visits(session, problem)
        if given.keep:
            staffing.all_drafted(session, given.span)
    if not problem.instance.demands:
        raise Conflict(f"No agreement asks for visits on {given.span}: there is nothing to plan.")
    outcome = planner.solve(
        problem.instance,
        seconds=given.seconds,
        seed=given.seed,
        start=staffing.as_plan(problem, standing) if standing else None,
        pinned=staffing.as_plan(problem, standing, given.keep).assignments if given.keep else (),
        progress=lambda at: step(min(int(at.seconds), given.seconds), given.seconds, at.stage),
    )
    proposal = staffing.proposal_of(problem, outcome.plan, standing)
    result: dict[str, Any] = {
        "visits_before": proposal.visits_before,
        "visits": proposal.visits,
        "unserved_half_days": proposal.unserved_half_days,
        "changed_faces": proposal.changed_faces,
        "notes": [staffing.say(note) for note in proposal.notes],
    }
    if given.apply:
        step(given.seconds, given.seconds, "applying")
        reason = f"plan of {given.span}"
        with database.writing(group, job.asked_by, reason, despite=given.despite) as session:
            told_on = given.told_on or today()
            applied = staffing.apply_plan(session, outcome.plan, given.span, told_on, given.keep)
        figures = asdict(applied)
        result |= {"left_out": len(figures.pop("left_out"))} | {
            name: count for name, count in figures.items() if isinstance(count, int)
        }
    plan = File("plan.json", outcome.plan.model_dump_json(indent=1).encode())
    return Outcome(result, [plan], f"/g/{group}/plan")

"""`basicplus plan year`: the agreements of a group planned by the planner, shown, and put into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus import planner, staffing
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import (
    DbOption,
    DespiteOption,
    GroupOption,
    JsonOption,
    console,
    errors,
    print_json,
    print_table,
)
from basicplus.clock import Span, parse_day, today
from basicplus.errors import Conflict
from basicplus.staffing import Applied, Proposal, say


def year(
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day that may change.")],
    until_on: Annotated[str, typer.Option("--until", metavar="DATE", help="The first day after the last.")],
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="How long the planner searches.")] = 60,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed searches another way.")] = 1,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="AGREEMENT", help="Its visits stay; may be repeated.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Put it into the draft; else nothing is saved.")] = False,
    told_on: Annotated[
        str | None, typer.Option("--told-on", metavar="DATE", help="First day on which workers can be told.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Write instance.json and plan.json for plan why."),
    ] = None,
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan who serves whom and when, from the agreements in force; say what changes and why.

    With --apply the plan becomes the draft, without what a rule refuses; publishing it is another step.

    Example: basicplus plan year --from 2027-01-01 --until 2028-01-01 --seconds 60
    """
    span = Span(parse_day(from_on, "--from"), parse_day(until_on, "--until"))
    with opened(db) as database:
        with database.reading(group) as session:
            problem = staffing.year_problem(session, span)
            standing = staffing.standing_visits(session, problem)
            if keep:
                staffing.all_drafted(session, span)
        if not problem.instance.demands:
            raise Conflict(f"No agreement asks for visits on {span}: there is nothing to plan.")
        outcome = _solved(problem, standing, keep or [], seconds, seed)
        if out is not None:
            _write(out, problem.instance, outcome.plan)
        proposal, applied = staffing.proposal_of(problem, outcome.plan, standing), None
        if apply:
            day = parse_day(told_on, "--told-on") if told_on else today()
            with database.writing(group, actor(), f"plan of {span}", despite=despite) as session:
                applied = staffing.apply_plan(session, outcome.plan, span, day, keep or [])
    if as_json:
        print_json(_json(outcome, proposal, applied))
    else:
        _tell(span, outcome, proposal, applied)


def _solved(
    problem: staffing.YearProblem, standing: Sequence[Any], keep: Sequence[str], seconds: float, seed: int
) -> planner.Outcome:
    with errors.status("planning") as status:
        return planner.solve(
            problem.instance,
            seconds=seconds,
            seed=seed,
            start=staffing.as_plan(problem, standing) if standing else None,
            pinned=staffing.as_plan(problem, standing, keep).assignments if keep else (),
            progress=lambda at: status.update(f"{at.seconds:6.1f} s  {at.stage}: cost {at.cost:,.0f}"),
        )


def _write(folder: Path, instance: planner.Instance, plan: planner.Plan) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.json").write_text(instance.model_dump_json(by_alias=True), "utf-8")
    planner.write_plan(plan, folder / "plan.json")


def _json(outcome: planner.Outcome, proposal: Proposal, applied: Applied | None) -> dict[str, Any]:
    told = asdict(proposal)
    for name in ("changes", "unserved"):
        told[name] = [
            {**row, "why": say(each.why)} for row, each in zip(told[name], getattr(proposal, name), strict=True)
        ]
    told["notes"] = [say(note) for note in proposal.notes]
    return {
        "cost": round(outcome.cost, 2),
        "components": outcome.components,
        "bound": outcome.bound,
        "proposal": told,
        "plan": outcome.plan.model_dump(mode="json"),
        "applied": asdict(applied) if applied else None,
    }


def _tell(span: Span, outcome: planner.Outcome, proposal: Proposal, applied: Applied | None) -> None:
    rows = [
        ("visits", proposal.visits_before, proposal.visits),
        ("kilometres", f"{proposal.km_before:,.0f}", f"{proposal.km:,.0f}"),
        ("half-days unserved", "", proposal.unserved_half_days),
        ("changed faces", "", proposal.changed_faces),
        ("cost", "", f"{outcome.cost:,.0f}"),
    ]
    print_table(f"Plan of {span}", ["", "in the draft", "planned"], rows, right=[1, 2])
    if proposal.changes:
        console.print()
        faces = [
            (each.demand, each.member, each.before or "-", each.after, say(each.why)) for each in proposal.changes
        ]
        print_table("Who serves whom", ["agreement", "member", "before", "after", "why"], faces)
    if proposal.unserved:
        console.print()
        lacking = [
            (each.demand, each.member, f"{each.half_days} of {each.of}", say(each.why))
            for each in proposal.unserved
        ]
        print_table("Unserved", ["agreement", "member", "half-days", "why"], lacking, right=[2])
    for note in proposal.notes:
        console.print(say(note), markup=False, soft_wrap=True)
    console.print()
    if applied is None:
        console.print("Nothing was saved: --apply puts it into the draft.")
        return
    console.print(
        f"In the draft: {applied.kept} visits stay, {applied.added} are new, {applied.moved} moved,"
        f" {applied.taken_out} taken out; {applied.assignments_made} assignments made,"
        f" {applied.assignments_ended} ended."
    )
    if applied.left_out:
        left = [(each.agreement, each.worker, each.day, each.rule, each.says) for each in applied.left_out]
        print_table("Left out", ["agreement", "worker", "day", "rule", "what it says"], left)

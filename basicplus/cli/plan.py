"""`basicplus plan`: who serves whom and when; files in, files out, no database."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus import planner
from basicplus.cli.output import JsonOption, console, errors, print_json, print_table, quiet

app = typer.Typer(
    help="The year plan: who serves which demand, and when.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

InstanceArgument = Annotated[
    Path, typer.Argument(metavar="INSTANCE.json", help="Workers, members, demands of a year.")
]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan of it.")]
BETWEEN_LINES = 5.0


@app.command("solve")
def solve(
    instance: InstanceArgument,
    out: Annotated[Path, typer.Option("--out", metavar="PLAN.json", help="Where the plan is written.")],
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="How long the whole command may take.")] = 60,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed searches another way.")] = 1,
    start: Annotated[
        Path | None, typer.Option("--from", metavar="PLAN.json", help="A plan to start from.")
    ] = None,
    pin: Annotated[
        Path | None,
        typer.Option("--pin", metavar="PLAN.json", help="What must stay: a worker, or a worker and its times."),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option("--steps", min=0, help="Make so many moves a profession instead: the same plan each time."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a year: who serves whom, at which half-days.

    Ctrl-C ends the search and writes the best plan so far.

    Example: basicplus plan solve year.json --seconds 60 --out plan.json
    """
    problem = planner.read_instance(instance)
    given = planner.read_plan(start) if start else None
    pinned = planner.read_plan(pin).assignments if pin else ()
    with _told() as tell:
        done = planner.solve(
            problem,
            seconds=max(0.5, seconds - _spent()),
            seed=seed,
            start=given,
            pinned=pinned,
            progress=tell,
            steps=steps,
        )
    planner.write_plan(done.plan, out)
    if as_json:
        print_json(
            {
                "instance": problem.name,
                "written": str(out),
                "cost": round(done.cost, 2),
                "components": done.components,
                "bound": done.bound,
                "gap": done.gap,
                "stages": [vars(stage) for stage in done.stages],
            }
        )
        return
    rows = [(stage.name, f"{stage.seconds:.1f}", f"{stage.cost:,.0f}") for stage in done.stages]
    print_table("What each stage reached", ["stage", "seconds", "cost"], rows, right=(1, 2))
    _print_cost(done.cost, done.components)
    if done.gap is not None:
        print_table(
            "Bound", ["no plan is below", "gap"], [(f"{done.bound:,.0f}", f"{done.gap:.1%}")], right=(0, 1)
        )


@app.command("check")
def check(instance: InstanceArgument, plan: PlanArgument, as_json: JsonOption = False) -> None:
    """Say which hard rules a plan breaks, and what it costs; nothing of the planner is used for it.

    Example: basicplus plan check year.json plan.json
    """
    checked = planner.check(planner.read_instance(instance), planner.read_plan(plan))
    if as_json:
        print_json(
            {
                "cost": round(checked.cost, 2),
                "components": checked.components,
                "visits": checked.visits,
                "worker_days": checked.worker_days,
                "violations": [vars(each) for each in checked.violations],
            }
        )
    else:
        rows = [(each.rule, each.says) for each in checked.violations]
        print_table(f"{len(rows)} hard rules broken", ["rule", "where"], rows)
        _print_cost(checked.cost, checked.components)
    if checked.violations:
        raise typer.Exit(1)


@app.command("bound")
def bound(instance: InstanceArgument, as_json: JsonOption = False) -> None:
    """Find a cost that no plan of a year can be below.

    Example: basicplus plan bound year.json
    """
    found: dict[str, float] = {}
    total = planner.bound(planner.read_instance(instance), found.__setitem__)
    if as_json:
        print_json({"bound": total, "professions": found})
    else:
        rows = [*found.items(), ("in all", total)]
        print_table(
            "No plan is below", ["profession", "cost"], [(name, f"{it:,.0f}") for name, it in rows], right=(1,)
        )


@app.command("why")
def why(
    instance: InstanceArgument,
    plan: PlanArgument,
    demand: Annotated[str, typer.Argument(metavar="DEMAND", help="A demand of the instance.")],
    as_json: JsonOption = False,
) -> None:
    """Say for each worker what a demand would cost with them, or which rule stops them; the cheapest first.

    Everything else stays where it is. The worker who has it now is marked.

    Example: basicplus plan why year.json plan.json D0100
    """
    choices = planner.why(planner.read_instance(instance), planner.read_plan(plan), demand)
    if as_json:
        print_json([vars(each) for each in choices])
        return
    rows = [
        ("now" if each.stands else "", each.worker, each.rule or f"{each.cost:,.0f}", each.says)
        for each in choices
    ]
    print_table(f"Who could serve {demand}", ["", "worker", "cost or rule", "why"], rows, right=(2,))


@app.command("warm-up")
def warm_up(as_json: JsonOption = False) -> None:
    """Compile the planner, so that the first plan need not wait for it: once after installing.

    Example: basicplus plan warm-up
    """
    started = time.monotonic()
    planner.warm_up()
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        print_json({"seconds": seconds})
    else:
        console.print(f"The planner is compiled; it took {seconds} s.", highlight=False)


def _print_cost(cost: float, components: dict[str, float]) -> None:
    rows = [(name.replace("_", " "), f"{amount:,.1f}") for name, amount in components.items()]
    print_table("The plan", ["", "amount"], [*rows, ("cost", f"{cost:,.1f}")], right=(1,))


@contextmanager
def _told() -> Iterator[Any]:
    """Yield a function that tells on standard error how far the search is: a live line, or a line now and then."""
    with errors.status("reading") as status:
        last = 0.0

        def tell(at: planner.Progress) -> None:
            nonlocal last
            gap = f", {at.gap:.1%} above the bound" if at.gap is not None else ""
            line = f"{at.seconds:6.1f} s  {at.stage}: cost {at.cost:,.0f}{gap}"
            if not quiet():
                status.update(line)
            elif time.monotonic() > last + BETWEEN_LINES:
                last = time.monotonic()
                errors.print(line, highlight=False)

        yield tell


def _spent() -> float:
    """Return the seconds since this process was started, where the system tells; else a usual start."""
    try:
        fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
        return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, ValueError, IndexError):
        return 2.0

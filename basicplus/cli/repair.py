"""`basicplus plan candidates`, `replace`, `repair`: who could go instead, and the smallest change to a plan."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.acts.repair import candidates as candidates_for
from basicplus.acts.repair import proposal
from basicplus.assignments.calendars import Language
from basicplus.assignments.repair import Disturbance, Proposal, VisitReplace, repair
from basicplus.assignments.repair.wording import candidate_in_words, proposal_as_json, step_in_words, summary
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, DespiteOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import parse_day, today
from basicplus.errors import invalid

VisitArgument = Annotated[int, typer.Argument(metavar="VISIT", help="Id of a visit that stands in the draft.")]
ToldOption = Annotated[
    str | None, typer.Option("--told-on", metavar="DATE", help="First day on which people can be told; today.")
]
LanguageOption = Annotated[Language, typer.Option("--language", help="Language of the sentences.")]


def candidates(
    visit: VisitArgument,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many of them to check past the gate.")] = 5,
    told_on: ToldOption = None,
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who could make a visit instead, the best first, and what stops the others. Saves nothing."""
    with opened(db) as database:
        found = candidates_for(database, group, visit, limit, told_on=_told(told_on))
    if as_json:
        print_json([asdict(each) | {"says": candidate_in_words(each, language)} for each in found])
        return
    marks = {True: "yes", False: "no"}
    rows = [
        (
            each.worker,
            each.name,
            marks[each.possible] if each.judged or each.stops else "?",
            candidate_in_words(each, language),
        )
        for each in found
    ]
    print_table(f"Candidates for visit {visit}", ["worker", "name", "can", "why"], rows)


def replace(
    visit: VisitArgument,
    worker: Annotated[
        str | None, typer.Option("--with", metavar="WORKER", help="Who takes it; the best candidate if not given.")
    ] = None,
    told_on: ToldOption = None,
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a visit to another worker in the draft; `do undo-edit` takes it back."""
    given = VisitReplace(visit=visit, worker=worker, told_on=_told(told_on))
    with opened(db) as database:
        done = do(database, group, actor(), act_named("replace-visit"), given, despite=despite)
    if as_json:
        print_json(asdict(done))
    else:
        console.print(f"Visit {visit} is replaced in the draft by visit {done.result['id']}.", highlight=False)


def repair_(
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    until_on: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="First day after; none with --leaves.")
    ] = None,
    worker: Annotated[str | None, typer.Option("--worker", help="Number of a worker who is away.")] = None,
    leaves: Annotated[bool, typer.Option("--leaves", help="The worker leaves for good.")] = False,
    member: Annotated[str | None, typer.Option("--member", help="Number of a member that is closed.")] = None,
    strike: Annotated[bool, typer.Option("--strike", help="There is a strike at the member.")] = False,
    agreement: Annotated[str | None, typer.Option("--agreement", help="An agreement to be served.")] = None,
    visits: Annotated[int, typer.Option("--visits", help="How many visits it asks for.")] = 1,
    minutes: Annotated[int, typer.Option("--minutes", help="Minutes of each of them.")] = 210,
    absence: Annotated[str, typer.Option("--absence", help="Kind of absence to record.")] = "sickness",
    apply: Annotated[bool, typer.Option("--apply", help="Save it in the draft.")] = False,
    told_on: ToldOption = None,
    language: LanguageOption = "en",
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose the smallest change to the plan after an absence, a leaver, a closure, a strike, a new agreement.

    Nothing is saved without --apply; with it, what happened is recorded too.
    """
    if sum(each is not None for each in (worker, member, agreement)) != 1:
        raise invalid("--worker", worker or "nothing", "give one of --worker, --member and --agreement")
    kinds: dict[str, Any] = {
        "worker": "leaver" if leaves else "absence",
        "member": "strike" if strike else "closure",
    }
    about = "worker" if worker else "member" if member else "agreement"
    happened = Disturbance(
        kind=kinds.get(about, "demand"),
        from_on=parse_day(from_on, "--from"),
        until_on=parse_day(until_on, "--until") if until_on else None,
        worker=worker,
        member=member,
        agreement=agreement,
        visits=visits,
        minutes=minutes,
        absence=absence,
        told_on=_told(told_on),
    )
    with opened(db) as database:
        if apply:
            with database.writing(group, actor(), despite=despite) as session:
                found = repair(session, happened)
        else:
            found = proposal(database, group, happened, despite=despite)
    if as_json:
        print_json(proposal_as_json(found, language) | {"saved": apply})
        return
    _show(found, language)
    console.print("Saved in the draft." if apply else "Nothing was saved; --apply saves it.")


def _show(found: Proposal, language: Language) -> None:
    console.print(f"{found.kind} {found.subject}, {found.days}", style="bold", markup=False, highlight=False)
    for step in found.steps:
        console.print(f"- {step_in_words(step, language)}", markup=False, highlight=False, soft_wrap=True)
    console.print(summary(found, language), markup=False, highlight=False, soft_wrap=True)


def _told(told_on: str | None) -> date:
    return parse_day(told_on, "--told-on") if told_on else today()

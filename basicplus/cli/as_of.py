"""`basicplus as-of`: a list or a verdict as of a day, as known on a day, and what differs between two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from basicplus import history, journal
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import BRUSSELS, parse_day, today
from basicplus.db import Database
from basicplus.errors import invalid
from basicplus.history import Difference
from basicplus.web.reading.as_of import What, differing, listed

SHOWN = 20
COLUMNS: dict[What, tuple[str, ...]] = {
    "members": ("number", "name", "city", "state"),
    "workers": ("number", "name", "profession", "contract", "week_minutes"),
    "contracts": ("number", "worker", "kind", "from_on", "until_on", "signed_on"),
    "memberships": ("member", "member_name", "member_class", "from_on", "until_on"),
    "agreements": ("number", "member", "profession", "basis", "from_on", "until_on"),
    "visits": ("id", "starts_at", "ends_at", "worker", "member", "site", "state"),
    "hours": ("id", "starts_at", "ends_at", "minutes", "kind", "state", "worker", "member"),
    "authorisations": ("reference", "joint_committee", "granted_on", "from_on", "until_on"),
    "findings": ("rule", "sentence"),
    "headcount": ("day", "heads", "fte", "limit"),
}
LANGUAGE = "en"

KnownOnOption = Annotated[
    str | None,
    typer.Option("--known-on", metavar="DATE", help="As known at the end of this Brussels day; now by default."),
]
AuditorOption = Annotated[
    str | None, typer.Option("--as-auditor", metavar="NAME", help="Who looks: the journal notes the look.")
]


def as_of(
    on: Annotated[str, typer.Argument(metavar="DAY", help="The day of which the list is.")],
    known_on: KnownOnOption = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="DATE", help="Show what differs from --known-on to what was known then."
        ),
    ] = None,
    what: Annotated[
        What | None,
        typer.Option("--what", help="The list; members by default, with --against all rows and the findings."),
    ] = None,
    auditor: AuditorOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a list or the findings as of a day, as they were known on a day, or what differs between two.

    Example: basicplus as-of 2025-06-30 --known-on 2025-07-31 --what contracts
    """
    day, known = parse_day(on, "DAY"), day_known(known_on, "--known-on")
    later = day_known(against, "--against")
    if later is not None and known is None:
        raise invalid("--known-on", "nothing", "with --against, say what was known on which two days")
    with opened(db) as database:
        if later is None:
            note_look(database, group, auditor, f"as of: {what or 'members'}", on=day, known_on=known)
            with history.known(database, group, known) as session:
                items = listed(session, what or "members", day, LANGUAGE)
            _show(items, what or "members", day, known, as_json)
            return
        note_look(database, group, auditor, f"differences: {what or 'all'}", on=day, known_on=known, against=later)
        with (
            history.known(database, group, known) as first,
            history.known(database, group, later) as second,
        ):
            found = differing(first, second, day, what, LANGUAGE)
    _show_differences(found, {"on": day, "known_on": known, "against": later}, as_json)


def day_known(text: str | None, field: str) -> date | None:
    """Read the day on which something was known; None means now."""
    return None if text is None else history.not_to_come(field, parse_day(text, field), today())


def note_look(database: Database, group: str | None, auditor: str | None, what: str, **detail: Any) -> None:
    """Journal the look of an auditor who is named."""
    if auditor:
        with database.writing(group, auditor) as session:
            journal.look(session, what, **detail)


def _show(items: Any, what: What, day: date, known: date | None, as_json: bool) -> None:
    rows: list[dict[str, Any]] = [item.model_dump() for item in items]
    if as_json:
        print_json({"on": day, "known_on": known, "what": what, "items": rows})
        return
    then = f"as known on {known}" if known else "as known now"
    columns = COLUMNS[what]
    print_table(f"{what} as of {day}, {then}", columns, [[_cell(row[name]) for name in columns] for row in rows])
    console.print(f"{len(rows)} in all.")


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"
    return "" if value is None else value


def _show_differences(found: dict[str, list[Difference]], asked: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(asked | {"differences": {name: [vars(each) for each in rows] for name, rows in found.items()}})
        return
    print_table(
        f"From what was known on {asked['known_on']} to what was known on {asked['against']}",
        ["table or list", "differences"],
        [(name, len(rows)) for name, rows in found.items()],
        right=[1],
    )
    for name, rows in found.items():
        console.print(f"\n{name}", style="bold")
        for each in rows[:SHOWN]:
            console.print(str(each), markup=False, soft_wrap=True)
        if len(rows) > SHOWN:
            console.print(f"... and {len(rows) - SHOWN} more: --json shows all.")

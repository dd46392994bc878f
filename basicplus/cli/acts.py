"""`basicplus do`: any one act, in one commit."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus.acts import REGISTRY, Act, act_named
from basicplus.acts.doing import Done, do
from basicplus.acts.files import cell_value
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, DespiteOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.errors import invalid


def do_act(
    act: Annotated[str | None, typer.Argument(metavar="ACT", help="What to do: a name of --list.")] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field; @FILE as value sends a file as evidence."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="A JSON object of fields; - reads standard input.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; kept in the journal.")] = None,
    despite: DespiteOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Give the verdict of the rules; save nothing.")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the acts.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print an example of the act's fields.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do one act: everything a user can change, in one commit past the rules.

    Example: basicplus do join --set member=M900 --set from_on=2026-01-01
    """
    if listing:
        _list(as_json)
        return
    if act is None:
        raise invalid("ACT", "nothing", "name an act; `basicplus do --list` lists them")
    wanted = act_named(act)
    if example:
        print_json(dict(wanted.example))
        return
    given = wanted.read(given_fields(source, fields))
    with opened(db) as database:
        done = do(database, group, actor(), wanted, given, reason=reason, despite=despite, dry_run=dry_run)
    tell(done, wanted, dry_run, as_json)


def _list(as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"act": act.name, "says": act.says, "fields": list(act.model.model_fields)}
                for act in REGISTRY.values()
            ]
        )
    else:
        print_table("Acts", ["act", "what it does"], [(act.name, act.says) for act in REGISTRY.values()])


def given_fields(source: str | None, fields: list[str] | None) -> dict[str, Any]:
    """Return the fields of `--from`, and those of `--set`, which have precedence."""
    return (_from(source) if source else {}) | dict(map(_field, fields or []))


def _field(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise invalid("--set", text, "write a field and its value, as from_on=2026-01-01")
    return name, _evidence(Path(value[1:])) if value.startswith("@") else cell_value(value)


def _evidence(file: Path) -> dict[str, str]:
    return {"name": file.name, "content": base64.b64encode(file.read_bytes()).decode("ascii")}


def _from(source: str) -> dict[str, Any]:
    text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise invalid("--from", source, f"a JSON object of fields ({error})") from None
    if not isinstance(fields, dict):
        raise invalid("--from", source, "a JSON object of fields, as `--example` prints it")
    return fields


def tell(done: Done, act: Act, dry_run: bool, as_json: bool) -> None:
    """Say what doing an act left."""
    if as_json:
        print_json(
            {
                "act": done.act,
                "dry_run": dry_run,
                "journal_entry": None if dry_run else done.journal_entry,
                "verdict": done.verdict,
                "result": done.result,
            }
        )
        return
    made = ", ".join(f"{name} {value}" for name, value in done.result.items())
    console.print(
        f"{'Would be done' if dry_run else 'Done'}: {act.name}{f' ({made})' if made else ''}.", highlight=False
    )
    for warning in done.verdict.get("warned", ()):
        console.print("[yellow]warned[/] ", end="")
        console.print(warning, markup=False, soft_wrap=True, highlight=False)
    if done.journal_entry is None:
        console.print("It changed nothing.")
        return
    ending = "Nothing was saved." if dry_run else f"Journal entry {done.journal_entry}."
    console.print(f"{len(done.verdict['rules'])} rules looked at it. {ending}", highlight=False)

"""`basicplus webhooks ...`: send what is due, and see what was sent; the acts subscribe and end."""

from __future__ import annotations

from typing import Annotated

import typer

from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, print_json, print_table
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.webhooks import deliveries_of, send_due, webhooks_of

app = typer.Typer(
    help="What happened, sent to other programs. `basicplus do create-webhook` subscribes an address.",
    no_args_is_help=True,
)


@app.command(epilog="Example: basicplus webhooks send")
def send(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Send what is due; run it each minute. Exit code 1: something was not accepted."""
    with opened(db) as database:
        sent = send_due(database, group, now, private=Settings().webhooks_private)
    if as_json:
        print_json([vars(each) for each in sent])
    else:
        rows = [(each.webhook, each.seq, each.act, "yes" if each.accepted else "no", each.says) for each in sent]
        print_table("Deliveries", ["webhook", "entry", "act", "accepted", "answer"], rows)
    raise typer.Exit(0 if all(each.accepted for each in sent) else 1)


@app.command("list", epilog="Example: basicplus webhooks list --webhook 1")
def list_(
    webhook: Annotated[
        int | None, typer.Option("--webhook", metavar="ID", help="The deliveries of one webhook.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the webhooks of the group, or the deliveries of one."""
    with opened(db) as database, database.reading(group) as session:
        found = webhooks_of(session) if webhook is None else deliveries_of(session, webhook)
    lines = [vars(each) for each in found]
    if as_json:
        print_json(lines)
    elif lines:
        print_table("Webhooks", list(lines[0]), [tuple(str(value) for value in line.values()) for line in lines])
    else:
        print_table("Webhooks", ["id"], [])

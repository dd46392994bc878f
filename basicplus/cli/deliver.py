"""`basicplus deliver ...`: queue documents, send what is due, see what became of it, try again, read returns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import now, parse_period
from basicplus.compliance.law import belgian_law
from basicplus.config import Settings
from basicplus.errors import Conflict
from basicplus.invoicing import delivery
from basicplus.invoicing.delivery import Way

app = typer.Typer(
    help="The way of documents to their buyers: Peppol, e-mail, portal, post.\n\nE-mail goes through"
    " BASICPLUS_SMTP_URL (smtp+tls://user:password@host:587) and comes back to BASICPLUS_BOUNCE_ADDRESS;"
    " Peppol through BASICPLUS_ACCESS_POINT (file:///folder or https://...) with BASICPLUS_ACCESS_POINT_TOKEN.",
    no_args_is_help=True,
)

DocumentsOption = Annotated[
    list[str] | None, typer.Option("--document", metavar="NUMBER", help="A document; may be repeated.")
]
DocumentArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the document.")]
BY_HAND = {
    "email": "set BASICPLUS_SMTP_URL",
    "peppol": "set BASICPLUS_ACCESS_POINT",
    "post": "print, post, and record it with `basicplus do tell-delivery`",
}
DOWN = "it cannot be used now, run again later"


@app.command(epilog="Example: basicplus deliver queue --period 2025-03")
def queue(
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="A billing period: 2025-03, 2025-Q1, 2025.")
    ] = None,
    documents: DocumentsOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide by rule how issued documents go, and queue those that have no delivery yet."""
    name = parse_period(period, "--period").name if period else None
    with opened(db) as database, database.writing(group, actor()) as session:
        queued = delivery.queue_documents(session, now(), name, documents or [])
        found = delivery.ways(session, deliveries=[row.id for row in queued])
    if as_json:
        print_json([_plain(way) for way in found])
        return
    _table("Queued", found)


@app.command(epilog="Example: basicplus deliver run")
def run(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Send what is due, and ask what became of what was sent over Peppol. Exit code 1: something failed."""
    ways = delivery.transports(Settings())
    with opened(db) as database:
        done = delivery.run_due(database, group, actor(), ways.by_channel, now)
        if ways.access_point:
            done.lines += delivery.ask_access_point(database, group, actor(), ways.access_point, now)
    waiting = {
        channel: {"documents": count, "what_to_do": DOWN if channel in ways.by_channel else BY_HAND[channel]}
        for channel, count in sorted(done.waiting.items())
    }
    if as_json:
        print_json({"deliveries": [vars(line) for line in done.lines], "waiting": waiting})
    else:
        rows = [(line.document, line.channel, line.address, line.state, line.says) for line in done.lines]
        print_table("Deliveries", ["document", "channel", "address", "state", "what was said"], rows)
        for channel, left in waiting.items():
            console.print(f"{left['documents']} by {channel} waiting: {left['what_to_do']}.")
    raise typer.Exit(1 if done.failed else 0)


@app.command("list", epilog="Example: basicplus deliver list --state failed")
def list_(
    state: Annotated[
        str, typer.Option("--state", help="queued, sent, delivered, failed, bounced, cancelled")
    ] = "",
    channel: Annotated[str, typer.Option("--channel", help="peppol, email, portal, post")] = "",
    member: Annotated[str, typer.Option("--member", metavar="NUMBER", help="Those of one member.")] = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List deliveries: channel, the rule that led to it, state, and what went wrong."""
    with opened(db) as database, database.reading(group) as session:
        found = delivery.ways(session, state=state, channel=channel, member=member)
        left = delivery.unqueued(session)
    if as_json:
        print_json({"deliveries": [_plain(way) for way in found], "documents_not_queued": left})
        return
    _table("Deliveries", found)
    counted = Counter(way.delivery.state for way in found)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counted.items())) or "none"
    console.print(f"\n{told}; {left} issued documents not queued.")


@app.command(epilog="Example: basicplus deliver show 2025-000001")
def show(
    document: DocumentArgument, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Show everything that happened to one document on its way."""
    with opened(db) as database, database.reading(group) as session:
        found = delivery.ways(session, document=document)
        events = delivery.history_of(session, document)
        state = delivery.document_states(session, [document])[document]
    rows = [
        (event.at.isoformat(timespec="seconds"), row.channel, event.kind, event.attempt, event.says)
        for row, event in events
    ]
    columns = ["at", "channel", "what", "attempt", "says"]
    if as_json:
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        print_json({"document": document, "state": state, "ways": [_plain(way) for way in found], "events": told})
        return
    _table(f"{document}: {state}", found)
    for way in found:
        console.print(f"{way.delivery.channel}: {way.why('en')}", markup=False)
    print_table("\nWhat happened", columns, rows, right=[3])


@app.command(epilog="Example: basicplus deliver retry 2025-000001")
def retry(
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER...", help="Numbers of the documents.")
    ] = None,
    all_failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Queue deliveries again that failed or came back; `run` sends them."""
    with opened(db) as database, database.writing(group, actor()) as session:
        failed = [way.document for way in delivery.ways(session, state="failed")] if all_failed else []
        wanted = list(dict.fromkeys([*(documents or []), *failed]))
        if not wanted:
            raise Conflict("There is nothing to try again: name documents, or --failed where some failed.")
        for number in wanted:
            delivery.retry(session, number, now())
    if as_json:
        print_json({"queued": wanted})
    else:
        console.print(f"Queued again: {', '.join(wanted)}. `basicplus deliver run` sends them.")


@app.command(epilog="Example: basicplus deliver bounces returned/")
def bounces(
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="A message, or a folder of .eml files.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read what mail servers sent back; the same message read twice changes nothing."""
    read = list(delivery.read_reports(path))
    reports = [report for _, report in read if report]
    with opened(db) as database, database.writing(group, actor()) as session:
        told = delivery.note_reports(session, reports, now())
    others = [name for name, report in read if report is None]
    if as_json:
        print_json({"reports": [vars(each) for each in told], "no_reports": others})
        return
    rows = [(each.name, each.document or "not ours", each.state or "-", each.says) for each in told]
    print_table("What came back", ["file", "document", "state", "diagnostic"], rows)
    if others:
        console.print(f"No reports of a delivery: {', '.join(others)}.")


def _plain(way: Way) -> dict[str, object]:
    """Write a delivery for a program; `law` names the source where the law decided, and how sure we are of it."""
    row, law = way.delivery, way.law(belgian_law())
    return {
        "document": way.document,
        "member": way.member,
        "channel": row.channel,
        "rule": row.rule,
        "why": way.why("en"),
        "law": {"source": law.source, "confirmed": law.confirmed} if law else None,
        "address": row.address,
        "state": row.state,
        "attempts": row.attempts,
        "next_attempt_at": row.next_attempt_at.isoformat() if row.next_attempt_at else None,
        "message_id": row.message_id,
        "reference": row.reference,
        "last_error": row.last_error,
    }


def _table(title: str, found: list[Way]) -> None:
    columns = ["document", "member", "channel", "rule", "address", "state", "tries", "what went wrong"]
    rows = [
        (
            way.document,
            way.member,
            way.delivery.channel,
            way.delivery.rule,
            way.delivery.address,
            way.delivery.state,
            way.delivery.attempts,
            way.delivery.last_error or "-",
        )
        for way in found
    ]
    print_table(title, columns, rows, right=[6])

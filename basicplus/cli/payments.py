"""`basicplus import bank` and `basicplus payments ...`: bank files, what they pay, and what waits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus import members
from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.cli.acts import tell
from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.invoicing import payments
from basicplus.invoicing.payments import BankImport
from basicplus.money import parse_cents

app = typer.Typer(
    help="Payments: what is open, what was paid and by which rule, what waits.", no_args_is_help=True
)

MemberOption = Annotated[str | None, typer.Option("--member", metavar="NUMBER", help="One member only.")]
MovementArgument = Annotated[
    int, typer.Argument(metavar="MOVEMENT", help="Id of a movement, as `queue` shows it.")
]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Number of an invoice or credit note.")]
AmountOption = Annotated[
    str | None, typer.Option("--amount", metavar="EUR", help="In euros; all that is open if not given.")
]
WhyOption = Annotated[str, typer.Option("--reason", help="Why; kept with it and in the journal.")]
OptionalWhy = Annotated[str, typer.Option("--reason", help="Why; needed to go beyond what is open.")]


def bank(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CODA or camt.053 (02 or 08) of the group's account.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; save nothing.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a bank file, whole or not at all, and match what it surely pays; a second time changes nothing.

    Example: basicplus import bank 2025-05-05.cod --dry-run
    """
    content = file.read_bytes()
    with (
        opened(db) as database,
        database.writing(group, actor(), f"import {file.name}", dry_run=dry_run) as session,
    ):
        done = payments.import_bank_file(session, file.name, content)
    if as_json:
        print_json({"dry_run": dry_run, **asdict(done)})
    else:
        _tell_import(done, dry_run)


def _tell_import(done: BankImport, dry_run: bool) -> None:
    if done.known and not done.new:
        console.print(f"{done.file} was imported already ({', '.join(done.known)}): nothing changed.")
        return
    counted = {"statements new": len(done.new), "statements known": len(done.known), "movements": done.movements}
    counted |= {f"documents paid, by {rule.replace('_', ' ')}": found for rule, found in done.matched.items()}
    counted |= {"movements that wait": done.unmatched, "movements with something left": done.partly}
    what = "Would happen" if dry_run else "Done"
    print_table(f"{what}: {done.file}", ["what", "count"], list(counted.items()), right=[1])
    for remark in done.remarks:
        console.print(f"[yellow]remark[/] {remark}", soft_wrap=True)
    console.print("Nothing was saved." if dry_run else "See `basicplus payments queue` for what waits.")


@app.command("open")
def open_documents(
    on: OnOption = None,
    member: MemberOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Documents that nothing is open of as well.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is open of each document at the end of a day.

    Example: basicplus payments open --on 2025-12-31 --member M0001
    """
    day = day_of(on)
    with opened(db) as database, database.reading(group) as session:
        chosen = [members.by_number(session, member).id] if member is not None else None
        found = payments.receivables(session, day, chosen)
    found = [each for each in found if everything or each.open_cents]
    if as_json:
        derived = ({"open_cents": each.open_cents, "state": each.state} for each in found)
        documents = [asdict(each) | more for each, more in zip(found, derived, strict=True)]
        print_json({"on": day, "documents": documents})
        return
    rows = [
        (
            each.number,
            each.issue_on,
            each.due_on,
            each.state,
            *map(euros, (each.total_cents, each.total_cents - each.open_cents, each.open_cents)),
        )
        for each in found
    ]
    columns = ["document", "issued", "due", "state", "total", "taken off", "open"]
    print_table(f"Open on {day}", columns, rows, right=[4, 5, 6])
    console.print(f"\n{euros(sum(each.open_cents for each in found))} EUR are open.")


@app.command("list")
def ledger(
    member: MemberOption = None,
    document: Annotated[str, typer.Option("--document", metavar="NUMBER", help="One document only.")] = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List payments, refunds, write-offs and set-offs, with the rule that matched them and what was taken back.

    Example: basicplus payments list --member M0001
    """
    with opened(db) as database, database.reading(group) as session:
        found = payments.payments(session, member or "", document)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            each.id,
            each.booked_on,
            each.document,
            each.member,
            each.kind,
            euros(each.amount_cents),
            each.rule,
            each.reason + (f" [taken back by {each.undone_by}]" if each.undone_by else ""),
        )
        for each in found
    ]
    columns = ["id", "booked", "document", "member", "kind", "amount", "rule", "reason"]
    print_table("Payments", columns, rows, right=[0, 5])


@app.command()
def queue(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the movements that wait, each with what it might pay and why, the likeliest first.

    Example: basicplus payments queue
    """
    with opened(db) as database, database.reading(group) as session:
        waiting = payments.queue(session)
    if as_json:
        print_json([asdict(each) for each in waiting])
        return
    for each in waiting:
        line = each.movement
        payer = " ".join(filter(None, (line.counterparty_name, line.counterparty_iban, line.ogm or line.text)))
        amounts = f"{euros(line.left_cents)} of {euros(line.amount_cents)} EUR"
        credit = f" (credit of {', '.join(each.members)})" if each.members else ""
        console.print(
            f"{line.id}  {line.booked_on}  {amounts}{credit}  {payer}",
            markup=False,
            soft_wrap=True,
            highlight=False,
        )
        for proposal in each.proposals:
            parts = " + ".join(f"{number} ({euros(cents)})" for number, cents in proposal.documents.items())
            why = "; ".join(proposal.reasons)
            console.print(f"    {parts or 'no document'}: {why}", markup=False, soft_wrap=True, highlight=False)
    console.print(f"{len(waiting)} movements wait.", highlight=False)


@app.command()
def match(
    movement: MovementArgument,
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT[=EUR]...", help="Numbers, each with an amount if not all of it."),
    ],
    reason: OptionalWhy = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which documents a movement pays.

    Example: basicplus payments match 12 2025-000044 2025-000051=120,50
    """
    parts: dict[str, int | None] = {}
    for each in documents:
        number, _, amount = each.partition("=")
        parts[number] = parse_cents(amount, number) if amount else None
    given = {"movement": movement, "documents": parts, "reason": reason}
    _do("match-payment", given, reason, db, group, as_json)


@app.command()
def refund(
    movement: MovementArgument,
    document: DocumentArgument,
    amount: AmountOption = None,
    reason: OptionalWhy = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that money which went out pays back a credit note, or what was paid too much.

    Example: basicplus payments refund 14 NC2025-000003
    """
    given = {"movement": movement, "document": document, "reason": reason} | _cents(amount)
    _do("refund", given, reason, db, group, as_json)


@app.command("write-off")
def write_off(
    document: DocumentArgument,
    reason: WhyOption,
    on: OnOption = None,
    amount: AmountOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give up what is open of a document, or a part of it.

    Example: basicplus payments write-off 2025-000044 --reason "faillite" --on 2025-12-31
    """
    given = {"document": document, "on": day_of(on), "reason": reason} | _cents(amount)
    _do("write-off", given, reason, db, group, as_json)


@app.command("set-off")
def set_off(
    credit_note: Annotated[str, typer.Argument(metavar="CREDIT_NOTE", help="Number of the credit note.")],
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="Number of an invoice of the same member.")],
    on: OnOption = None,
    amount: AmountOption = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the journal.")] = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a credit note against an invoice of the same member.

    Example: basicplus payments set-off NC2025-000003 2025-000044
    """
    given = {"credit_note": credit_note, "invoice": invoice, "on": day_of(on), "reason": reason} | _cents(amount)
    _do("set-off", given, reason, db, group, as_json)


@app.command()
def undo(
    payment: Annotated[int, typer.Argument(metavar="PAYMENT", help="Id of a row, as `list` shows it.")],
    reason: WhyOption,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="From this day on; from the row's own if not given.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a payment, a refund, a write-off or a set-off back; what it was stays to be read.

    Example: basicplus payments undo 31 --reason "payait la facture de mai"
    """
    given: dict[str, Any] = {"payment": payment, "reason": reason} | ({"on": day_of(on)} if on else {})
    _do("undo-payment", given, reason, db, group, as_json)


def _cents(amount: str | None) -> dict[str, int]:
    return {"amount_cents": parse_cents(amount, "--amount")} if amount is not None else {}


def _do(name: str, fields: dict[str, Any], reason: str, db: str | None, group: str | None, as_json: bool) -> None:
    act = act_named(name)
    given = act.read(fields)
    with opened(db) as database:
        done = do(database, group, actor(), act, given, reason=reason or None)
    tell(done, act, dry_run=False, as_json=as_json)

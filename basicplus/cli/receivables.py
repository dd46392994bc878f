"""`basicplus payments ageing` and `statement`: what members owe, how old it is, and how it came to be so."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import Span, parse_day, today
from basicplus.invoicing.documents.statement import Statement, render_statement
from basicplus.invoicing.payments.account import account_statement
from basicplus.invoicing.payments.ageing import AGES
from basicplus.invoicing.payments.ageing import ageing as ageing_on

HEADS = {"not_due": "not due", "to_30": "1-30 days", "to_60": "31-60", "to_90": "61-90", "older": "older"}


def ageing(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Show what members owe by days of delay, the largest debtor first, and the share of the largest few.

    Example: basicplus payments ageing --on 2025-12-31
    """
    day = day_of(on)
    with opened(db) as database, database.reading(group) as session:
        found = ageing_on(session, day)
    if as_json:
        print_json(asdict(found) | {"owed_cents": found.owed_cents})
        return
    rows = [(row.member, row.name, *(euros(row.cents[name]) for name in AGES)) for row in found.members]
    total = ("", "all", *(euros(found.cents[name]) for name in AGES))
    print_table(f"Owed on {day}", ["member", "name", *HEADS.values()], [*rows, total], right=range(2, 7))
    console.print(f"\n{euros(found.owed_cents)} EUR are owed; the group owes {euros(found.credit_cents)} EUR.")
    shares = ", ".join(
        f"the largest {count}: {share / 100:.1f} %" for count, share in found.concentration_e4.items()
    )
    console.print(f"Of what is owed, {shares}.")


def statement(
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Number of the member.")],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; 1 January of the last day by default.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="First day after; tomorrow by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the PDF here.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the account of a member: documents, payments, credits, and the balance after each; or write its PDF.

    Example: basicplus payments statement M0001 --from 2025-01-01 --until 2026-01-01 --out M0001.pdf
    """
    last_on = parse_day(until, "--until") - timedelta(days=1) if until else today()
    first_on = parse_day(from_, "--from") if from_ else date(last_on.year, 1, 1)
    with opened(db) as database, database.reading(group) as session:
        found = account_statement(session, member, Span(first_on, last_on + timedelta(days=1)), last_on)
    if out is not None:
        out.write_bytes(render_statement(found))
    if as_json:
        print_json(found.told())
    elif out is not None:
        console.print(f"{out} written: {euros(found.closing_cents)} EUR.", highlight=False)
    else:
        _tell_statement(found)


def _tell_statement(found: Statement) -> None:
    rows: list[tuple[object, ...]] = [("", "balance before", "", "", euros(found.opening_cents))]
    for each, balance in zip(found.movements, found.balances, strict=True):
        rows.append((each.on, each.kind.replace("_", " "), each.reference, euros(each.cents), euros(balance)))
    columns = ["on", "what", "reference", "amount", "balance"]
    print_table(f"{found.buyer.number} {found.buyer.name}", columns, rows, right=[3, 4])
    open_cents = sum(each.open_cents for each in found.open_documents)
    console.print(
        f"\n{euros(open_cents)} EUR are open, {euros(-found.unassigned_cents)} EUR are in the member's favour.",
        highlight=False,
    )

"""`basicplus payments ageing`: what members owe, how old it is, and on whom it hangs."""

from __future__ import annotations

from dataclasses import asdict

from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, opened, print_json, print_table
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

"""`basicplus liability ...`: debts and positions, who answers for them, and what a default would cost."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

import typer

from basicplus import liability
from basicplus.cli import closing
from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import parse_day
from basicplus.liability.ledger import ONE_DAY, Standing
from basicplus.liability.models import DEBT_KINDS
from basicplus.money import parse_cents

app = typer.Typer(
    help="Joint liability: debts, exposure, defaults, provisions, exits of staff.", no_args_is_help=True
)

MembersOption = Annotated[list[str], typer.Option("--member", metavar="NUMBER", help="A member; may be repeated.")]
DebtKindName = Literal[
    "social_contributions", "withholding_tax", "wages", "holiday_pay", "year_end_premium", "vat", "other"
]
for command in (closing.staff, closing.provisions, closing.report, closing.snapshot):
    app.command()(command)

STANDING = ("incurred", "due", "paid", "open", "overdue")


@app.command()
def position(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Say what social and tax debts were incurred, due, paid, open and overdue at the end of a day.

    Example: basicplus liability position --on 2025-12-31
    """
    with opened(db) as database, database.reading(group) as session:
        result = liability.position(session, day_of(on))
    if as_json:
        print_json(asdict(result))
        return
    rows = [(kind, *_amounts(standing)) for kind, standing in result.kinds.items()]
    rows.append(("total", *_amounts(result.total)))
    print_table(f"Social and tax debts on {result.on}", ["kind", *STANDING], rows, right=[1, 2, 3, 4, 5])
    if result.debts:
        console.print()
        lines = [
            (debt.reference, debt.kind, debt.creditor, debt.due_on, *_amounts(debt.standing)[3:])
            for debt in result.debts
        ]
        print_table("Open", ["debt", "kind", "creditor", "due", "open", "overdue"], lines, right=[4, 5])


@app.command()
def exposure(
    on: OnOption = None,
    member: Annotated[str | None, typer.Option("--member", metavar="NUMBER", help="One member only.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what each member answers for on a day: 100 % towards outsiders by both readings, a share among members.

    Example: basicplus liability exposure --on 2025-12-31 --member M001
    """
    with opened(db) as database, database.reading(group) as session:
        if member is not None:
            _tell_member(liability.exposure_of_member(session, member, day_of(on)), as_json)
            return
        result = liability.exposure(session, day_of(on))
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        (
            line.member,
            line.name,
            "member" if line.is_member else "former",
            euros(line.when_due_cents),
            euros(line.when_arose_cents),
            euros(line.internal_cents),
        )
        for line in result.members
    ]
    columns = [
        "member",
        "name",
        "state",
        "100 %: member when due",
        "100 %: member when it arose",
        "internal share",
    ]
    print_table(f"Exposure on {result.on}", columns, rows, right=[3, 4, 5])
    console.print(f"\n{euros(result.open_cents)} EUR open; shared among members by {result.internal_key}.")
    console.print(
        "Towards outsiders each answers for 100 %: of what fell due while it was a member (due), or of what arose"
        " while it was one (arose). The law does not say which: both readings are shown.",
        soft_wrap=True,
    )


def _tell_member(result: liability.ExposureOfMember, as_json: bool) -> None:
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        (
            debt.reference,
            debt.kind,
            f"{debt.incurred_from_on} to {debt.incurred_until_on - ONE_DAY}",
            debt.due_on,
            euros(debt.open_cents),
            "yes" if debt.member_when_due else "no",
            "yes" if debt.member_when_it_arose else "no",
        )
        for debt in result.debts
    ]
    own = result.exposure
    columns = ["debt", "kind", "arose", "due", "open", "member when due", "member when it arose"]
    print_table(f"{own.member} {own.name} on {result.on}", columns, rows, right=[4])
    console.print(
        f"\nTowards outsiders {euros(own.when_due_cents)} EUR (member when due)"
        f" or {euros(own.when_arose_cents)} EUR (member when it arose);"
        f" among members {euros(own.internal_cents)} EUR by {result.internal_key}.",
        soft_wrap=True,
    )


@app.command()
def default(
    member: MembersOption,
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Simulate the failure of members: what they leave unpaid, and who bears it. Books nothing.

    Example: basicplus liability default --member M001 --member M002 --on 2025-12-31
    """
    with opened(db) as database, database.reading(group) as session:
        result = liability.simulate_default(session, member, day_of(on))
    if as_json:
        print_json(asdict(result))
        return
    failing = [
        (each.member, each.name, each.documents, euros(each.unpaid_cents), euros(each.internal_cents))
        for each in result.failing
    ]
    columns = ["member", "name", "documents", "unpaid", "share of debts"]
    print_table(f"Default on {result.on}", columns, failing, right=[2, 3, 4])
    console.print(f"\nLoss {euros(result.loss_cents)} EUR, borne by:\n")
    print_table(
        f"Waterfall (members by {result.internal_key})",
        ["who", "name", "bears"],
        [(line.step, line.name, euros(line.cents)) for line in result.waterfall],
        right=[2],
    )
    if result.provisions:
        console.print()
        effects = [
            (each.code, each.nature, *map(euros, (each.before_cents, each.used_cents, each.after_cents)), each.why)
            for each in result.provisions
        ]
        columns = ["provision", "nature", "before", "used", "after", "why"]
        print_table("Provisions and funds", columns, effects, right=[2, 3, 4])
    console.print(f"\n{result.assumption}")


@app.command("book-debt")
def book_debt(
    reference: Annotated[str, typer.Argument(help="A reference of its own, as ONSS-2025-Q4.")],
    kind: Annotated[DebtKindName, typer.Option("--kind", help=f"One of {', '.join(DEBT_KINDS)}.")],
    creditor: Annotated[str, typer.Option("--creditor", help="To whom it is owed.")],
    amount: Annotated[str, typer.Option("--amount", help="In euros.")],
    first_day: Annotated[str, typer.Option("--first-day", metavar="DATE", help="First day on which it arose.")],
    last_day: Annotated[str, typer.Option("--last-day", metavar="DATE", help="Last day on which it arose.")],
    due_on: Annotated[str, typer.Option("--due-on", metavar="DATE", help="Day by which it is to be paid.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Book a social or tax debt.

    Example: basicplus liability book-debt ONSS-2025-Q4 --kind social_contributions --creditor ONSS
    --amount 48210,35 --first-day 2025-10-01 --last-day 2025-12-31 --due-on 2026-01-31
    """
    debt = liability.DebtCreate(
        reference=reference,
        kind=kind,
        creditor=creditor,
        incurred_from_on=parse_day(first_day, "--first-day"),
        incurred_until_on=parse_day(last_day, "--last-day") + ONE_DAY,
        due_on=parse_day(due_on, "--due-on"),
        amount_cents=parse_cents(amount, "--amount"),
    )
    with opened(db) as database, database.writing(group, actor(), f"book debt {reference}") as session:
        liability.book_debts(session, [debt], "by hand")
    if as_json:
        print_json(debt.model_dump())
    else:
        console.print(f"Booked debt {reference}: {euros(debt.amount_cents)} EUR, due on {debt.due_on}.")


@app.command("pay-debt")
def pay_debt(
    reference: Annotated[str, typer.Argument(help="The reference of the debt.")],
    on: OnOption = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", help="In euros; all that is open if not given; negative: it came back."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why a payment came back.")] = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record the payment of a debt, in whole or in part.

    Example: basicplus liability pay-debt ONSS-2025-Q4 --on 2026-01-28
    """
    day, cents = day_of(on), parse_cents(amount, "--amount") if amount is not None else None
    with opened(db) as database, database.writing(group, actor(), f"pay debt {reference}") as session:
        row = liability.pay_debt(session, reference, day, cents, reason)
        [debt] = liability.debts_of(session, reference)
    left = debt.open_cents(date.max)
    if as_json:
        print_json({"reference": reference, "on": day, "paid_cents": row.amount_cents, "open_cents": left})
    else:
        console.print(f"Paid {euros(row.amount_cents)} EUR of {reference} on {day}; {euros(left)} EUR are open.")


def _amounts(standing: Standing) -> tuple[str, ...]:
    return tuple(euros(getattr(standing, f"{name}_cents")) for name in STANDING)

"""`basicplus budget ...`: the budget of a year, the effect of a change on each member, and unsold hours."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import parse_day
from basicplus.errors import invalid
from basicplus.invoicing import budget
from basicplus.invoicing.budget import BudgetChange, Change, KeyChange, PourChange, PriceChange
from basicplus.invoicing.budget.effects import Effect
from basicplus.invoicing.budget.overhead import MEASURES
from basicplus.invoicing.budget.prices import Price
from basicplus.invoicing.budget.reading import PoolBudget

app = typer.Typer(
    help="The budget of a year, effects before they are decided, and unsold hours. Changes: `basicplus do`.",
    no_args_is_help=True,
)
YearArgument = Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=2100)]


@app.command()
def show(
    year: YearArgument,
    version: Annotated[int | None, typer.Option("--version", min=1, help="The latest if not given.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the budget of a year: cost, productive hours and prices of each pool, beside those in force.

    Example: basicplus budget show 2027
    """
    with opened(db) as database, database.reading(group) as session:
        found = budget.budget_of(session, year, version)
    if as_json:
        print_json(asdict(replace(found, pools=tuple(_plain(pool) for pool in found.pools))))
        return
    state = f"adopted on {found.adopted_on}" if found.adopted_on else found.state
    costs = [
        (pool.pool, *map(euros, (pool.cost_cents, -pool.subsidy_cents, pool.overhead_cents, pool.net_cents)))
        for pool in found.pools
    ]
    columns = ["pool", "cost", "subsidies", "overhead", "to cover"]
    print_table(f"Budget {year}, version {found.version} ({state}), in EUR", columns, costs, right=[1, 2, 3, 4])
    serving = [pool for pool in found.pools if pool.kind != "overhead"]
    console.print()
    taken = [
        (
            pool.pool,
            hours(pool.time.contract_minutes),
            *(hours(-minutes) for minutes in pool.time.deductions.values()),
            hours(pool.time.productive_minutes),
        )
        for pool in serving
    ]
    names = list(serving[0].time.deductions) if serving else []
    columns = ["pool", "contract", *names, "productive"]
    print_table("Hours", columns, taken, right=range(1, len(columns)))
    console.print()
    columns = ["pool", "sold", "unsold", "missing", "break-even", "short of it", "EUR an hour if no more is sold"]
    print_table("Hours agreed", columns, [_covered(pool) for pool in serving], right=range(1, 7))
    console.print()
    columns = ["pool", "EUR an hour", "in force", "last year", "EUR a month", "in force", "last year"]
    print_table("Prices proposed", columns, [_priced(pool) for pool in serving], right=range(1, 7))
    if found.fees:
        console.print()
        fees = [
            (fee.agreement, fee.member, euros(fee.fee_cents), _euros(fee.proposed_cents)) for fee in found.fees
        ]
        print_table("Flat fees a month", ["agreement", "member", "as agreed", "proposed"], fees, right=[2, 3])


@app.command()
def effect(
    year: YearArgument,
    pool: Annotated[str | None, typer.Option("--pool", metavar="CODE", help="Other prices of this pool.")] = None,
    rate: Annotated[int | None, typer.Option("--rate-e4", min=0, help="Its hourly rate, in 1/10,000 EUR.")] = None,
    month: Annotated[
        int | None, typer.Option("--month-cents", min=0, help="The month of its pro rata shares, in cents.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="CODE", help="Other weights in this key.")] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", metavar="M001=312,...", help="Members not named keep theirs.")
    ] = None,
    from_on: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="From this day; the year's first if not given.")
    ] = None,
    measure: Annotated[
        str | None, typer.Option("--pour", metavar="MEASURE", help=f"Pour overhead by: {', '.join(MEASURES)}.")
    ] = None,
    proposed: Annotated[bool, typer.Option("--proposed", help="The prices the latest budget proposes.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a change would make of each member's year, before it is decided. Saves nothing.

    Example: basicplus budget effect 2027 --pool CP --rate-e4 480000

    Example: basicplus budget effect 2027 --key PUPILS --weights M001=320,M002=208
    """
    asked: list[Change] = []
    if pool is not None:
        asked.append(PriceChange(pool=pool, hourly_rate_e4=rate, pro_rata_month_cents=month))
    if key is not None:
        day = parse_day(from_on, "--from") if from_on else f"{year}-01-01"
        asked.append(KeyChange.model_validate({"key": key, "from_on": day, "weights": _weights(weights or "")}))
    if measure is not None:
        asked.append(PourChange.model_validate({"measure": measure}))
    if proposed:
        asked.append(BudgetChange())
    if len(asked) != 1:
        raise invalid("change", f"{len(asked)} changes", "ask for one: --pool, --key, --pour or --proposed")
    with opened(db) as database, database.reading(group) as session:
        found = budget.effect(session, asked[0], year)
    if as_json:
        print_json(asdict(found) | {"change": asked[0].model_dump()})
    else:
        _tell(found)


@app.command()
def unsold(
    year: YearArgument, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Say where the contract time of each pool went: absent, not sold, sold, and not billed yet.

    Example: basicplus budget unsold 2026
    """
    with opened(db) as database, database.reading(group) as session:
        found = budget.unsold_hours(session, year)
    if as_json:
        pools = [
            asdict(pool) | {"months": {f"{first:%Y-%m}": asdict(month) for first, month in pool.months.items()}}
            for pool in found.pools
        ]
        print_json({"year": found.year, "pools": pools})
        return
    rows = [
        (pool.pool or "(none)", label, *(hours(minutes) for minutes in asdict(month).values()))
        for pool in found.pools
        for label, month in [
            *((f"{first:%Y-%m}", each) for first, each in pool.months.items()),
            ("year", pool.total),
        ]
    ]
    names = [name.removesuffix("_minutes") for name in asdict(found.pools[0].total)] if found.pools else []
    print_table(f"Hours of {year}", ["pool", "month", *names], rows, right=range(2, 2 + len(names)))


def hours(minutes: int | None) -> str:
    """Write minutes as hours for a terminal: 1,976.0; a dash where there are none to name."""
    return "-" if minutes is None else f"{minutes / 60:,.1f}"


def _tell(found: Effect) -> None:
    rows = [
        (line.member, line.name, *map(euros, (line.before_cents, line.after_cents, line.difference_cents)))
        for line in found.members
        if line.difference_cents
    ]
    columns = ["member", "name", "before", "after", "difference"]
    print_table(f"Effect on {found.year}, in EUR: {found.measured}", columns, rows, right=[2, 3, 4])
    console.print(
        f"\n{found.losers} pay more, {found.winners} pay less, {found.unchanged} the same;"
        f" {euros(found.before_cents)} becomes {euros(found.after_cents)} EUR ({euros(found.difference_cents)}).",
        soft_wrap=True,
    )
    if found.without_price:
        console.print(f"Without a price, and left out: {', '.join(found.without_price)}.", soft_wrap=True)


def _weights(text: str) -> dict[str, str]:
    pairs = [part.split("=") for part in text.split(",")]
    if not all(len(pair) == 2 for pair in pairs):
        raise invalid("--weights", text, "write members and weights as M001=312,M002=208")
    return {member.strip(): weight for member, weight in pairs}


def _plain(pool: PoolBudget) -> Any:
    """Return a pool whose assumptions print as JSON."""
    return asdict(pool) | {"assumed": pool.assumed.model_dump()}


def _covered(pool: PoolBudget) -> tuple[str, ...]:
    each = pool.coverage
    minutes = (each.sold_minutes, each.unsold_minutes, each.missing_minutes)
    covers = (each.break_even_minutes, each.short_of_break_even_minutes)
    return (pool.pool, *map(hours, (*minutes, *covers)), _rate(each.sold_rate_e4))


def _priced(pool: PoolBudget) -> tuple[str, ...]:
    prices: list[Price | None] = [pool.proposed, pool.in_force, pool.last_year]
    rates = [_rate(price.hourly_rate_e4 if price else None) for price in prices]
    return (pool.pool, *rates, *(euros(price.pro_rata_month_cents) if price else "-" for price in prices))


def _rate(rate_e4: int | None) -> str:
    return "-" if rate_e4 is None else f"{rate_e4 / 10_000:,.4f}"


def _euros(cents: int | None) -> str:
    return "-" if cents is None else euros(cents)

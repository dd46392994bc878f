"""`basicplus calc`: the arithmetic of bills, by the functions that bill; open to anyone, with no database."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

import typer

from basicplus.cli.output import JsonOption, print_json, print_table
from basicplus.clock import Span, parse_day, year_span
from basicplus.errors import invalid
from basicplus.invoicing.documents.ogm import format_ogm, ogm
from basicplus.invoicing.fees import flat_fee
from basicplus.money import allocate, format_cents

NUMBER = re.compile(r"\d+(\.\d+)?")


def allocate_cents(
    total_cents: Annotated[int, typer.Option("--total-cents", help="What is shared, in cents; may be negative.")],
    weights: Annotated[str, typer.Option("--weights", metavar="M001=312,...", help="Who weighs how much.")],
    as_json: JsonOption = False,
) -> None:
    """Share an amount by weight, by largest remainder: the shares sum to it exactly.

    Cents left over go one each to the largest remainders, a tie to the lower name.

    Example: basicplus calc allocate --total-cents 1234567 --weights M001=312,M002=208
    """
    key = _weights(weights)
    shares = allocate(total_cents, key)
    if as_json:
        print_json({"total_cents": total_cents, "shares_cents": shares})
    else:
        rows = [(name, str(key[name]), format_cents(cents)) for name, cents in shares.items()]
        print_table(f"{format_cents(total_cents)} shared", ["who", "weight", "share"], rows, right=(1, 2))


def flat_fee_by_month(
    cents: Annotated[int, typer.Option("--cents", min=0, help="The fee, in cents.")],
    per: Annotated[Literal["month", "year"], typer.Option("--per", help="What the fee is for.")],
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="First day of the agreement.")],
    until_on: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="First day after it. The end of the year if left out."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bill a flat fee month by month, by the day where the agreement starts or ends within one.

    The months of a whole year sum to the year's fee exactly.

    Example: basicplus calc flat-fee --cents 540000 --per year --from 2026-03-12
    """
    first = parse_day(from_on, "--from")
    last = parse_day(until_on, "--until") if until_on else year_span(first.year).until_on
    if last <= first:
        raise invalid("--until", last, f"a day after --from ({first})")
    months = flat_fee(cents, per, Span(first, last))
    total = sum(part for _, part in months)
    if as_json:
        rows = [{"from_on": days.from_on, "until_on": days.until_on, "cents": part} for days, part in months]
        print_json({"total_cents": total, "months": rows})
    else:
        lines = [(str(days), str(days.length), format_cents(part)) for days, part in months]
        print_table(
            "Flat fee", ["days", "count", "fee"], [*lines, ("in all", "", format_cents(total))], right=(1, 2)
        )


def structured_communication(
    base: Annotated[str, typer.Option("--base", help="The first 10 digits.")], as_json: JsonOption = False
) -> None:
    """Add the check digits to a structured communication: the base modulo 97, 97 where nothing remains.

    Example: basicplus calc ogm --base 2026000042
    """
    if not re.fullmatch(r"[0-9]{1,10}", base):
        raise invalid("--base", base, "write up to 10 digits, as 2026000042")
    digits = ogm(base)
    if as_json:
        print_json({"base": base, "digits": digits, "printed": format_ogm(digits)})
    else:
        print_table("Structured communication", ["digits", "printed"], [(digits, format_ogm(digits))])


def _weights(text: str) -> dict[str, Fraction]:
    weights: dict[str, Fraction] = {}
    for each in text.split(","):
        name, equals, number = (part.strip() for part in each.partition("="))
        if not (name and equals and NUMBER.fullmatch(number)) or name in weights:
            raise invalid(
                "--weights", each, "write each name once with a weight of zero or more, as M001=312,M002=0.5"
            )
        weights[name] = Fraction(number)
    return weights

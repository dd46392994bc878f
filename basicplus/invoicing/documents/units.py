"""Quantity, unit and price of a line as an electronic invoice wants them: their product is the line's amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from basicplus.clock import Span, months
from basicplus.invoicing.documents.content import Line
from basicplus.money import round_half_away

HOUR, MONTH, YEAR, ONE = "HUR", "MON", "ANN", "C62"
"""Codes of UN/ECE recommendation 20."""

_FINEST = Decimal("0.000001")


@dataclass(frozen=True)
class Billed:
    """What a line bills: a quantity of a unit at a price in EUR.

    The quantity is negative where the line takes back, the price never. Both have at most six decimals; their
    product, rounded to cents, is the amount of the line.
    """

    quantity: Decimal
    unit: str
    price: Decimal


def billed(line: Line) -> Billed:
    """Return hours at their rate, or the months or year of the line at their price, else one at the amount."""
    euros = Decimal(abs(line.amount_cents)) / 100
    sign = -1 if line.amount_cents < 0 else 1
    quantity, unit, price = _natural(line, euros)
    if round_half_away(quantity * price * 100) != abs(line.amount_cents):
        quantity, unit, price = Decimal(1), ONE, euros
    return Billed(sign * quantity, unit, price)


def _natural(line: Line, euros: Decimal) -> tuple[Decimal, str, Decimal]:
    if line.final_cents is not None:
        return Decimal(1), ONE, euros
    if line.minutes is not None and line.rate_e4 is not None:
        return (Decimal(abs(line.minutes)) / 60).quantize(_FINEST), HOUR, Decimal(line.rate_e4) / 10_000
    whole = _whole_months(line)
    if not whole:
        return Decimal(1), ONE, euros
    if whole == 12 and line.from_on.month == 1:
        return Decimal(1), YEAR, euros
    return Decimal(whole), MONTH, (euros / whole).quantize(_FINEST)


def _whole_months(line: Line) -> int:
    """Count the months of a line that begins and ends with a month; 0 for another."""
    if line.from_on.day != 1 or line.until_on.day != 1:
        return 0
    return len(list(months(Span(line.from_on, line.until_on))))

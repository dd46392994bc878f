"""Exact money: rounding, allocation and written forms; amounts are integer cents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

from basicplus.errors import BasicplusError, invalid

Exact = int | Fraction | Decimal
Key = TypeVar("Key", str, int)


class NothingToAllocateOn(BasicplusError):
    """A non-zero amount has no weight to be shared on."""


def round_half_away(value: Exact) -> int:
    """Round to the nearest integer, halves away from zero."""
    numerator, denominator = value.as_integer_ratio()
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def allocate(total_cents: int, weights: Mapping[Key, Exact]) -> dict[Key, int]:
    """Share `total_cents` in proportion to `weights`; the shares sum to the total exactly.

    Largest remainder: every share is floored, the spare cents go to the largest remainders, a tie to
    the lower key. A negative total is the exact mirror of the positive one. Weight zero receives zero.
    The result does not depend on the order of `weights` and keeps that order.

    Raises NothingToAllocateOn when a non-zero total meets no positive weight.
    """
    exact = _whole(weights)
    for key, weight in exact.items():
        if weight < 0:
            raise invalid(f"weight of {key}", weights[key], "a weight is zero or more")
    weight_total = sum(exact.values())
    if total_cents == 0:
        return dict.fromkeys(weights, 0)
    if weight_total == 0:
        raise NothingToAllocateOn(
            f"{format_cents(total_cents)} EUR cannot be shared: no one has a weight above zero."
        )
    parts = {key: divmod(abs(total_cents) * weight, weight_total) for key, weight in exact.items()}
    shares = {key: share for key, (share, _) in parts.items()}
    spare = abs(total_cents) - sum(shares.values())
    by_remainder = sorted(shares, key=lambda key: (-parts[key][1], key))
    for key in by_remainder[:spare]:
        shares[key] += 1
    return shares if total_cents > 0 else {key: -share for key, share in shares.items()}


def _whole(weights: Mapping[Key, Exact]) -> dict[Key, int]:
    """Return the weights in proportion as whole numbers, which are quick to reckon with."""
    exact = {key: weight if isinstance(weight, int) else Fraction(weight) for key, weight in weights.items()}
    scale = lcm(*(weight.denominator for weight in exact.values()))
    return {key: weight.numerator * (scale // weight.denominator) for key, weight in exact.items()}


def hours_amount(minutes: int, rate_e4: int) -> int:
    """Price `minutes` at a rate in 1/10,000 EUR per hour; cents, one rounding."""
    return round_half_away(Fraction(minutes * rate_e4, 60 * 100))


def format_cents(cents: int) -> str:
    """Write cents as plain euros: `-1234.50`. For documents and screens use the locale formats."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def parse_cents(text: str, field: str = "amount") -> int:
    """Read `1234.5`, `1.234,50`, `1 234,50` or `-12` as cents; refuse what is ambiguous or finer."""
    compact = re.sub(r"[\s\u00a0\u202f€]", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d{1,2}", compact):
        compact = compact.replace(".", "")
    match = re.fullmatch(r"([+-]?)(\d+)(?:[.,](\d{1,2}))?", compact)
    if match is None:
        raise invalid(field, text, "write an amount in euros with at most two decimals, as 1234,50")
    sign, whole, part = match.groups()
    cents = int(whole) * 100 + int((part or "0").ljust(2, "0"))
    return -cents if sign == "-" else cents

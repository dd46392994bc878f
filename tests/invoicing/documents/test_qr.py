"""A code that is put together from differences is the code that the library draws."""

from __future__ import annotations

import random

import segno

from basicplus.invoicing.documents.qr import dark_runs


def drawn(payload: bytes) -> set[tuple[int, int]]:
    """The dark modules, as put together here."""
    _, runs = dark_runs(payload)
    return {(column + offset, row) for column, row, length in runs for offset in range(length)}


def by_the_library(payload: bytes) -> set[tuple[int, int]]:
    matrix = segno.make_qr(payload, error="m", boost_error=False, mask=2, mode="byte").matrix
    return {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_payments_of_one_group_are_drawn_as_the_library_draws_them() -> None:
    chance = random.Random(4)
    for _ in range(120):
        cents, ogm = chance.randrange(100, 999999), f"{chance.randrange(10**12):012}"
        payload = f"BCD\n002\n1\nSCT\n\nBasic Plus ASBL\nBE68539007547034\nEUR{cents / 100:.2f}\n\n{ogm}".encode()
        assert drawn(payload) == by_the_library(payload)


def test_payloads_with_nothing_in_common_are_drawn_as_the_library_draws_them() -> None:
    chance = random.Random(5)
    for length in (1, 60, 110, 110, 110, 331):
        payload = b"!" + chance.randbytes(length - 1)
        side, _ = dark_runs(payload)
        assert drawn(payload) == by_the_library(payload)
        assert side == len(segno.make_qr(payload, error="m", boost_error=False, mask=2, mode="byte").matrix)

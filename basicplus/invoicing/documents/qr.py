"""QR codes, fast for many payloads that differ in few letters, as the transfers of one group do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import segno

# Any mask is valid; leaving the choice to segno costs four times the rest of the code.
_MASK = 2
_DARK = re.compile("1+")


@dataclass
class _Codes:
    """What was learned of the codes of payloads of one length, which all have the same size, mask and layout.

    Error correction, placement and mask are linear over the bits: the difference of two codes follows from the
    difference of their payloads. Once differences are known that add up to a new one, so is its code.
    """

    side: int = 0
    payload: int = 0
    modules: int = 0
    learned: dict[int, tuple[int, int]] = field(default_factory=dict)

    def code(self, payload: bytes) -> int:
        """Return the modules of a payload as one number, the first module highest."""
        number = int.from_bytes(payload)
        if not self.side:
            self.side, self.modules = _drawn(payload)
            self.payload = number
            return self.modules
        rest, modules = number ^ self.payload, self.modules
        while rest:
            known = self.learned.get(rest.bit_length())
            if known is None:
                _, drawn = _drawn(payload)
                self.learned[rest.bit_length()] = rest, modules ^ drawn
                return drawn
            rest, modules = rest ^ known[0], modules ^ known[1]
        return modules


@cache
def _codes(length: int) -> _Codes:
    return _Codes()


def _drawn(payload: bytes) -> tuple[int, int]:
    """Let segno make the code."""
    matrix = segno.make_qr(payload, error="m", boost_error=False, mask=_MASK, mode="byte").matrix
    return len(matrix), int("".join("1" if module else "0" for row in matrix for module in row), 2)


def dark_runs(payload: bytes) -> tuple[int, Iterator[tuple[int, int, int]]]:
    """Return the side of a payload's code (level M) in modules, and column, row and length of its dark runs."""
    codes = _codes(len(payload))
    modules = codes.code(payload)
    side = codes.side
    bits = f"{modules:0{side * side}b}"
    rows = (bits[start : start + side] for start in range(0, side * side, side))
    spans = ((row, run.span()) for row, bit in enumerate(rows) for run in _DARK.finditer(bit))
    return side, ((start, row, end - start) for row, (start, end) in spans)

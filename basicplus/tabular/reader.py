"""Reads the cells of a row as values and says what is wrong with them, by line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from basicplus.errors import InvalidInput, Problem
from basicplus.money import parse_cents
from basicplus.tabular import cells
from basicplus.tabular.table import Row

Value = TypeVar("Value")
NAMED = 5


class Reader:
    """Reads the cells of one row as values, and collects what is wrong in `problems` instead of raising.

    Every method returns the value; or, for an empty cell or a column that is not there, the default; or
    None when the cell is refused. A `required` cell may not be empty.
    """

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def found(self, name: str) -> str:
        """Return the text of a cell; empty when the column is not there."""
        return self.row.cells.get(name, "")

    def refuse(self, name: str, allowed: str) -> None:
        """Add a problem about one cell: for the checks that only the caller knows."""
        self.problems.append(Problem(name, self.found(name), allowed, self.row.line))

    def text(self, name: str, *, required: bool = False, max_length: int | None = None) -> str | None:
        """Read a text of at most `max_length` characters."""
        text = self._read(name, required, str)
        if text is not None and max_length is not None and len(text) > max_length:
            self.refuse(name, f"at most {max_length} characters are allowed, these are {len(text)}")
            return None
        return text

    def choice(
        self,
        name: str,
        options: Collection[cells.Option],
        default: cells.Option | None = None,
        *,
        required: bool = False,
    ) -> cells.Option | None:
        """Read one of `options`, capitals or not; return it as the options write it."""
        return self._read(name, required, lambda text: cells.option(text, options), default)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Read a day, ISO or Belgian."""
        return self._read(name, required, cells.day)

    def cents(self, name: str, *, required: bool = False) -> int | None:
        """Read an amount in euros; cents."""
        return self._read(name, required, parse_cents)

    def integer(
        self,
        name: str,
        low: int | None = None,
        high: int | None = None,
        default: int | None = None,
        *,
        required: bool = False,
    ) -> int | None:
        """Read a whole number from `low` to `high`, both allowed."""
        return self._read(name, required, lambda text: cells.between(cells.whole(text), low, high), default)

    def decimal(
        self, name: str, low: Decimal | None = None, high: Decimal | None = None, *, required: bool = False
    ) -> Decimal | None:
        """Read an exact number with a decimal point or comma, from `low` to `high`, both allowed."""
        return self._read(name, required, lambda text: cells.between(cells.exact(text), low, high))

    def yes_no(self, name: str, default: bool | None = None, *, required: bool = False) -> bool | None:
        """Read yes or no, also as oui, ja, true or 1 and their contraries."""
        return self._read(name, required, cells.yes, default)

    def enterprise_number(self, name: str, *, required: bool = False) -> str | None:
        """Read a Belgian enterprise or VAT number, however punctuated; its ten digits."""
        return self._read(name, required, cells.enterprise_number)

    def code(self, name: str, max_length: int, *, required: bool = False) -> str | None:
        """Read the number or code of a record: at most `max_length` capitals, digits and hyphens."""
        text = self.text(name, required=required, max_length=max_length)
        return self._read(name, False, cells.code) if text else None

    def email(self, name: str, max_length: int = 200) -> str:
        """Read an e-mail address of at most `max_length` characters; empty when there is none."""
        return (self.text(name, max_length=max_length) and self._read(name, False, cells.email)) or ""

    def month(self, name: str, *, required: bool = False) -> date | None:
        """Read a month, or a day of it; the first day of the month."""
        return self._read(name, required, cells.month)

    def minutes(
        self,
        name: str,
        low: int | None = None,
        high: int | None = None,
        default: int | None = None,
        *,
        required: bool = False,
    ) -> int | None:
        """Read a duration in hours, as 22,8 or 22h48; minutes from `low` to `high`, both allowed."""
        return self._read(name, required, lambda text: cells.between(cells.minutes(text), low, high), default)

    def clock_time(self, name: str, *, required: bool = False) -> time | None:
        """Read a time of the day."""
        return self._read(name, required, cells.clock_time)

    def coordinates(
        self,
        latitude: str,
        longitude: str,
        latitudes: tuple[Decimal, Decimal] = (Decimal(-90), Decimal(90)),
        longitudes: tuple[Decimal, Decimal] = (Decimal(-180), Decimal(180)),
    ) -> tuple[float | None, float | None]:
        """Read latitude and longitude in degrees to the centimetre: both within the bounds, or neither."""
        north, east = self.decimal(latitude, *latitudes), self.decimal(longitude, *longitudes)
        self.both_or_neither(latitude, longitude)
        if north is None or east is None:
            return None, None
        return round(float(north), 7), round(float(east), 7)

    def both_or_neither(self, one: str, other: str) -> None:
        """Refuse the empty one of two cells that go together."""
        empty = [name for name in (one, other) if not self.found(name)]
        if len(empty) == 1:
            self.refuse(empty[0], f"give both {one} and {other}, or neither")

    def _read(
        self, name: str, required: bool, parse: Callable[[str], Value], default: Value | None = None
    ) -> Value | None:
        text = self.found(name)
        if not text:
            if required:
                self.refuse(name, "this cell may not be empty")
            return default
        try:
            return parse(text)
        except InvalidInput as error:
            self.refuse(name, error.problems[0].allowed)
            return None


def one_of(known: Collection[str]) -> str:
    """Say which values a cell may name: the first ones of many."""
    if not known:
        return "none is recorded yet"
    first = ", ".join(sorted(known)[:NAMED])
    return f"write one of: {first}, ... ({len(known)} in all)" if len(known) > NAMED else f"write one of: {first}"

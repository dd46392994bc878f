"""Reads the text of one cell as a value; raises InvalidInput that says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time
from decimal import Decimal
from typing import TypeVar

from stdnum.be import vat
from stdnum.exceptions import ValidationError

from basicplus.clock import parse_day
from basicplus.errors import InvalidInput, invalid

YES = frozenset({"yes", "y", "true", "1", "oui", "vrai", "ja", "waar", "wahr"})
NO = frozenset({"no", "n", "false", "0", "non", "faux", "nee", "onwaar", "nein", "falsch"})
# A spreadsheet adds seconds to a time.
HOURS_MINUTES = re.compile(r"([0-9]{1,4})(?::([0-5][0-9])(?::00)?| ?[hH] ?([0-5][0-9])?)")

Option = TypeVar("Option", bound=str)
Number = TypeVar("Number", int, Decimal)


def option(text: str, options: Collection[Option]) -> Option:
    """Read one of the options, capitals or not; return it as the options write it."""
    for option in options:
        if option.casefold() == text.casefold():
            return option
    raise invalid("choice", text, "write one of: " + ", ".join(options))


def whole(text: str) -> int:
    """Read a whole number."""
    if re.fullmatch(r"[+-]?[0-9]{1,18}", text) is None:
        raise invalid("number", text, "write a whole number, in digits only")
    return int(text)


def exact(text: str) -> Decimal:
    """Read an exact number with a decimal point or comma."""
    if re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", text) is None:
        raise invalid("number", text, "write a number as 50.85 or 50,85")
    return Decimal(text.replace(",", "."))


def between(value: Number, low: Number | None, high: Number | None) -> Number:
    """Return a value from `low` to `high`, both allowed."""
    if low is not None and value < low:
        raise invalid("number", value, f"the lowest allowed is {low}")
    if high is not None and value > high:
        raise invalid("number", value, f"the highest allowed is {high}")
    return value


def yes(text: str) -> bool:
    """Read yes or no, also as oui, ja, true or 1 and their contraries."""
    if text.casefold() not in YES | NO:
        raise invalid("yes or no", text, "write yes or no")
    return text.casefold() in YES


def enterprise_number(text: str) -> str:
    """Read a Belgian enterprise or VAT number, however punctuated; its ten digits."""
    try:
        return str(vat.validate(text))
    except ValidationError:
        allowed = "write an enterprise number with valid check digits, as 0123.456.749"
        raise invalid("enterprise number", text, allowed) from None


def code(text: str) -> str:
    """Read a number or code of a record."""
    if re.fullmatch(r"[A-Z0-9-]+", text) is None:
        raise invalid("code", text, "write capitals, digits and hyphens only, as M-001")
    return text


def email(text: str) -> str:
    """Read one e-mail address."""
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is None:
        raise invalid("e-mail", text, "write one e-mail address, as name@example.org")
    return text


def day(text: str) -> date:
    """Read a day, ISO or Belgian, of this century or the last."""
    found = parse_day(text)
    if not 1900 <= found.year < 2100:
        raise invalid("day", text, "write a day of the years 1900 to 2099; leave it empty when there is none")
    return found


def month(text: str) -> date:
    """Read a month (`2025-03`, `03/2025`), or a day of it; the first day of the month."""
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})|([0-9]{1,2})[/.-]([0-9]{4})", text):
        text = f"{match[1] or match[4]}-{int(match[2] or match[3]):02d}-01"
    try:
        return day(text).replace(day=1)
    except InvalidInput:
        raise invalid("month", text, "write a month as 2025-03 or 03/2025, or a day of it") from None


def minutes(text: str) -> int:
    """Read a duration in hours (`19`, `22,8`) or in hours and minutes (`22:48`, `22h48`); minutes."""
    allowed = "write hours as 19, 22,8, 22:48 or 22h48"
    if match := HOURS_MINUTES.fullmatch(text):
        return int(match[1]) * 60 + int(match[2] or match[3] or 0)
    if re.fullmatch(r"[0-9]{1,4}([.,][0-9]+)?", text) is None:
        raise invalid("hours", text, allowed)
    found = exact(text) * 60
    if found != int(found):
        raise invalid("hours", text, f"this is not a whole number of minutes; {allowed}")
    return int(found)


def clock_time(text: str) -> time:
    """Read a time of the day (`8:30`, `08h30`, `17h`); 24:00 is midnight."""
    match = HOURS_MINUTES.fullmatch(text)
    hour, minute = (int(match[1]), int(match[2] or match[3] or 0)) if match else (99, 0)
    if hour * 60 + minute > 24 * 60:
        raise invalid("time", text, "write a time as 08:30 or 8h30")
    return time(hour % 24, minute)

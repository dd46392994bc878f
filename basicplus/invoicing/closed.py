"""Years that are closed: what would change what they cost or were billed is refused, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from basicplus.db import GroupSession
from basicplus.errors import Conflict
from basicplus.invoicing.models import ClosedYear

NAMED = 5


def closed_years(session: GroupSession) -> dict[int, ClosedYear]:
    """Return the closed years in order, each with its frozen proof."""
    return {row.year: row for row in session.exec(select(ClosedYear).order_by(col(ClosedYear.year)))}


def keep_closed(session: GroupSession, years: Iterable[int], instead: str) -> None:
    """Refuse what touches a closed year; `instead` says what to do. Raises Conflict, which names the years."""
    shut = sorted(closed_years(session).keys() & set(years))
    if shut:
        are = "is" if len(shut) == 1 else "are"
        raise Conflict(f"{', '.join(map(str, shut))} {are} closed: {instead}")


def keep_closed_from(session: GroupSession, from_on: date, what: str) -> None:
    """Refuse what would hold from a day on when a year closed later than that day would see it.

    Raises Conflict, which names the first day allowed.
    """
    later = [year for year in closed_years(session) if year >= from_on.year]
    if later:
        first = date(max(later) + 1, 1, 1)
        keep_closed(session, later, f"{what} can begin on {first} or later.")


def keep_lines_out(session: GroupSession, lines: Iterable[tuple[int, str]]) -> None:
    """Refuse lines, given as (year, agreement), of a closed year. Raises Conflict, which names both."""
    shut = closed_years(session).keys()
    found = sorted({(year, agreement) for year, agreement in lines if year in shut})
    if found:
        which = ", ".join(agreement for _, agreement in found[:NAMED]) + (", ..." if len(found) > NAMED else "")
        keep_closed(
            session,
            {year for year, _ in found},
            f"no line of a closed year is issued or credited ({which});"
            " book what it comes to as a cost of an open year.",
        )

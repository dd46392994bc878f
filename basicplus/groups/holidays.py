"""The group's legal holidays: which days replace those that fall on a day without work."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.calendar import SATURDAY, holidays_kept, is_legal_holiday
from basicplus.db import GroupSession, WriteSession, pick, prepared
from basicplus.errors import Conflict, invalid
from basicplus.groups.models import ReplacementDay


class ReplacementCreate(BaseModel):
    """The day that replaces a legal holiday on a Saturday or Sunday; `posted_on` once the notice hangs."""

    holiday: date
    replaced_on: date
    agreed_by: Annotated[str, Field(min_length=1, max_length=200, description="works council, staff, ...")]
    decided_on: date
    posted_on: date | None = None


def replace_holiday(session: WriteSession, replacement: ReplacementCreate) -> ReplacementDay:
    """Record the day that replaces a holiday: of the same year, from Monday to Friday, itself no holiday.

    The holiday is then a day like others (law of 4 January 1974). The gate refuses a day that has visits.
    """
    holiday, day = replacement.holiday, replacement.replaced_on
    if not is_legal_holiday(holiday) or holiday.weekday() < SATURDAY:
        raise invalid("holiday", holiday, "a legal holiday that falls on a Saturday or a Sunday")
    if day.year != holiday.year:
        raise invalid("replaced_on", day, f"a day of {holiday.year}, the year of the holiday")
    if day.weekday() >= SATURDAY or is_legal_holiday(day):
        raise invalid("replaced_on", day, "a day from Monday to Friday that is no legal holiday")
    taken = select(ReplacementDay).where(
        (col(ReplacementDay.holiday) == holiday) | (col(ReplacementDay.replaced_on) == day)
    )
    if (other := session.exec(taken).first()) is not None:
        raise Conflict(f"The holiday of {other.holiday} is replaced by {other.replaced_on} already.")
    row = ReplacementDay(**replacement.model_dump())
    session.add(row)
    journal.record(
        session,
        "replace holiday",
        str(holiday),
        replaced_on=day,
        agreed_by=row.agreed_by,
        decided_on=row.decided_on,
        posted_on=row.posted_on,
    )
    return row


def group_holidays(session: GroupSession, year: int) -> dict[date, date]:
    """Return the days on which the group keeps the legal holidays of a year, each with its holiday."""
    replaced = session.rows(_replaced())
    return holidays_kept(year, dict(tuple(row) for row in replaced))


@cache
def _replaced() -> Any:
    return prepared(pick(ReplacementDay.holiday, ReplacementDay.replaced_on))

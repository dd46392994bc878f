"""When members are open: half-days in versions, closures that do not overlap, their school calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from basicplus import members
from basicplus.clock import BRUSSELS
from basicplus.db import Database
from basicplus.errors import BasicplusError, InvalidInput
from basicplus.members import ClosureCreate, MemberClosure, MemberOpening, OpeningCreate
from basicplus.members.half_days import format_half_days, halves_of, parse_half_days
from tests import cast

MONDAY = date(2026, 10, 12)


def closure(**changes: Any) -> ClosureCreate:
    return ClosureCreate(**{"member": "M001", "from_on": MONDAY, "reason": "pedagogical_day"} | changes)


def closures(database: Database) -> list[tuple[date, date, str, str]]:
    with cast.reading(database) as session:
        rows = session.exec(select(MemberClosure)).all()
        return [(row.from_on, row.until_on, row.reason, row.label) for row in rows]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mon am pm; tue am", "mon am pm; tue am"),
        ("TUE pm am ; mon AM;", "mon am; tue am pm"),
        ("sun pm", "sun pm"),
    ],
)
def test_half_days_are_kept_in_the_order_of_the_week(text: str, kept: str) -> None:
    assert format_half_days(parse_half_days(text)) == kept


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mon am; lun am", "half_days: found 'lun am'; write each day as `mon am pm`, with am, pm or both"),
        ("mon", "half_days: found 'mon'; write each day as `mon am pm`, with am, pm or both"),
        ("mon 8:30", "half_days: found 'mon 8:30'; write each day as `mon am pm`, with am, pm or both"),
        (" ; ", "half_days: found ' ; '; name a half-day at least, as `mon am pm; tue am`"),
    ],
)
def test_half_days_that_cannot_be_read_are_refused(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_half_days(text)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("start", "end", "halves"),
    [
        ("2026-03-02T08:30", "2026-03-02T12:30", {"am"}),
        ("2026-03-02T08:30", "2026-03-02T13:00", {"am"}),
        ("2026-03-02T08:30", "2026-03-02T13:01", {"am", "pm"}),
        ("2026-03-02T11:59", "2026-03-02T12:30", {"am"}),
        ("2026-03-02T12:00", "2026-03-02T12:30", {"pm"}),
        ("2026-03-02T22:00", "2026-03-03T06:00", {"pm"}),
        ("2026-10-25T02:30", "2026-10-25T12:00", {"am"}),
        ("2026-03-29T01:30", "2026-03-29T13:00", {"am"}),
    ],
)
def test_a_time_takes_halves_of_its_day(start: str, end: str, halves: set[str]) -> None:
    times = [datetime.fromisoformat(each).replace(tzinfo=BRUSSELS) for each in (start, end)]
    assert halves_of(*times) == halves


def test_an_opening_holds_from_its_day_on_and_is_corrected_on_the_same_day(database: Database) -> None:
    with cast.writing(database) as session:
        for from_on, half_days in ((date(2025, 1, 1), "mon am"), (MONDAY, "tue am"), (MONDAY, "tue pm am")):
            members.set_opening(session, OpeningCreate(member="M001", from_on=from_on, half_days=half_days))
    with cast.reading(database) as session:
        rows = session.exec(select(MemberOpening)).all()
        assert [(row.from_on, row.half_days) for row in rows] == [
            (date(2025, 1, 1), "mon am"),
            (MONDAY, "tue am pm"),
        ]


def test_closures_meet_and_do_not_overlap(database: Database) -> None:
    with cast.writing(database) as session:
        members.close_member(session, closure())
        members.close_member(
            session, closure(from_on=date(2026, 10, 13), until_on=date(2026, 10, 17), reason="works")
        )
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        members.close_member(session, closure(from_on=date(2026, 10, 16), until_on=date(2026, 10, 20)))
    assert str(refused.value) == (
        "M001 is closed 2026-10-13 to 2026-10-16 already: reopen it then first, or choose other days."
    )
    with pytest.raises(InvalidInput) as refused, cast.writing(database) as session:
        members.close_member(session, closure(until_on=MONDAY))
    assert str(refused.value) == "until_on: found '2026-10-12'; a day after from_on (2026-10-12)"
    assert cast.contents(database) == before


def test_a_closure_is_taken_back(database: Database) -> None:
    with cast.writing(database) as session:
        members.close_member(session, closure())
    with pytest.raises(InvalidInput) as refused, cast.writing(database) as session:
        members.reopen_member(session, "M001", date(2026, 10, 13))
    assert str(refused.value) == ("from_on: found '2026-10-13'; the first day of a closure of M001: 2026-10-12")
    with cast.writing(database) as session:
        members.reopen_member(session, "M001", MONDAY)
    assert closures(database) == []


def test_a_member_follows_the_calendar_of_its_language_until_somebody_says_otherwise(database: Database) -> None:
    with cast.reading(database) as session:
        found = [members.community_of(members.by_number(session, number)) for number in cast.SIGNERS]
    assert found == [("french", True), ("flemish", True), ("german", True)]
    with cast.writing(database) as session:
        members.choose_community(session, "M001", "german")
    with cast.writing(database) as session:
        assert members.community_of(members.by_number(session, "M001")) == ("german", False)
        members.choose_community(session, "M001", None)
    with cast.reading(database) as session:
        assert members.community_of(members.by_number(session, "M001")) == ("french", True)

"""Before the check: hours are corrected and deleted, checked and unchecked, and sent back with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from freezegun import freeze_time

from basicplus import journal
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import month_of
from basicplus.compliance.gate import Refused
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast

MARCH = month_of(date(2025, 3, 1))


def on_first(database: Database, act: Callable[[WriteSession, TimeEntry], object]) -> None:
    with cast.writing(database) as session:
        act(session, cast.entries(session)[0])


def refused(database: Database, act: Callable[[WriteSession, TimeEntry], object]) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        on_first(database, act)
    assert cast.contents(database) == before
    return str(refusal.value)


def shorten(session: WriteSession, entry: TimeEntry) -> object:
    return timesheets.correct(session, entry, end_time="11:30", note="réunion annulée")


def submit(database: Database) -> None:
    with cast.writing(database) as session:
        timesheets.submit(session, "W001", MARCH)


def test_drafts_and_submitted_hours_are_corrected_and_the_journal_says_what_they_were(database: Database) -> None:
    cast.log(database, cast.hours())
    on_first(database, shorten)
    submit(database)
    on_first(database, lambda session, entry: timesheets.correct(session, entry, start_time="09:00"))
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
        assert (entry.minutes, entry.note, entry.state) == (150, "réunion annulée", "submitted")
        told = [cast.told(act) for act in journal.entries(session) if act.act == "correct hours"]
    assert told == [
        {"day": "2025-03-03", "before": "08:30-12:00", "minutes": 180},
        {"day": "2025-03-03", "before": "08:30-11:30", "minutes": 150},
    ]


def test_hours_that_were_checked_are_not_corrected(database: Database) -> None:
    cast.log(database, cast.hours())
    cast.check(database, MARCH)
    assert refused(database, shorten) == (
        "Only draft or submitted hours are corrected; those of 2025-03-03 08:30 are checked:"
        " ask a coordinator to send them back."
    )


def test_a_correction_passes_the_rules_like_new_hours(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(start_time="13:00", end_time="14:00"))
    on_first(database, lambda session, entry: timesheets.correct(session, entry, end_time="13:00"))
    with pytest.raises(Refused, match="PLAN-01"):
        on_first(database, lambda session, entry: timesheets.correct(session, entry, end_time="13:01"))


def test_a_draft_is_deleted_and_nothing_later_is(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(day=date(2025, 3, 4)))
    on_first(database, timesheets.delete)
    assert cast.states(database) == [(date(2025, 3, 4), "draft")]
    submit(database)
    assert refused(database, timesheets.delete) == (
        "Only draft hours are deleted; those of 2025-03-04 08:30 are submitted:"
        " ask a coordinator to send them back."
    )


@freeze_time("2025-04-01 08:00")
def test_lines_sent_back_are_drafts_again_with_the_reason_in_their_thread(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(day=date(2025, 3, 4)))
    submit(database)
    with cast.writing(database) as session:
        assert timesheets.send_back(session, [cast.entries(session)[0].id], "midi ou onze heures ?") == 1
    assert [state for _, state in cast.states(database)] == ["draft", "submitted"]
    with cast.reading(database) as session:
        first = cast.entries(session)[0]
        [message] = timesheets.threads(session, [first.id])[first.id]
        assert (message.party, message.author, message.kind, message.says, message.minutes) == (
            "coordinator",
            cast.COORDINATOR,
            "sent_back",
            "midi ou onze heures ?",
            210,
        )


def test_a_check_is_undone_until_the_member_has_signed(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(day=date(2025, 3, 4)))
    submit(database)
    with cast.writing(database) as session:
        ids = [entry.id for entry in cast.entries(session)]
        assert timesheets.check_lines(session, ids) == 2
    with cast.writing(database) as session:
        assert timesheets.uncheck_lines(session, ids[:1]) == 1
    assert [state for _, state in cast.states(database)] == ["submitted", "checked"]
    cast.sign(database, "M001")
    assert refused(database, lambda session, _: timesheets.uncheck_lines(session, ids[1:])) == (
        "Only checked hours are unchecked; those of 2025-03-04 are signed."
    )
    assert refused(database, lambda session, _: timesheets.check_lines(session, [])) == (
        "entries: found 'nothing'; choose at least one line"
    )
    assert refused(database, lambda session, _: timesheets.check_lines(session, [999])) == (
        "There is no hours entry 999 in this group."
    )

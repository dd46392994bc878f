"""Hours: prefilled, submitted, checked, signed by each member for its own lines (T3, T4, T16)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from basicplus import assignments
from basicplus.assignments import SignOff, TimeEntry, timesheets
from basicplus.clock import Span, month_of, parse_period
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError, Conflict, InvalidInput, NotFound
from basicplus.invoicing import preview
from tests import cast

MARCH = month_of(date(2025, 3, 1))
AT_M001, AT_M002 = cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))


def by_member(database: Database) -> dict[str, list[str]]:
    with cast.reading(database) as session:
        return {
            f"M00{number}": [entry.state for entry in cast.entries(session, member_id=number)] for number in (1, 2)
        }


def refused(database: Database, act: object, *given: object) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:
        act(session, *given)  # type: ignore[operator]
    assert cast.contents(database) == before
    return str(refusal.value)


def test_hours_go_from_draft_to_signed(database: Database) -> None:
    cast.log(database, AT_M001)
    assert cast.states(database) == [(date(2025, 3, 3), "draft")]
    with cast.writing(database) as session:
        assert timesheets.submit(session, "W001", MARCH) == 1
    assert cast.states(database) == [(date(2025, 3, 3), "submitted")]
    with cast.writing(database) as session:
        assert timesheets.check(session, MARCH, "W001") == 1
    assert cast.states(database) == [(date(2025, 3, 3), "checked")]
    cast.sign(database, "M001")
    assert cast.states(database) == [(date(2025, 3, 3), "signed")]


def test_a_member_signs_its_own_lines_only(database: Database) -> None:
    cast.log(database, AT_M001, AT_M002)
    cast.check(database, MARCH)
    cast.sign(database, "M001")
    assert by_member(database) == {"M001": ["signed"], "M002": ["checked"]}
    with cast.reading(database) as session:
        [signature] = session.exec(select(SignOff))
        lines = cast.entries(session, state="signed")
        assert (signature.entries, signature.minutes, signature.month, signature.signed_by) == (
            1,
            210,
            date(2025, 3, 1),
            "Marie Dupont",
        )
        assert signature.entries_sha256 == timesheets.lines_sha256(lines)


def test_two_members_sign_the_hours_of_one_workers_week_each_for_itself(database: Database) -> None:
    cast.do(database, AT_M001, AT_M002)
    with cast.reading(database) as session:
        signatures = session.exec(select(SignOff).order_by(SignOff.signed_by.desc())).all()  # type: ignore[attr-defined]
        assert [(row.signed_by, row.entries) for row in signatures] == [("Marie Dupont", 1), ("Jan Peeters", 1)]


def test_an_entry_added_to_a_signed_month_reopens_that_members_approval_only(database: Database) -> None:
    cast.do(database, AT_M001, AT_M002)
    cast.log(database, cast.hours(day=date(2025, 3, 10)))
    assert by_member(database) == {"M001": ["signed", "draft"], "M002": ["signed"]}
    with cast.reading(database) as session:
        reasons = {row.member: row.reason for row in preview(session, parse_period("2025-03")).members}
    assert reasons == {"M001": "unsigned", "M002": "ready", "M003": "ready"}
    cast.check(database, MARCH)
    cast.sign(database, "M001")
    with cast.reading(database) as session:
        assert [row.entries for row in session.exec(select(SignOff).where(SignOff.member_id == 1))] == [1, 1]


def test_a_locked_day_does_not_stop_the_rest_of_the_week(database: Database) -> None:
    cast.do(database, AT_M001)
    week = [cast.hours(day=date(2025, 3, day)) for day in (4, 5, 6, 7)]
    cast.log(database, *week)
    with cast.writing(database) as session:
        assert timesheets.submit(session, "W001", Span(date(2025, 3, 3), date(2025, 3, 10))) == 4
    assert [state for _, state in cast.states(database)] == ["signed"] + ["submitted"] * 4


def test_a_disputed_line_does_not_block_the_others(database: Database) -> None:
    cast.log(database, AT_M001, cast.hours(day=date(2025, 3, 10)), AT_M002)
    cast.check(database, MARCH)
    with cast.writing(database) as session:
        timesheets.dispute(session, cast.entries(session)[0], "nobody came")
    cast.sign(database, "M001", "M002")
    assert by_member(database) == {"M001": ["disputed", "signed"], "M002": ["signed"]}


def test_a_settled_dispute_is_signed_anew_with_its_own_times(database: Database) -> None:
    cast.log(database, AT_M001)
    cast.check(database, MARCH)
    with cast.writing(database) as session:
        timesheets.dispute(session, cast.entries(session)[0], "left at eleven")
    with cast.writing(database) as session:
        [entry] = cast.entries(session)
        timesheets.settle_dispute(session, entry, entry.starts_at, datetime(2025, 3, 3, 10, 0, tzinfo=UTC))
    cast.sign(database, "M001")
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
        assert (entry.minutes, entry.state, entry.dispute) == (150, "signed", None)


def test_steps_out_of_order_are_refused(database: Database) -> None:
    cast.log(database, AT_M001)

    def dispute(session: WriteSession, reason: str) -> None:
        timesheets.dispute(session, cast.entries(session)[0], reason)

    def settle(session: WriteSession) -> None:
        entry = cast.entries(session)[0]
        timesheets.settle_dispute(session, entry, entry.starts_at, entry.ends_at)

    def bill(session: WriteSession) -> None:
        timesheets.bill(session, cast.entries(session), 1)

    sign = (timesheets.sign, "M001", MARCH.from_on, "Marie Dupont", cast.SIGNED_AT)
    assert refused(database, dispute, "no") == "Only checked hours can be disputed; these are draft."
    assert refused(database, settle) == "Only disputed hours can be settled; these are draft."
    assert refused(database, bill) == "Only signed hours are billed; the entry of 2025-03-03 is draft."
    assert refused(database, *sign) == "M001 has no checked hours to sign in 2025-03."
    cast.check(database, MARCH)
    assert refused(database, dispute, " ") == "reason: found ' '; say in a few words what is wrong"


def test_only_a_signer_of_the_member_signs(database: Database) -> None:
    cast.log(database, AT_M001)
    cast.check(database, MARCH)
    told = refused(database, timesheets.sign, "M001", MARCH.from_on, "Jan Peeters", cast.SIGNED_AT)
    assert told == "signer: found 'Jan Peeters'; a signer of M001: Marie Dupont"


def test_prefilling_drafts_each_published_visit_once(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
        assignments.add_visit(session, cast.visit(worker="W003", agreement="A-DPO-1"))
        assignments.add_visit(session, cast.visit(day=date(2025, 3, 10)))
        assignments.cancel_visits(session, "W001", Span.day(date(2025, 3, 10)), "ill")
    with cast.writing(database) as session:
        assert timesheets.prefill(session, MARCH) == 0
    cast.publish(database)
    with cast.writing(database) as session:
        assert timesheets.prefill(session, MARCH, "W001") == 1
    with cast.writing(database) as session:
        assert timesheets.prefill(session, MARCH) == 1
    with cast.writing(database) as session:
        assert timesheets.prefill(session, MARCH) == 0
    with cast.reading(database) as session:
        assert [
            (entry.day, entry.minutes, entry.state, entry.member_id, entry.kind) for entry in cast.entries(session)
        ] == [(date(2025, 3, 3), 210, "draft", 1, "service")] * 2


def test_hours_of_a_draft_plan_are_not_prefilled(database: Database) -> None:
    march_2026 = month_of(date(2026, 3, 1))
    with cast.writing(database) as session:
        assignments.draft(session, march_2026)
        assignments.add_visit(session, cast.visit(day=date(2026, 3, 2)))
    with cast.writing(database) as session:
        assert timesheets.prefill(session, march_2026) == 0


def test_service_without_an_agreement_or_outside_its_days_is_refused(database: Database) -> None:
    assert refused(database, timesheets.log, cast.hours(agreement=None)) == (
        "agreement: found 'nothing'; service is done under an agreement with a member"
    )
    assert refused(database, timesheets.log, cast.hours(day=date(2024, 12, 31))) == (
        "day: found '2024-12-31'; a day of agreement A-CP-1 (from 2025-01-01)"
    )


def test_other_time_needs_no_member(database: Database) -> None:
    cast.log(
        database,
        *(
            cast.hours(kind=kind, agreement=None, site=None, day=date(2025, 3, day))
            for day, kind in enumerate(("travel", "training", "internal", "unsold"), start=3)
        ),
    )
    with cast.reading(database) as session:
        assert [(entry.kind, entry.member_id) for entry in cast.entries(session)] == [
            ("travel", None),
            ("training", None),
            ("internal", None),
            ("unsold", None),
        ]


def test_a_name_that_nobody_has_is_refused(database: Database) -> None:
    for changed, told in (
        ({"worker": "W009"}, "There is no worker W009 in this group."),
        ({"agreement": "A-NONE"}, "There is no agreement A-NONE in this group."),
        ({"site": "S-M002"}, "site: found 'S-M002'; a site of M001: S-M001"),
    ):
        assert refused(database, timesheets.log, cast.hours(**changed)) == told


def test_a_file_of_hours_is_one_act_or_none(database: Database) -> None:
    with cast.writing(database) as session:
        timesheets.log_many(session, [AT_M001, AT_M002], "hours.csv", "ab" * 32)
    assert [state for _, state in cast.states(database)] == ["draft", "draft"]
    with pytest.raises(NotFound), cast.writing(database) as session:
        timesheets.log_many(session, [cast.hours(day=date(2025, 3, 5)), cast.hours(worker="W009")], "hours.csv")
    assert [state for _, state in cast.states(database)] == ["draft", "draft"]


def test_hours_billed_are_locked_under_their_line(database: Database) -> None:
    cast.do(database, AT_M001)
    with pytest.raises(Conflict, match="invoiced_has_line"), cast.writing(database) as session:
        session.exec(select(TimeEntry)).one().state = "invoiced"


@pytest.mark.parametrize("clock", ["24:00", "8:30", "08:60", "0830", ""])
def test_a_time_that_clocks_do_not_show_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="start_time"):
        cast.hours(start_time=clock)


def test_errors_of_input_and_of_state_are_told_apart() -> None:
    assert (InvalidInput.status, Conflict.status, NotFound.status) == (422, 409, 404)

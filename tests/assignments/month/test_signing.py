"""A member's signer approves all lines of a month or chosen ones, in his own name, and nobody else's (T3, T16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from basicplus import members
from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.assignments import SignOff, timesheets
from basicplus.clock import month_of
from basicplus.db import Database, ReadSession
from basicplus.errors import BasicplusError
from basicplus.verification import verify
from tests import cast

MARCH = month_of(date(2025, 3, 1))
AT_M001 = [cast.hours(day=date(2025, 3, day)) for day in (3, 10)]
AT_M002 = cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))


@pytest.fixture
def checked(database: Database) -> Database:
    """Entries 1 and 2 at M001, 3 at M002, all checked."""
    cast.log(database, *AT_M001, AT_M002)
    cast.check(database, MARCH)
    return database


def as_who(database: Database, name: str, act: str, **fields: Any) -> None:
    do(database, cast.GROUP, name, act_named(act), act_named(act).read(fields))


def refused(database: Database, act: Callable[[], object]) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        act()
    assert cast.contents(database) == before
    return str(refusal.value)


def states(database: Database) -> list[str]:
    with cast.reading(database) as session:
        return [entry.state for entry in sorted(cast.entries(session), key=lambda entry: entry.id)]


def signatures(database: Database) -> list[tuple[str, int, str]]:
    with cast.reading(database) as session:
        found = session.exec(select(SignOff).order_by(SignOff.id))  # type: ignore[arg-type]
        return [(row.signed_by, row.entries, row.paper) for row in found]


def sign(database: Database, name: str, member: str, *entries: int) -> None:
    as_who(database, name, "sign-lines", member=member, month="2025-03-01", entries=list(entries))


def test_a_signer_signs_some_lines_and_then_the_others(checked: Database) -> None:
    sign(checked, "Marie Dupont", "M001", 1)
    assert states(checked) == ["signed", "checked", "checked"]
    sign(checked, "Marie Dupont", "M001", 2)
    assert states(checked) == ["signed", "signed", "checked"]
    assert signatures(checked) == [("Marie Dupont", 1, ""), ("Marie Dupont", 1, "")]
    with cast.reading(checked) as session:
        assert verify(session, cast.GROUP).ok


def test_nobody_signs_lines_of_another_member(checked: Database) -> None:
    told = "entries: found '3'; choose among the 2 checked lines of M001 in 2025-03"
    assert refused(checked, lambda: sign(checked, "Marie Dupont", "M001", 1, 3)) == told
    assert refused(checked, lambda: sign(checked, "Marie Dupont", "M002", 3)) == (
        "signer: found 'Marie Dupont'; a signer of M002: Jan Peeters"
    )


def test_a_coordinator_or_an_admin_signs_for_nobody_in_their_own_name(checked: Database) -> None:
    for name in (cast.COORDINATOR, "admin"):
        told = f"signer: found '{name}'; a signer of M001: Marie Dupont"
        assert refused(checked, lambda name=name: sign(checked, name, "M001", 1)) == told  # type: ignore[misc]
    assert act_named("sign-lines").roles == ("member",)


def test_a_signature_on_paper_names_its_document(checked: Database) -> None:
    given = {"member": "M001", "month": "2025-03-01", "signer": "Marie Dupont"}
    with pytest.raises(BasicplusError, match="paper: found 'nothing'"):
        as_who(checked, cast.COORDINATOR, "sign-hours", **given)
    as_who(checked, cast.COORDINATOR, "sign-hours", **given, paper="Feuille du 2 avril")
    assert signatures(checked) == [("Marie Dupont", 2, "Feuille du 2 avril")]
    assert states(checked) == ["signed", "signed", "checked"]


def test_hours_added_to_a_signed_month_wait_for_that_member_only(checked: Database) -> None:
    sign(checked, "Marie Dupont", "M001", 1, 2)
    sign(checked, "Jan Peeters", "M002", 3)
    cast.log(checked, cast.hours(day=date(2025, 3, 17)))
    cast.check(checked, MARCH)

    def waiting(session: ReadSession) -> dict[str, list[date]]:
        found = {}
        for number in ("M001", "M002"):
            member = members.by_number(session, number)
            found[number] = [line.day for line in timesheets.to_sign(session, member, MARCH.from_on)]
        return found

    with cast.reading(checked) as session:
        assert waiting(session) == {"M001": [date(2025, 3, 17)], "M002": []}


def test_a_dispute_goes_through_three_parties_and_is_signed_in_the_end(checked: Database) -> None:
    own = {"member": "M001", "entry": 1}
    as_who(checked, "Marie Dupont", "dispute-line", **own, why="partie à onze heures")
    sign(checked, "Marie Dupont", "M001", 2)
    as_who(checked, "Anne Lambert W001", "answer-as-worker", entry=1, says="J'ai fini au bureau.")
    as_who(checked, "Marie Dupont", "answer-as-member", **own, says="Alors onze heures trente.")
    as_who(checked, cast.COORDINATOR, "answer-dispute", entry=1, says="D'accord pour tous ?")
    ends = {"starts_at": "2025-03-03T08:30+01:00", "ends_at": "2025-03-03T11:30+01:00"}
    as_who(checked, cast.COORDINATOR, "settle-dispute", entry=1, **ends, says="Onze heures trente.")
    sign(checked, "Marie Dupont", "M001", 1)
    assert states(checked) == ["signed", "signed", "checked"]
    with cast.reading(checked) as session:
        thread = timesheets.threads(session, [1])[1]
        assert [(each.party, each.author, each.kind, each.says, each.minutes) for each in thread] == [
            ("member", "Marie Dupont", "dispute", "partie à onze heures", 210),
            ("worker", "Anne Lambert W001", "message", "J'ai fini au bureau.", 210),
            ("member", "Marie Dupont", "message", "Alors onze heures trente.", 210),
            ("coordinator", cast.COORDINATOR, "message", "D'accord pour tous ?", 210),
            ("coordinator", cast.COORDINATOR, "settled", "Onze heures trente.", 180),
        ]
        assert verify(session, cast.GROUP).ok


def test_the_thread_of_another_members_line_is_not_there(checked: Database) -> None:
    for act, field in (("dispute-line", "why"), ("answer-as-member", "says")):
        fields = {"member": "M001", "entry": 3, field: "…"}
        told = refused(checked, lambda act=act, fields=fields: as_who(checked, "Marie Dupont", act, **fields))  # type: ignore[misc]
        assert told == "There is no hours entry 3 in this group."


def test_only_disputed_lines_are_discussed(checked: Database) -> None:
    told = refused(checked, lambda: as_who(checked, cast.COORDINATOR, "answer-dispute", entry=1, says="?"))
    assert told == "Only disputed hours are discussed; these are checked."


def test_a_dispute_in_a_closed_month_is_settled_without_new_times_only(checked: Database) -> None:
    as_who(checked, "Marie Dupont", "dispute-line", member="M001", entry=1, why="non")
    as_who(checked, cast.COORDINATOR, "close-month", month="2025-03-01")
    own, other = "2025-03-03T12:00+01:00", "2025-03-03T11:00+01:00"
    fields = {"entry": 1, "starts_at": "2025-03-03T08:30+01:00"}
    told = refused(checked, lambda: as_who(checked, cast.COORDINATOR, "settle-dispute", **fields, ends_at=other))
    assert told.startswith("2025-03 is closed")
    as_who(checked, cast.COORDINATOR, "settle-dispute", **fields, ends_at=own)
    assert states(checked) == ["checked"] * 3

"""Campaigns: new internal rules are signed anew, agreement by agreement; who has not signed is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from basicplus import conventions, groups, members
from basicplus.conventions import CampaignCreate, CampaignState
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast
from tests.cli.running import run
from tests.conventions.papers import JULY, amended, signed, versions

ALL = ["A-CP-1", "A-CP-2", "A-CP-3", "A-CPT-1", "A-DPO-1", "A-DPO-2", "A-DPO-3"]


def write(database: Database, act: Callable[[WriteSession], object]) -> object:
    with cast.writing(database) as session:
        return act(session)


def opened(database: Database, from_on: date = JULY) -> None:
    """Adopt the second version of the internal rules from June on, and open its campaign."""
    rules = groups.InternalRulesCreate(from_on=date(2025, 6, 1), document=cast.document("rules-2.pdf"))
    write(database, lambda session: groups.adopt_internal_rules(session, rules))
    given = CampaignCreate(internal_rules_version=2, from_on=from_on, why="Nouveau règlement")
    write(database, lambda session: conventions.open_campaign(session, given))


def state(database: Database, today: date = date(2025, 6, 20)) -> CampaignState:
    with cast.reading(database) as session:
        return conventions.campaign_state(session, 2, today)


def test_every_agreement_in_force_gets_its_amendment_and_is_followed_until_signed(database: Database) -> None:
    opened(database)
    assert [line.standing.number for line in state(database).lines] == [f"{number}.2" for number in ALL]
    assert (state(database).counts, state(database).left_out) == ({"draft": 7}, ())
    write(database, lambda session: conventions.send_campaign(session, 2, date(2025, 6, 10)))
    signed(database, "group")
    signed(database, "member")
    signed(database, "group", "A-CP-2")
    assert state(database).counts == {"partly_signed": 1, "sent": 5, "to_come": 1}
    reminded = write(database, lambda session: conventions.remind_campaign(session, 2, date(2025, 6, 18)))
    lines = {line.standing.number: line for line in state(database).lines}
    assert reminded == 6
    told = run("agreements", "campaign", "2", "--on", "2025-06-20", "--db", database.url)
    assert "1 partly signed, 5 sent, 1 to come; left out: none" in told.stdout
    assert [(lines[f"{number}.2"].standing.missing, lines[f"{number}.2"].reminded_on) for number in ALL[:3]] == [
        ((), None),
        (("member",), date(2025, 6, 18)),
        (("group", "member"), date(2025, 6, 18)),
    ]


def test_who_signs_has_accepted_the_internal_rules(database: Database) -> None:
    opened(database)
    write(database, lambda session: conventions.send_campaign(session, 2, date(2025, 6, 10)))
    for number in ("A-CP-1", "A-CPT-1"):
        signed(database, "group", number)
        signed(database, "member", number)
    with cast.reading(database) as session:
        accepted = [
            members.memberships_of(session, members.by_number(session, number))[-1].internal_rules_version
            for number in ("M001", "M002")
        ]
    assert accepted == [2, 1]
    assert versions(database)[1][:2] == ("A-CP-1.2", "from 2025-07-01")


def test_what_is_not_in_force_or_is_being_amended_is_left_out(database: Database) -> None:
    cast.agreed(database, "A-LATER", from_on=JULY)
    cast.agreed(database, "A-OVER", until_on=JULY)
    cast.agreed(database, "A-OPEN", signed_on=None)
    amended(database, signed_on=None, volume_minutes=9000)
    opened(database)
    assert [line.standing.number for line in state(database).lines] == [f"{number}.2" for number in ALL[1:]]
    assert state(database).left_out == ("A-CP-1",)


@pytest.mark.parametrize(
    ("version", "from_on", "told"),
    [
        (3, JULY, "There is no version 3 of the internal rules in this group."),
        (2, date(2025, 5, 31), "from_on: found '2025-05-31'; the day on which version 2 begins, or later"),
        (2, JULY, "The campaign for version 2 of the internal rules is open already."),
    ],
)
def test_a_campaign_is_for_rules_that_there_are_and_once(
    database: Database, version: int, from_on: date, told: str
) -> None:
    opened(database)
    given = CampaignCreate(internal_rules_version=version, from_on=from_on, why="x")
    with pytest.raises(BasicplusError) as refused:
        write(database, lambda session: conventions.open_campaign(session, given))
    assert str(refused.value) == told

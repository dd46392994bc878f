"""What passes between a group and the ministry is recorded in order, each thing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from basicplus import groups, members
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from tests import cast

APPLICATION = groups.ApplicationCreate(
    reference="D-1",
    received_on=date(2025, 3, 3),
    registered_letter=True,
    internal_rules_version=1,
    proposed_committee="",
)


def told(database: Database, act: Callable[[WriteSession], Any]) -> str:
    with pytest.raises(BasicplusError) as error, cast.writing(database) as session:
        act(session)
    return str(error.value)


@pytest.fixture
def applied(database: Database) -> Database:
    """An application that proposes the committee of M001."""
    with cast.writing(database) as session:
        member = members.by_number(session, "M001")
        member.joint_committee = "152.02"
        application = APPLICATION.model_copy(update={"proposed_committee": "152.02"})
        groups.apply(session, application)
    return database


def test_versions_of_the_internal_rules_are_numbered_and_follow_each_other(database: Database) -> None:
    def adopt(from_on: date) -> Callable[[WriteSession], groups.InternalRules]:
        rules = groups.InternalRulesCreate(from_on=from_on, document=cast.document(f"rules {from_on}"))
        return lambda session: groups.adopt_internal_rules(session, rules)

    with cast.writing(database) as session:
        assert adopt(date(2025, 1, 1))(session).version == 2
    assert told(database, adopt(date(2025, 1, 1))) == (
        "from_on: found '2025-01-01'; a day after version 2 (2025-01-01)"
    )


def test_an_application_goes_its_way(applied: Database) -> None:
    with cast.writing(applied) as session:
        groups.ask_advice(session, "D-1", date(2025, 3, 10))
    with cast.writing(applied) as session:
        groups.advice_given(session, "D-1", date(2025, 4, 1))
    with cast.writing(applied) as session:
        row = groups.decide_application(session, "D-1", date(2025, 4, 30), granted=True)
        assert (row.advice_asked_on, row.advice_given_on, row.decided_on, row.granted) == (
            date(2025, 3, 10),
            date(2025, 4, 1),
            date(2025, 4, 30),
            True,
        )
    assert told(applied, lambda session: groups.ask_advice(session, "D-1", date(2025, 5, 2))) == (
        "Application D-1 was decided on 2025-04-30."
    )


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (
            lambda session: groups.advice_given(session, "D-1", date(2025, 4, 1)),
            "Advice on application D-1 was not asked.",
        ),
        (
            lambda session: groups.ask_advice(session, "D-1", date(2025, 3, 2)),
            "asked_on: found '2025-03-02'; 2025-03-03 or a later day",
        ),
        (
            lambda session: groups.decide_application(session, "D-1", date(2025, 3, 2), granted=False),
            "decided_on: found '2025-03-02'; 2025-03-03 or a later day",
        ),
        (
            lambda session: groups.apply(session, APPLICATION),
            "reference: found 'D-1'; this reference is taken; choose another",
        ),
        (
            lambda session: groups.apply(
                session, APPLICATION.model_copy(update={"reference": "D-2", "internal_rules_version": 7})
            ),
            "There is no version 7 of the internal rules in this group.",
        ),
    ],
)
def test_what_is_out_of_order_is_refused(
    applied: Database, act: Callable[[WriteSession], Any], sentence: str
) -> None:
    assert told(applied, act) == sentence


def test_a_year_is_reported_once(database: Database) -> None:
    report = groups.ActivityReportCreate(year=2024, sent_on=date(2025, 3, 3), document=cast.document("again"))
    assert told(database, lambda session: groups.send_report(session, report)) == (
        "The activity report on 2024 was sent already."
    )


def test_a_group_founded_in_a_form_is_judged_by_it(empty_database: Database) -> None:
    def found(**given: Any) -> None:
        with empty_database.writing(None, cast.COORDINATOR, new_group=True) as session:
            groups.found(session, cast.group(**given))

    with pytest.raises(BasicplusError) as refused:
        found(legal_form="GIE", founded_on=date(2019, 5, 1))
    assert str(refused.value).startswith("GE-05 A group cannot take the form GIE (2019-05-01); allowed: ASBL.")
    found(founded_on=date(2019, 5, 1))


def test_statutes_follow_each_other_and_change_what_documents_show(database: Database) -> None:
    with cast.writing(database) as session:
        groups.adopt_statutes(
            session, groups.StatutesCreate(from_on=date(2019, 10, 1), legal_form="ASBL", founding=True)
        )
        groups.adopt_statutes(session, groups.StatutesCreate(from_on=date(2025, 1, 1), legal_form="SNC"))
    with cast.reading(database) as session:
        assert groups.current(session).legal_form == "SNC"
    earlier = groups.StatutesCreate(from_on=date(2025, 1, 1), legal_form="ASBL")
    assert told(database, lambda session: groups.adopt_statutes(session, earlier)) == (
        "from_on: found '2025-01-01'; a day after the last statutes (2025-01-01)"
    )

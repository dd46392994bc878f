"""What members sign after they joined, and the members' register on any day."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from basicplus import groups, members
from basicplus.compliance.law import belgian_law
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.members import Membership, RegisterRow, register_on
from tests import cast

ADDRESS = "Avenue de la Gare 7, 5500 Dinant"


def rows(database: Database, day: date) -> list[tuple[object, ...]]:
    with cast.reading(database) as session:
        return [
            (row.number, row.admitted_on, row.resigned_on, row.excluded_on) for row in register_on(session, day)
        ]


def test_the_register_holds_what_the_law_wants() -> None:
    wanted = belgian_law().on(date(2025, 1, 1), "members_register_fields").value
    assert [field.name for field in fields(RegisterRow)] == wanted


def test_the_register_names_each_member(database: Database) -> None:
    with cast.reading(database) as session:
        first = register_on(session, date(2025, 1, 1))[0]
    assert first == RegisterRow("M001", "École M001", "ASBL", "0202239951", ADDRESS, date(2021, 1, 1), None, None)


def test_the_register_stands_as_it_did_on_each_day(database: Database) -> None:
    joined = date(2021, 1, 1)
    with cast.writing(database) as session:
        for number in ("M004", "M005"):
            members.register(session, cast.member(number))
            members.join(session, number, date(2022, 1, 1), **cast.ACCESSION)
        members.leave(session, "M004", date(2024, 1, 1), "resignation")
        members.leave(session, "M005", date(2024, 1, 1), "exclusion")
    whole = [("M001", joined, None, None), ("M002", joined, None, None), ("M003", joined, None, None)]
    assert rows(database, date(2020, 12, 31)) == []
    assert rows(database, date(2021, 12, 31)) == whole
    there = [("M004", date(2022, 1, 1), None, None), ("M005", date(2022, 1, 1), None, None)]
    assert rows(database, date(2023, 12, 31)) == [*whole, *there]
    assert rows(database, date(2024, 1, 1)) == [
        *whole,
        ("M004", date(2022, 1, 1), date(2024, 1, 1), None),
        ("M005", date(2022, 1, 1), None, date(2024, 1, 1)),
    ]


@pytest.fixture
def unsigned(database: Database) -> Database:
    """M004 never signed anything: an older program let it in."""
    with cast.writing(database) as session:
        row = members.register(session, cast.member("M004"))
    joined = {"member_class": "effective", "from_on": date(2022, 1, 1)}
    cast.put(database, Membership, [joined | {"group_id": row.group_id, "member_id": row.id}])
    return database


def test_what_was_not_signed_is_signed_later(unsigned: Database) -> None:
    with cast.writing(unsigned) as session:
        members.acknowledge(session, "M004", date(2025, 3, 3), cast.document("signed.pdf"))
    with cast.writing(unsigned) as session:
        row = members.accept_rules(session, "M004", 1)
        assert (row.acknowledged_on, row.internal_rules_version) == (date(2025, 3, 3), 1)
        assert row.acknowledgement_file_id is not None


def test_what_was_signed_is_not_signed_again(database: Database) -> None:
    for act, sentence in (
        (
            lambda session: members.acknowledge(session, "M001", date(2025, 3, 3)),
            "M001 acknowledged joint liability on 2020-12-14.",
        ),
        (
            lambda session: members.accept_rules(session, "M001", 1),
            "version: found '1'; a version after 1, which is accepted",
        ),
        (
            lambda session: members.accept_rules(session, "M001", 2),
            "There is no version 2 of the internal rules in this group.",
        ),
    ):
        with pytest.raises(BasicplusError) as error, cast.writing(database) as session:
            act(session)
        assert str(error.value) == sentence


def test_a_candidate_signs_when_it_joins(database: Database) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
    with pytest.raises(BasicplusError) as error, cast.writing(database) as session:
        members.acknowledge(session, "M004", date(2025, 3, 3))
    assert str(error.value) == "M004 is no member yet: give this when it joins."


def test_a_later_version_is_accepted_by_its_number(database: Database) -> None:
    with cast.writing(database) as session:
        rules = groups.InternalRulesCreate(from_on=date(2025, 1, 1), document=cast.document("rules-2.pdf"))
        groups.adopt_internal_rules(session, rules)
        assert members.accept_rules(session, "M001", 2).internal_rules_version == 2

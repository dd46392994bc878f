"""Sessions: one group each, no writing while reading, no bulk writes, sealed rows stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import inspect
from sqlmodel import SQLModel, col, func, select

from basicplus import groups, invoicing, journal, members
from basicplus.assignments import Agreement
from basicplus.canonical import canonical_json, sha256_of
from basicplus.db import Database, SealedRow, UtcInstant, WriteSession, database_url
from basicplus.errors import BasicplusError, Conflict, InvalidInput, NotFound
from basicplus.groups import Group
from basicplus.invoicing.models import CostEntry, InvoiceLine
from basicplus.members import Member, Membership
from basicplus.store import open_store, upgrade
from basicplus.workers import Worker
from tests import cast

ONE_BY_ONE = "Rows are written through the session, one by one, so that the gate sees them."
OWN_GROUP = "A session writes to its own group only."


def found_other(database: Database) -> None:
    """Found a second group with a member of its own, who has the same number as one of the first."""
    with database.writing(None, cast.COORDINATOR, new_group=True) as session:
        groups.found(session, cast.group(code="other", name="Autre", enterprise_number="0403456751"))
        groups.authorise(session, cast.authorisation())
        rules = groups.InternalRulesCreate(from_on=date(2020, 1, 1), document=cast.document("rules"))
        groups.adopt_internal_rules(session, rules)
        members.register(session, cast.member("M001", name="École d'ailleurs"))
        members.join(session, "M001", date(2023, 1, 1), **cast.ACCESSION)


@pytest.fixture
def two_groups(database: Database) -> Database:
    found_other(database)
    return database


def refused(database: Database, act: Callable[[WriteSession], Any]) -> str:
    """Try what a session must refuse; return why, once it is certain that nothing was saved."""
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:  # noqa: PT012
        act(session)
        journal.record(session, "try", "something")
    assert cast.contents(database) == before
    return str(refusal.value)


def test_each_session_sees_the_rows_of_its_group_only(two_groups: Database) -> None:
    for code, names in (
        ("demo", ["École M001", "École M002", "École M003"]),
        ("other", ["École d'ailleurs"]),
        ("demo", ["École M001", "École M002", "École M003"]),
    ):
        with cast.reading(two_groups, code) as session:
            assert [row.name for row in session.exec(select(Member).order_by(col(Member.number)))] == names
            assert session.exec(select(func.count(col(Member.id)))).one() == len(names)
            assert [row.code for row in session.exec(select(Group))] == [code]
        with cast.writing(two_groups, code) as session:
            assert [row.name for row in session.exec(select(Member).order_by(col(Member.number)))] == names
            assert members.by_number(session, "M001").name == names[0]


def test_a_join_does_not_reach_into_another_group(two_groups: Database) -> None:
    query = select(Membership.from_on, Member.name).join(Member, col(Member.id) == Membership.member_id)
    with cast.reading(two_groups, "other") as session:
        assert list(session.exec(query)) == [(date(2023, 1, 1), "École d'ailleurs")]
        assert list(session.exec(select(Worker))) == []


def test_a_row_of_another_group_is_not_found_by_its_id(two_groups: Database) -> None:
    with cast.reading(two_groups, "other") as session:
        theirs = members.by_number(session, "M001")
        other_group = session.group()
    with cast.reading(two_groups, "demo") as session:
        assert session.get(Member, theirs.id) is None
        assert session.get(Group, other_group) is None


def test_a_row_of_another_group_cannot_be_written(two_groups: Database) -> None:
    with cast.reading(two_groups, "other") as session:
        theirs = members.by_number(session, "M001")
        group_id = session.group()

    def change(session: WriteSession) -> None:
        theirs.name = "Changed"
        session.add(theirs)

    def insert(session: WriteSession) -> None:
        given = cast.member("M009").model_dump(exclude={"sites", "contacts"})
        session.add(Member(**given, group_id=group_id))

    def delete(session: WriteSession) -> None:
        session.delete(theirs)

    def give_away(session: WriteSession) -> None:
        members.by_number(session, "M001").group_id = group_id

    for act in (change, insert, delete, give_away):
        assert refused(two_groups, act) == OWN_GROUP


def test_a_session_of_no_group_sees_nobody(two_groups: Database) -> None:
    with two_groups.writing(None, cast.COORDINATOR, new_group=True) as session:
        assert list(session.exec(select(Member))) == []
        with pytest.raises(BasicplusError) as refusal:
            members.register(session, cast.member())
        assert str(refusal.value) == "This session belongs to no group yet."
        session.rollback()
        session.unit.first_states.clear()


def test_a_group_is_founded_in_a_session_of_its_own(database: Database) -> None:
    told = refused(database, lambda session: groups.found(session, cast.group(code="other")))
    assert told == "A group is founded in a session of its own: this one belongs to a group already."


def test_a_database_without_a_group_says_how_to_found_one(empty_database: Database) -> None:
    with pytest.raises(NotFound) as none, empty_database.reading():
        pass
    assert str(none.value) == "There is no group in this database yet: found one with `basicplus found`."


def test_a_group_is_named_where_there_are_several(two_groups: Database) -> None:
    with pytest.raises(InvalidInput) as unnamed, two_groups.reading():
        pass
    assert str(unnamed.value) == "group: found 'nothing'; name one with --group; groups here: demo, other"
    with pytest.raises(NotFound) as unknown, two_groups.reading("elsewhere"):
        pass
    assert str(unknown.value) == "There is no group 'elsewhere' in this database; groups here: demo, other."


def test_a_reading_session_cannot_write(database: Database) -> None:
    before = cast.contents(database)

    def add(session: Any) -> None:
        session.add(Member(**cast.member().model_dump(exclude={"sites", "contacts"})))

    def change(session: Any) -> None:
        members.by_number(session, "M001").name = "Changed"

    def delete(session: Any) -> None:
        session.delete(members.by_number(session, "M001"))

    for act in (add, change, delete):
        with pytest.raises(BasicplusError) as refusal, database.reading() as session:  # noqa: PT012
            act(session)
            session.commit()
        assert str(refusal.value) == "A reading session cannot write; open a writing one."
    assert cast.contents(database) == before


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.execute(sqlalchemy.insert(Worker).values(number="W009")),
        lambda session: session.execute(sqlalchemy.insert(Worker), [{"number": "W009"}]),
        lambda session: session.execute(sqlalchemy.update(Worker).values(number="W009")),
        lambda session: session.execute(sqlalchemy.delete(Worker)),
        lambda session: session.execute(sqlalchemy.text("DELETE FROM worker")),
        lambda session: session.bulk_save_objects([Worker(number="W009")]),
        lambda session: session.bulk_insert_mappings(Worker, [{"number": "W009"}]),
        lambda session: session.bulk_update_mappings(Worker, [{"id": 1, "number": "W009"}]),
    ],
    ids=["insert", "insert many", "update", "delete", "text", "bulk save", "bulk insert", "bulk update"],
)
def test_bulk_writes_are_refused(database: Database, act: Callable[[Any], Any]) -> None:
    assert refused(database, act) == ONE_BY_ONE


def test_a_change_without_an_act_is_refused(database: Database) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:
        members.by_number(session, "M001").name = "Changed"
    assert str(refusal.value) == "A change must be journaled: the service that made it recorded no act."
    assert cast.contents(database) == before


def test_a_session_that_does_nothing_writes_nothing(database: Database) -> None:
    before = cast.contents(database)
    with cast.writing(database) as session:
        members.by_number(session, "M001")
    assert cast.contents(database) == before


def test_a_writing_session_commits_once(database: Database) -> None:
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:  # noqa: PT012
        members.declare_vat(session, "M001", date(2025, 1, 1), "exempt")
        session.commit()
    assert str(refusal.value) == ("A writing session commits once, on leaving: its group is locked no longer.")


def test_an_error_leaves_nothing_behind(database: Database) -> None:
    before = cast.contents(database)
    with pytest.raises(Conflict), cast.writing(database) as session:  # noqa: PT012
        members.declare_vat(session, "M001", date(2025, 1, 1), "exempt")
        session.flush()
        raise Conflict("The day is over.")
    assert cast.contents(database) == before


def booked(session: WriteSession) -> CostEntry:
    return session.exec(select(CostEntry)).one()


def test_a_sealed_row_is_never_changed_or_deleted(database: Database) -> None:
    cast.book(database, ("CP", 123456))

    def change(session: WriteSession) -> None:
        booked(session).amount_cents = 1

    def reseal(session: WriteSession) -> None:
        booked(session).sha256 = "0" * 64

    def delete(session: WriteSession) -> None:
        session.delete(booked(session))

    for act in (change, reseal, delete):
        assert refused(database, act) == "CostEntry 1 is sealed: it is never changed or deleted."


def test_a_seal_covers_all_but_itself(database: Database) -> None:
    cast.book(database, ("CP", 123456))
    with cast.reading(database) as session:
        row = booked(session)
        assert (
            row.sha256
            == row.seal()
            == sha256_of(
                {
                    "group_id": session.group(),
                    "journal_seq": cast.ACTS + 1,
                    "pool_id": invoicing.pool_by_code(session, "CP").id,
                    "worker_id": None,
                    "month": date(2025, 6, 1),
                    "kind": "gross",
                    "amount_cents": 123456,
                    "source": "payroll",
                    "source_sha256": "",
                }
            )
        )


def test_a_seal_leaves_out_a_column_added_later_while_it_says_what_earlier_rows_have() -> None:
    raw = {
        "journal_seq": 1, "invoice_id": 1, "position": 1, "agreement_id": 1, "pool_id": 1, "year": 2026,
        "basis": "flat_fee", "from_on": date(2026, 1, 1), "until_on": date(2026, 2, 1), "amount_cents": 100,
    }  # fmt: skip
    columns = {column.key for column in inspect(InvoiceLine).columns}
    plain, taxed = InvoiceLine(**raw), InvoiceLine(**raw, vat_percent=21)
    said = {name: getattr(plain, name) for name in columns - {"id", "sha256"}}
    first = {name: value for name, value in said.items() if name not in ("vat_percent", "rounding_rule")}
    assert plain.seal() == sha256_of(first)
    assert taxed.seal() == sha256_of(first | {"vat_percent": 21})


def test_a_sealed_row_keeps_its_seal_through_the_database(database: Database) -> None:
    cast.do(database, cast.hours())
    cast.book(database, ("CP", 12345))
    with cast.reading(database) as session:
        tables = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
        sealed = [row for table in tables if issubclass(table, SealedRow) for row in session.exec(select(table))]
        assert Counter(type(row).__name__ for row in sealed) == {
            "CostEntry": 1,
            "KeptFile": 7,
            "PlanPublication": 1,
            "SignOff": 1,
        }
        assert [row.sha256 for row in sealed] == [row.seal() for row in sealed]


def test_instants_are_kept_in_utc_on_every_database(database: Database) -> None:
    noon = datetime(2025, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    table = sqlalchemy.Table("instant", sqlalchemy.MetaData(), sqlalchemy.Column("at", UtcInstant))
    with database.engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"at": noon}, {"at": None}])
        assert connection.execute(sqlalchemy.select(table)).scalars().all() == [noon, None]
        kept = connection.execute(sqlalchemy.select(table)).scalars().first()
        assert (kept.tzinfo, kept.hour) == (UTC, 10)
        with pytest.raises(sqlalchemy.exc.StatementError, match="a naive datetime cannot be stored"):
            connection.execute(table.insert(), {"at": noon.replace(tzinfo=None)})


@pytest.mark.parametrize("value", ["by_the_day", "free"])
def test_rows_that_break_a_check_of_the_tables_are_refused(database: Database, value: str) -> None:
    before = cast.contents(database)
    with pytest.raises(Conflict, match="agreement_basis"), cast.writing(database) as session:  # noqa: PT012
        session.exec(select(Agreement).where(Agreement.number == "A-CP-1")).one().basis = value
        journal.record(session, "change basis", "A-CP-1")
    assert cast.contents(database) == before


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("basicplus.db", "sqlite:///basicplus.db"),
        ("sqlite:///basicplus.db", "sqlite:///basicplus.db"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_a_database_is_named_by_a_file_or_a_url(given: str, url: str) -> None:
    assert database_url(given) == url


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        database_url("mysql://u@h/d")
    assert str(refusal.value) == ("database: found 'mysql://u@h/d'; give a SQLite file or a postgresql:// URL")


def test_the_hashed_form_is_the_same_for_the_same_content() -> None:
    noon = datetime(2025, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert canonical_json({"b": noon, "a": [date(2025, 1, 1), "é", None]}) == (
        '{"a":["2025-01-01","é",null],"b":"2025-07-01T10:00:00+00:00"}'
    )
    assert canonical_json({"bytes": b""}) == (
        '{"bytes":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'
    )
    with pytest.raises(TypeError, match="object has no canonical form"):
        canonical_json(object())


def test_a_database_that_is_not_there_is_not_made_by_opening_it(tmp_path: Any) -> None:
    with pytest.raises(NotFound) as refusal:
        open_store(str(tmp_path / "none.db"))
    assert str(refusal.value) == (
        f"There is no database {tmp_path / 'none.db'}: make one with `basicplus db upgrade` or `basicplus demo`."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_says_what_to_do(tmp_path: Any) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(Conflict) as refusal:
        open_store(str(tmp_path / "empty.db"))
    assert str(refusal.value).startswith("The tables are at nothing, not ")
    assert str(refusal.value).endswith(": run `basicplus db upgrade`.")


def test_upgrading_twice_changes_nothing(url: str) -> None:
    database = open_store(url)
    before = cast.contents(database)
    upgrade(url)
    assert cast.contents(database) == before
    database.close()

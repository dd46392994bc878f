"""The nightly audit keeps its verdict and opens a case for each finding; a case lives until a person ends it."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime

import pytest
from sqlalchemy import update

from basicplus import journal, watch, workers
from basicplus.compliance.service import FileCreate
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput, NotFound
from basicplus.versions import table_of
from basicplus.workers import EmploymentContract, Worker
from tests import cast

NIGHT = datetime.fromisoformat("2025-03-03T22:30:00+00:00")
NEXT_NIGHT = datetime.fromisoformat("2025-03-04T22:30:00+00:00")
PROOF = FileCreate(name="avis.pdf", content=base64.b64encode(b"avis"))


def unsigned_clause(database: Database) -> None:
    """Write a contract without its purpose clause behind the gate's back."""
    with cast.reading(database) as session:
        group_id = session.group()
    cast.put(database, Worker, [cast.worker("W900").model_dump() | {"group_id": group_id, "id": 900}])
    contract = cast.contract("W900", purpose_clause=False).model_dump(
        include={"number", "from_on", "signed_on", "purpose_clause"}
    )
    cast.put(
        database,
        EmploymentContract,
        [contract | {"group_id": group_id, "worker_id": 900, "kind": "open_ended", "availability_clause": False}],
    )


def audit(database: Database, at: datetime = NIGHT) -> tuple[int, int, int]:
    with cast.writing(database) as session:
        run = watch.run_audit(session, at)
        return run.refused, run.warned, run.noted


def told(database: Database, state: str | None = "open") -> list[tuple[str, str, str, date, date | None]]:
    with cast.reading(database) as session:
        return [
            (case.rule, case.subject, case.state, case.opened_on, case.gone_on)
            for case in watch.list_cases(session, state)
        ]


def mend(database: Database) -> None:
    with cast.writing(database) as session:
        contract = workers.contract_by_number(session, "C-W900")
        contract.purpose_clause = True
        session.add(contract)
        journal.record(session, "mend", "C-W900")


def test_an_audit_of_a_group_in_order_opens_no_case(database: Database) -> None:
    assert audit(database) == (0, 0, 0)
    assert told(database, None) == []
    with cast.reading(database) as session:
        run = watch.latest_audit(session)
        assert run is not None
        assert (run.ran_at, run.content) == (NIGHT, "[]")


def test_what_is_found_opens_one_case_however_often_it_is_found(database: Database) -> None:
    unsigned_clause(database)
    assert audit(database) == (1, 0, 0)
    assert audit(database, NEXT_NIGHT) == (1, 0, 0)
    # A night of Brussels: 22:30 UTC on 3 March is 23:30 there.
    assert told(database) == [("GE-12", "contract C-W900", "open", date(2025, 3, 3), None)]
    with cast.reading(database) as session:
        run = watch.latest_audit(session)
        assert run is not None
        [finding] = json.loads(run.content)
        assert (finding["rule"], finding["from_on"], finding["confirmed"]) == ("GE-12", "2021-01-04", "secondary")


def test_what_is_mended_is_gone_and_still_closed_by_a_person(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    mend(database)
    assert audit(database, NEXT_NIGHT) == (0, 0, 0)
    assert told(database) == [("GE-12", "contract C-W900", "open", date(2025, 3, 3), date(2025, 3, 4))]
    with cast.writing(database) as session:
        [case] = watch.list_cases(session)
        watch.assign_owner(session, case.id, "Chantal Noël")
        watch.close_case(session, case.id, "Chantal Noël", date(2025, 3, 5), "clause ajoutée par avenant")
    assert told(database) == []
    assert [row[:3] for row in told(database, "closed")] == [("GE-12", "contract C-W900", "closed")]


def test_what_was_mended_and_closed_opens_again_when_it_is_back(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    mend(database)
    audit(database, NEXT_NIGHT)
    with cast.writing(database) as session:
        [case] = watch.list_cases(session)
        watch.close_case(session, case.id, "x", date(2025, 3, 5), "clause ajoutée")
    unmend = update(table_of(EmploymentContract)).values(purpose_clause=False)
    with database.engine.execution_options(purpose="write").begin() as connection:
        connection.execute(unmend.where(table_of(EmploymentContract).c.number == "C-W900"))
    assert audit(database, datetime.fromisoformat("2025-03-06T22:30:00+00:00")) == (1, 0, 0)
    assert told(database) == [("GE-12", "contract C-W900", "open", date(2025, 3, 3), None)]


def test_what_was_closed_as_a_warning_opens_again_when_it_is_a_breach(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    with cast.writing(database) as session:
        [case] = watch.list_cases(session)
        case.severity = "warn"
        watch.close_case(session, case.id, "x", date(2025, 3, 3), "avis du conseil", PROOF)
    audit(database, NEXT_NIGHT)
    assert told(database) == [("GE-12", "contract C-W900", "open", date(2025, 3, 3), None)]


def test_what_still_stands_is_closed_with_a_file_only(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    with cast.reading(database) as session:
        [case] = watch.list_cases(session)
    with pytest.raises(Conflict, match="was still found on 2025-03-03"), cast.writing(database) as session:
        watch.close_case(session, case.id, "x", date(2025, 3, 5), "sans objet")
    with cast.writing(database) as session:
        watch.close_case(session, case.id, "x", date(2025, 3, 5), "avis du conseil", PROOF)
    with pytest.raises(Conflict, match="was closed by x on 2025-03-05"), cast.writing(database) as session:
        watch.assign_owner(session, case.id, "y")


def test_what_is_borne_until_a_day_opens_again_then(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    with cast.writing(database) as session:
        [case] = watch.list_cases(session)
        watch.waive_case(session, case.id, "x", date(2025, 3, 3), "avenant en route", date(2025, 3, 4))
    assert told(database) == []
    audit(database, NEXT_NIGHT)
    assert told(database) == [("GE-12", "contract C-W900", "open", date(2025, 3, 3), None)]


def test_a_case_needs_words_a_later_day_and_to_exist(database: Database) -> None:
    unsigned_clause(database)
    audit(database)
    with cast.writing(database) as session:
        [case] = watch.list_cases(session)
        with pytest.raises(InvalidInput):
            watch.assign_owner(session, case.id, " ")
        with pytest.raises(InvalidInput):
            watch.close_case(session, case.id, "x", date(2025, 3, 5), " ", PROOF)
        with pytest.raises(InvalidInput):
            watch.waive_case(session, case.id, "x", date(2025, 3, 5), "y", date(2025, 3, 5))
        with pytest.raises(NotFound):
            watch.assign_owner(session, 4711, "x")
        watch.assign_owner(session, case.id, "Chantal Noël")

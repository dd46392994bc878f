"""The gate: a change that breaks a rule is refused with rule, day, limit and source, and nothing is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from basicplus import assignments, groups, members, workers
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span, year_span
from basicplus.compliance import service
from basicplus.compliance.gate import Refused
from basicplus.db import Database, WriteSession
from tests import cast

ART_187 = "Loi du 12 août 2000, art. 187: mise à disposition des seuls membres (read in a secondary source)"
WRITTEN = (
    "Loi du 12 août 2000, art. 186 et s.: contrat constaté par écrit avant l'exécution"
    " (read in a secondary source)"
)
SECOND = (
    "Règle du groupement; une seconde convention lie le groupement et chaque utilisateur"
    " (read in a secondary source)"
)
FIFTY = "Loi du 12 août 2000, modifiée par la loi du 5 mars 2017 (M.B. 15.03.2017) (read in a secondary source)"
HOURS_19 = (
    "Loi du 12 août 2000, modifiée par la loi du 25 avril 2014 (M.B. 06.06.2014), art. 64-72"
    " (read in a secondary source)"
)
Act = Callable[[WriteSession], Any]


def allowed(database: Database, *acts: Act) -> None:
    """Do what prepares a test, in a session of its own, whatever rules warn of."""
    with cast.writing(database, despite="prepares a test") as session:
        for act in acts:
            act(session)


def refused(database: Database, *acts: Act) -> str:
    """Try what the gate must refuse; return its sentence, once it is certain that nothing was saved."""
    before = cast.contents(database)
    with pytest.raises(Refused) as refusal, cast.writing(database) as session:  # noqa: PT012
        for act in acts:
            act(session)
    assert cast.contents(database) == before
    return str(refusal.value)


def staff(session: WriteSession, count: int, from_on: date = date(2025, 1, 6)) -> None:
    """Hire workers until the group employs `count`."""
    for number in range(4, count + 1):
        workers.register(session, cast.worker(f"W{number:03d}"))
        workers.hire(session, cast.contract(f"W{number:03d}", from_on=from_on, signed_on=date(2024, 12, 2)))


def test_the_fifty_first_contract_is_refused(database: Database) -> None:
    allowed(database, lambda session: staff(session, 50))
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker("W051")),
        lambda session: workers.hire(
            session,
            cast.contract(
                "W051", from_on=date(2025, 9, 1), until_on=date(2025, 10, 1), signed_on=date(2025, 8, 1)
            ),
        ),
    )
    assert told == (
        "GE-07 The group would employ 51 workers (2025-09-01 to 2025-09-30); at most 50 are allowed."
        f" Choose a day after a contract has ended, or end one first. [{FIFTY}]"
    )


def test_the_fifty_first_contract_may_begin_when_another_ends(database: Database) -> None:
    allowed(
        database,
        lambda session: staff(session, 50),
        lambda session: workers.end_contract(session, "C-W050", date(2025, 9, 1)),
        lambda session: workers.register(session, cast.worker("W051")),
        lambda session: workers.hire(
            session, cast.contract("W051", from_on=date(2025, 9, 1), signed_on=date(2025, 8, 1))
        ),
    )
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker("W052")),
        lambda session: workers.hire(
            session,
            cast.contract(
                "W052", from_on=date(2025, 8, 31), until_on=date(2025, 9, 2), signed_on=date(2025, 8, 1)
            ),
        ),
    )
    assert told.splitlines() == [
        "GE-07 The group would employ 51 workers (2025-08-31); at most 50 are allowed."
        f" Choose a day after a contract has ended, or end one first. [{FIFTY}]",
        "GE-07 The group would employ 51 workers (2025-09-01); at most 50 are allowed."
        f" Choose a day after a contract has ended, or end one first. [{FIFTY}]",
    ]


def test_a_contract_of_18_and_a_half_hours_of_37_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(
            session,
            cast.contract(
                from_on=date(2025, 3, 3),
                signed_on=date(2025, 2, 3),
                week_minutes=1110,
                full_time_minutes=2220,
                pattern="variable",
            ),
        ),
    )
    assert told == (
        "GE-13 contract C-W004: 18 h 30 a week agreed (from 2025-03-03); at least 19 h."
        f" Offer 19 h or more. [{HOURS_19}]"
    )


def test_an_amendment_below_19_hours_is_refused_and_one_of_19_hours_allowed(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.amend(session, "C-W001", date(2025, 6, 2), 1139, date(2025, 5, 5), "variable"),
    )
    assert told == (
        "GE-13 contract C-W001: 18 h 59 a week agreed (from 2025-06-02); at least 19 h."
        f" Offer 19 h or more. [{HOURS_19}]"
    )
    allowed(
        database,
        lambda session: workers.amend(session, "C-W001", date(2025, 6, 2), 1140, date(2025, 5, 5), "variable"),
    )


def test_a_contract_without_the_purpose_clause_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(session, cast.contract(purpose_clause=False)),
    )
    assert told == (
        "GE-12 contract C-W004: the contract does not say expressly that it is concluded to put the worker at"
        " the members' disposal. Add the clause."
        " [Loi du 12 août 2000, art. 186 et s.: mention expresse dans le contrat (read in a secondary source)]"
    )


def test_a_contract_signed_on_its_first_day_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(session, cast.contract(signed_on=date(2021, 1, 4))),
    )
    assert told == (
        "GE-11 contract C-W004: signed on 2021-01-04, but the contract starts on 2021-01-04."
        f" It must be signed the day before at the latest. [{WRITTEN}]"
    )


def test_a_visit_before_the_contract_is_signed_is_refused(database: Database) -> None:
    allowed(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(session, cast.contract(from_on=date(2025, 2, 3), signed_on=None)),
    )
    told = refused(database, lambda session: assignments.add_visit(session, cast.visit(worker="W004")))
    assert told == (
        "GE-11 visit 2025-03-03 08:30 W004 at M001: the contract is not signed before that day (signed: -)."
        f" Have it signed first; work is possible from the next day. [{WRITTEN}]"
    )


@pytest.mark.parametrize("path", ["screen", "file"])
def test_hours_without_a_contract_are_refused_on_every_path(database: Database, path: str) -> None:
    allowed(database, lambda session: workers.register(session, cast.worker()))
    line = cast.hours(worker="W004")
    paths: dict[str, Act] = {
        "screen": lambda session: timesheets.log(session, line),
        "file": lambda session: timesheets.log_many(session, [line], "hours.csv"),
    }
    assert refused(database, paths[path]) == (
        "GE-11 hours 2025-03-03 08:30 W004 at M001: W004 has no employment contract on that day"
        f" (next one: -). Record a contract or move the work. [{WRITTEN}]"
    )


def test_a_visit_at_a_candidate_is_refused(database: Database) -> None:
    allowed(database, lambda session: members.register(session, cast.member("M004")))
    told = refused(
        database,
        lambda session: assignments.add_visit(session, cast.visit(member="M004", site="S-M004", agreement=None)),
    )
    assert told.splitlines() == [
        "GE-09 visit 2025-03-03 08:30 W001 at M004: M004 is not an effective member that day (member: -)."
        f" The association must join first. [{ART_187}]",
        "GE-17 visit 2025-03-03 08:30 W001 at M004: there is no secondment agreement with M004 (agreement: -)."
        f" Name the agreement, or sign one first. [{SECOND}]",
    ]


def test_a_visit_without_an_agreement_or_before_it_is_signed_is_refused_unless_waived(database: Database) -> None:
    visit = cast.visit(agreement=None)
    told = refused(database, lambda session: assignments.add_visit(session, visit))
    assert told == (
        "GE-17 visit 2025-03-03 08:30 W001 at M001: there is no secondment agreement with M001 (agreement: -)."
        f" Name the agreement, or sign one first. [{SECOND}]"
    )
    allowed(database, lambda session: cast.agree(session, cast.agreement("A-LATE", signed_on=date(2025, 3, 4))))
    told = refused(database, lambda session: timesheets.log(session, cast.hours(agreement="A-LATE")))
    assert told == (
        "GE-17 hours 2025-03-03 08:30 W001 at M001: agreement A-LATE is not signed by that day"
        f" (signed on: 2025-03-04). Have it signed, or move the work to that day or later. [{SECOND}]"
    )
    allowed(database, lambda session: service.grant(session, cast.waiver("GE-17", party="M001")))
    allowed(database, lambda session: assignments.add_visit(session, visit))


def test_an_agreement_with_an_adherent_member_is_refused(database: Database) -> None:
    allowed(
        database,
        lambda session: members.register(session, cast.member("M004")),
        lambda session: members.join(session, "M004", date(2025, 1, 1), "adherent", **cast.ACCESSION),
    )
    told = refused(database, lambda session: cast.agree(session, cast.agreement(member="M004")))
    assert told == (
        "GE-09 agreement A-NEW: M004 is not an effective member during the whole agreement"
        " (from 2025-01-01 not covered; member: -)."
        f" Change the dates of the agreement or of the membership. [{ART_187}]"
    )


def test_an_agreement_beyond_membership_is_refused_for_the_days_beyond(database: Database) -> None:
    allowed(
        database,
        lambda session: members.register(session, cast.member("M004")),
        lambda session: members.join(session, "M004", date(2025, 1, 1), **cast.ACCESSION),
        lambda session: members.leave(session, "M004", date(2026, 1, 1)),
    )
    told = refused(
        database,
        lambda session: cast.agree(
            session, cast.agreement(member="M004", from_on=date(2024, 12, 30), until_on=date(2026, 1, 2))
        ),
    )
    assert told.splitlines() == [
        "GE-09 agreement A-NEW: M004 is not an effective member during the whole agreement"
        f" ({days} not covered; member: 2025-01-01 to 2025-12-31)."
        f" Change the dates of the agreement or of the membership. [{ART_187}]"
        for days in ("2024-12-30 to 2024-12-31", "2026-01-01")
    ]
    allowed(
        database,
        lambda session: cast.agree(
            session, cast.agreement(member="M004", from_on=date(2025, 1, 1), until_on=date(2026, 1, 1))
        ),
    )


def test_a_membership_cannot_end_under_its_agreements(database: Database) -> None:
    told = refused(database, lambda session: members.leave(session, "M002", date(2025, 7, 1)))
    assert told.splitlines() == [
        f"GE-09 agreement {number}: M002 is not an effective member during the whole agreement"
        " (from 2025-07-01 not covered; member: 2021-01-01 to 2025-06-30)."
        f" Change the dates of the agreement or of the membership. [{ART_187}]"
        for number in ("A-CP-2", "A-DPO-2")
    ]


def ending_agreements(session: WriteSession, day: date) -> None:
    for number in ("A-CP-2", "A-DPO-2"):
        assignments.end_agreement(session, number, day)


def test_a_membership_cannot_end_before_its_visits(database: Database) -> None:
    last_visit = cast.visit(member="M002", site="S-M002", agreement="A-CP-2")
    allowed(
        database,
        lambda session: assignments.add_visit(session, last_visit),
        lambda session: ending_agreements(session, date(2025, 3, 4)),
    )
    told = refused(database, lambda session: members.leave(session, "M002", date(2025, 3, 3)))
    assert told.splitlines()[0] == (
        "GE-09 visit 2025-03-03 08:30 W001 at M002: M002 is not an effective member that day"
        f" (member: 2021-01-01 to 2025-03-02). The association must join first. [{ART_187}]"
    )
    allowed(database, lambda session: members.leave(session, "M002", date(2025, 3, 4)))


def test_a_contract_cannot_end_before_its_visits(database: Database) -> None:
    allowed(database, lambda session: assignments.add_visit(session, cast.visit()))
    told = refused(database, lambda session: workers.end_contract(session, "C-W001", date(2025, 3, 3)))
    assert told == (
        "GE-11 visit 2025-03-03 08:30 W001 at M001: W001 has no employment contract on that day"
        f" (next one: -). Record a contract or move the work. [{WRITTEN}]"
    )
    allowed(database, lambda session: workers.end_contract(session, "C-W001", date(2025, 3, 4)))


def test_a_contract_can_end_once_its_visits_are_cancelled(database: Database) -> None:
    allowed(
        database,
        lambda session: assignments.add_visit(session, cast.visit()),
        lambda session: assignments.cancel_visits(session, "W001", year_span(2025), "leaves"),
        lambda session: workers.end_contract(session, "C-W001", date(2025, 3, 3)),
    )


def test_a_visit_on_a_day_without_authorisation_is_refused(empty_database: Database) -> None:
    cast.found(empty_database)
    with cast.writing(empty_database) as session:
        assignments.draft(session, year_span(2026))
    told = refused(empty_database, lambda session: expire(session, date(2025, 3, 3), cast.visit()))
    assert told == (
        "GE-01 visit 2025-03-03 08:30 W001 at M001: no ministerial authorisation is in force on 2025-03-03"
        " (next one: -). Record the authorisation or move the work."
        " [Loi du 12 août 2000, art. 186; dérogation à l'art. 31 de la loi du 24 juillet 1987"
        " (read in an official source)]"
    )


def expire(session: WriteSession, day: date, visit: assignments.VisitCreate) -> None:
    """End the authorisation and plan a visit, in one commit."""
    [row] = session.exec(select(groups.Authorisation)).all()
    row.until_on = day
    assignments.add_visit(session, visit)


def test_the_verdict_without_a_commit_is_the_verdict_of_the_commit(database: Database) -> None:
    """T17: what would happen if gives the same verdict as doing it."""
    too_short = cast.contract(week_minutes=1110, full_time_minutes=2220)

    def hire(session: WriteSession) -> None:
        workers.register(session, cast.worker())
        workers.hire(session, too_short)

    before = cast.contents(database)
    with cast.writing(database) as session:
        hire(session)
        verdict = database.gate.verdict(session)  # type: ignore[attr-defined]
        session.rollback()
        session.unit.first_states.clear()
        session.unit.acts.clear()
    assert cast.contents(database) == before
    assert refused(database, hire) == str(Refused(verdict.refused))
    assert (verdict.refused, verdict.warned) == (verdict.standing, [])


def test_one_breach_refuses_the_whole_session(database: Database) -> None:
    told = refused(
        database,
        lambda session: members.register(session, cast.member("M004")),
        lambda session: timesheets.log(session, cast.hours()),
        lambda session: timesheets.log(session, cast.hours(start_time="11:59", end_time="13:00")),
    )
    assert told == (
        "PLAN-01 hours 2025-03-03 11:59 W001 at M001: overlaps hours 2025-03-03 08:30 W001 at M001, which ends"
        " at 12:00. Possible from 12:00 on. [Règle du groupement: les visites et les heures d'un travailleur"
        " ne se chevauchent pas (house rule)]"
    )


def test_the_audit_finds_nothing_wrong_with_the_cast(database: Database) -> None:
    cast.log(database, cast.hours())
    with cast.reading(database) as session:
        findings = database.gate.audit(session, year_span(2025))  # type: ignore[attr-defined]
    assert [(finding.rule, finding.severity, finding.subject) for finding in findings] == [
        ("HOL-02", "note", "holiday 2025-11-01")
    ]


def test_the_audit_finds_what_was_written_behind_the_gate(database: Database) -> None:
    with cast.reading(database) as session:
        given = {"group_id": session.group(), "worker_id": workers.by_number(session, "W001").id}
    night = {"starts_at": cast.SIGNED_AT, "ends_at": cast.SIGNED_AT.replace(hour=20), "minutes": 720}
    cast.put(
        database,
        TimeEntry,
        [
            given | night | {"kind": "internal", "day": date(2026, 1, 5), "state": "draft", "note": ""}
            for _ in range(2)
        ],
    )
    with cast.reading(database) as session:
        findings = database.gate.audit(session, year_span(2026))  # type: ignore[attr-defined]
        refused = [(finding.rule, finding.excess) for finding in findings if finding.severity == "refuse"]
        assert refused == [("PLAN-01", 720), ("WT-02d", 60), ("WT-10", 60)]
        assert database.gate.audit(session, year_span(2027)) == []  # type: ignore[attr-defined]
        later = database.gate.audit(session, Span(date(2026, 1, 12)))  # type: ignore[attr-defined]
        assert [finding for finding in later if finding.severity != "note"] == []

"""Duties: each falls on its day, is asked of whom it concerns, and is done with a name and a proof."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from basicplus import groups, members, watch, workers
from basicplus.clock import year_span
from basicplus.compliance.law import belgian_law
from basicplus.compliance.service import FileCreate
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.watch.headcount import average, headcount
from tests import cast

LAW = belgian_law()


def due(database: Database, year: int) -> list[tuple[str, str, str]]:
    with cast.reading(database) as session:
        return [
            (str(each.due_on), each.kind, each.subject) for each in watch.duties(session, LAW, year_span(year))
        ]


def test_a_group_owes_its_report_and_its_notice_every_year(database: Database) -> None:
    assert due(database, 2025) == [
        ("2025-03-31", "activity report", "2024"),
        ("2025-12-15", "notice of replacement days", "2026"),
    ]


def test_nothing_is_owed_before_the_first_authorisation(database: Database) -> None:
    assert due(database, 2018) == []
    assert due(database, 2019) == [("2019-12-15", "notice of replacement days", "2020")]


def test_what_ends_is_told_on_its_last_day(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004"))
        workers.hire(session, cast.contract("W004", until_on=date(2027, 1, 1)))
        workers.record_qualification(session, "W001", "Niveau 2", date(2021, 6, 1), date(2026, 6, 1))
        members.declare_vat(session, "M002", date(2024, 2, 29), "exempt")
        attested = {"from_on": date(2026, 1, 1), "signed_on": date(2025, 12, 1), "signed_by": "Marie Dupont"}
        members.attest_vat(session, "M001", members.VatAttestation(status="exempt", **attested))
    assert due(database, 2026) == [
        ("2026-03-31", "activity report", "2025"),
        ("2026-05-31", "certificate expires", "W001 Niveau 2"),
        ("2026-12-15", "notice of replacement days", "2027"),
        ("2026-12-31", "VAT attestation", "M001"),
        ("2026-12-31", "contract ends", "C-W004"),
    ]
    assert ("2025-02-27", "VAT attestation", "M002") in due(database, 2025)


def test_a_duty_is_done_by_somebody_with_a_proof_and_then_no_longer_late(database: Database) -> None:
    report = watch.Due(date(2025, 3, 31), "activity report", "2024", owner="Chantal Noël")
    assert (report.late_on(date(2025, 3, 31)), report.late_on(date(2025, 4, 1))) == (False, True)
    proof = FileCreate(name="recommande.pdf", content=base64.b64encode(b"poste"))
    with cast.writing(database) as session:
        watch.complete_duty(session, LAW, report, date(2025, 3, 20), "Chantal Noël", proof)
    with cast.reading(database) as session:
        done, _ = watch.duties(session, LAW, year_span(2025))
        assert (done.owner, done.done_on, done.done_by) == ("Chantal Noël", date(2025, 3, 20), "Chantal Noël")
        assert not done.late_on(date(2025, 12, 31))
    with pytest.raises(NotFound), cast.writing(database) as session:
        watch.complete_duty(session, LAW, watch.Due(date(2025, 4, 1), "dance", "x"), date(2025, 3, 20), "x")


def test_the_head_count_changes_with_contracts_and_with_the_law(database: Database) -> None:
    with cast.reading(database) as session:
        curve = headcount(session, LAW, year_span(2021))
        told = [(str(each.span), each.heads, float(each.full_time_equivalents), each.limit) for each in curve]
        before = headcount(session, LAW, year_span(2017))
    assert told == [("2021-01-01 to 2021-01-03", 0, 0.0, 50), ("2021-01-04 to 2021-12-31", 3, 2.5, 50)]
    assert [(str(each.span), each.limit, each.over) for each in before] == [
        ("2017-01-01 to 2017-01-31", None, False),
        ("2017-02-01 to 2017-12-31", 50, False),
    ]
    assert float(average(curve)) == pytest.approx(2.5 * 362 / 365)


def test_what_the_records_show_is_done(database: Database) -> None:
    with cast.reading(database) as session:
        [report, _] = watch.duties(session, LAW, year_span(2024))[:2]
    assert (report.kind, report.subject, report.done_on) == ("activity report", "2023", date(2024, 3, 3))


def test_members_accept_a_new_version_of_the_internal_rules_by_its_day(database: Database) -> None:
    with cast.writing(database) as session:
        rules = groups.InternalRulesCreate(from_on=date(2026, 9, 1), document=cast.document("rules-2.pdf"))
        groups.adopt_internal_rules(session, rules)
        members.accept_rules(session, "M002", 2)
    asked = [each for each in due(database, 2026) if each[1].startswith("accept")]
    assert asked == [("2026-09-01", "accept internal rules 2", number) for number in ("M001", "M003")]

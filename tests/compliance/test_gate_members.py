"""The gate on the group's papers and its members: each refusal with its sentence, and nothing saved."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from basicplus import assignments, groups, members, workers
from basicplus.assignments import timesheets
from basicplus.clock import Span
from basicplus.compliance.gate import Warned
from basicplus.db import Database
from tests import cast
from tests.compliance.test_gate import allowed, refused

FEBRUARY_2025 = date(2025, 2, 3)
SUPPLY = "Loi du 12 août 2000, art. 186 et s.: membre en grève ou en lock-out (read in a secondary source)"


def test_a_membership_without_acknowledgement_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: members.register(session, cast.member("M004")),
        lambda session: members.join(session, "M004", date(2025, 1, 1), internal_rules_version=1),
    )
    assert told == (
        "GE-14 M004: a member from 2025-01-01 without a signed acknowledgement of joint liability."
        " Have it signed before that day."
        " [Règle du groupement: pas d'adhésion sans reconnaissance signée (house rule)]"
    )


def test_a_membership_without_the_internal_rules_is_refused(database: Database) -> None:
    told = refused(
        database,
        lambda session: members.register(session, cast.member("M004")),
        lambda session: members.join(session, "M004", date(2025, 1, 1), acknowledged_on=date(2024, 12, 2)),
    )
    assert told.startswith("GE-18 M004: the internal rules are not accepted (from 2025-01-01);")


def test_an_old_version_of_the_internal_rules_needs_a_reason(database: Database) -> None:
    with cast.writing(database) as session:
        rules = groups.InternalRulesCreate(from_on=date(2024, 9, 1), document=cast.document("rules-2.pdf"))
        groups.adopt_internal_rules(session, rules)
        members.register(session, cast.member("M004"))

    def join(despite: str | None) -> None:
        with cast.writing(database, despite=despite) as session:
            members.join(session, "M004", date(2025, 1, 1), **cast.ACCESSION)

    with pytest.raises(Warned) as warned:
        join(None)
    assert str(warned.value).startswith(
        "GE-18 M004: version 1 of the internal rules is accepted, version 2 is in force (from 2025-01-01)."
    )
    join("signs in February")


def test_an_entry_in_the_register_after_nine_days_needs_a_reason(database: Database) -> None:
    allowed(database, lambda session: members.register(session, cast.member("M004")))
    decided = {"decided_on": date(2025, 3, 3), "entered_on": date(2025, 3, 12)}
    with pytest.raises(Warned) as warned, cast.writing(database) as session:
        members.join(session, "M004", date(2025, 4, 1), **cast.ACCESSION, **decided)
    assert str(warned.value).startswith(
        "AUD-02 M004: decision known on 2025-03-03, entered in the members' register on 2025-03-12, too late."
    )


def test_hours_during_a_strike_are_refused_and_at_another_member_they_are_not(database: Database) -> None:
    strike = members.StrikeCreate(
        member="M001", from_on=date(2025, 3, 3), until_on=date(2025, 3, 8), reported_on=date(2025, 3, 3)
    )
    allowed(database, lambda session: assignments.open_strike(session, strike))
    told = refused(database, lambda session: timesheets.log(session, cast.hours()))
    assert told == (
        "GE-10 hours 2025-03-03 08:30 W001 at M001: M001 is on strike (2025-03-03 to 2025-03-07)."
        f" Cancel the work or move it to other days. [{SUPPLY}]"
    )
    allowed(database, lambda session: timesheets.log(session, cast.hours(agreement="A-CP-2", site="S-M002")))


def test_a_strike_over_planned_visits_is_refused_unless_they_are_cancelled(database: Database) -> None:
    strike = members.StrikeCreate(member="M001", from_on=date(2025, 3, 3), reported_on=date(2025, 3, 3))
    allowed(database, lambda session: assignments.add_visit(session, cast.visit()))
    told = refused(database, lambda session: members.record_strike(session, strike))
    assert told.startswith("GE-10 visit 2025-03-03 08:30 W001 at M001: M001 is on strike (from 2025-03-03).")
    allowed(database, lambda session: assignments.open_strike(session, strike))


def test_a_visit_abroad_needs_a_notice_before_its_day(database: Database) -> None:
    site = cast.site("M004").model_copy(update={"code": "LILLE", "country": "FR"})
    allowed(
        database,
        lambda session: members.register(session, cast.member("M004", sites=[site])),
        lambda session: members.join(session, "M004", date(2025, 1, 1), **cast.ACCESSION),
        lambda session: cast.agree(session, cast.agreement("A-FR", member="M004")),
    )
    visit = cast.visit(member="M004", site="LILLE", agreement="A-FR")
    told = refused(database, lambda session: assignments.add_visit(session, visit))
    assert told.startswith(
        "GE-22 visit 2025-03-03 08:30 W001 at M004: work in FR without the member's notice before that day"
        " (noticed: -)."
    )
    notice = members.AbroadNoticeCreate(
        member="M004", country="FR", noticed_on=FEBRUARY_2025, from_on=date(2025, 3, 1)
    )
    allowed(
        database,
        lambda session: members.notice_abroad(session, notice),
        lambda session: assignments.add_visit(session, visit),
    )


def test_a_contract_takes_the_committee_of_the_authorisation_and_no_other(database: Database) -> None:
    told = refused(
        database,
        lambda session: workers.register(session, cast.worker()),
        lambda session: workers.hire(session, cast.contract(joint_committee="200")),
    )
    assert told.startswith(
        "GE-15 contract C-W004: joint committee 200 (from 2021-01-04), but the authorisation names 337."
    )
    with cast.reading(database) as session:
        terms = workers.terms_of(session, workers.contract_by_number(session, "C-W001"))
        assert [row.joint_committee for row in terms] == ["337"]


def test_an_authorisation_of_another_committee_needs_other_terms_in_the_same_commit(database: Database) -> None:
    with cast.writing(database) as session:
        [old] = session.exec(select(groups.Authorisation)).all()
        assert (old.reference, groups.committee_on(session, date(2019, 1, 1))) == ("AM-2020", "337")
    other = cast.authorisation(reference="AM-2030", joint_committee="200", from_on=date(2030, 1, 1))

    def amend(session: object) -> None:
        for number, minutes in (("C-W001", 2280), ("C-W002", 2280), ("C-W003", 1140)):
            workers.amend(session, number, date(2030, 1, 1), minutes, pattern="variable", joint_committee="200")  # type: ignore[arg-type]

    def withdraw(session: object) -> None:
        withdrawal = groups.WithdrawalCreate(
            reference="AM-2020", effective_on=date(2030, 1, 1), because="amended", document=cast.document("AM")
        )
        groups.record_withdrawal(session, withdrawal)  # type: ignore[arg-type]

    told = refused(database, withdraw, lambda session: groups.authorise(session, other))
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "GE-15 contract C-W001",
        "GE-15 contract C-W002",
        "GE-15 contract C-W003",
    ]
    allowed(database, withdraw, lambda session: groups.authorise(session, other), amend)


def test_an_organiser_who_is_a_member_is_refused(database: Database) -> None:
    organised = cast.authorisation(reference="AM-2025", from_on=date(2025, 1, 1), organiser="0202239951")
    told = refused(database, lambda session: groups.authorise(session, organised))
    assert told.startswith(
        "GE-24 M001: a member (from 2025-01-01) and the external organiser (0202239951) of authorisation AM-2025."
    )


def test_an_incomplete_application_is_refused(database: Database) -> None:
    application = groups.ApplicationCreate(
        reference="D-1", received_on=date(2025, 3, 3), registered_letter=False, proposed_committee="200"
    )
    told = refused(database, lambda session: groups.apply(session, application))
    assert [line.partition(". ")[0] for line in told.splitlines()] == [
        "GE-02 application D-1: no registered letter",
        "GE-02 application D-1: the internal rules are missing",
        "GE-02 application D-1: joint committee 200 is that of no member",
    ]


def test_a_form_that_a_group_cannot_take_is_refused(database: Database) -> None:
    statutes = groups.StatutesCreate(from_on=date(2023, 12, 2), legal_form="SNC", founding=True)
    told = refused(database, lambda session: groups.adopt_statutes(session, statutes))
    assert told.startswith("GE-05 A group cannot take the form SNC (2023-12-02); allowed: ASBL.")


def test_what_is_overdue_is_found_by_an_audit_that_knows_the_day(database: Database) -> None:
    span = Span(date(2027, 1, 1), date(2028, 1, 1))
    with cast.reading(database) as session:
        audit = database.gate.audit  # type: ignore[attr-defined]
        assert audit(session, span) == []
        assert audit(session, span, date(2027, 3, 31)) == []
        [finding] = audit(session, span, date(2027, 4, 1))
    assert (finding.rule, finding.subject, str(finding.span)) == (
        "GE-19",
        "activity report 2026",
        "from 2027-04-01",
    )

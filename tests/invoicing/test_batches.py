"""A run is opened, approved and issued batch by batch; it goes on where it stopped, and one works at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from basicplus import invoicing, members
from basicplus.acts.runs import Issued, issue_in_batches
from basicplus.assignments import end_agreement
from basicplus.clock import parse_period
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import Database
from basicplus.errors import BasicplusError, Conflict, InvalidInput
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.issuing import render_here
from basicplus.invoicing.runs.batches import RunSummary
from basicplus.members import VatAttestation
from basicplus.verification import verify
from tests import cast
from tests.invoicing.test_preview import unsay_vat

MARCH, APRIL_7 = parse_period("2025-03"), date(2025, 4, 7)


def open_run(database: Database, issue_on: date = APRIL_7) -> None:
    with cast.writing(database) as session:
        invoicing.open_run(session, MARCH, issue_on)


def approve(database: Database, despite: str | None = None, **which: Sequence[str]) -> None:
    with cast.writing(database, despite=despite) as session:
        invoicing.approve_run(session, MARCH, **which)  # type: ignore[arg-type]


def issue_next(database: Database, documents: int = 1) -> list[str]:
    with cast.writing(database) as session:
        return [invoice.number for invoice in invoicing.issue_next(session, MARCH, documents=documents)]


def issue_all(database: Database, issue_on: date | None = APRIL_7, **how: object) -> Issued:
    return issue_in_batches(database, cast.GROUP, "tester", MARCH, issue_on, documents=1, **how)  # type: ignore[arg-type]


def runs(database: Database) -> list[tuple[str, str | None, list[int]]]:
    with cast.reading(database) as session:
        return [(run.state, run.approved_by, list(run.members.values())) for run in invoicing.list_runs(session)]


def billed(database: Database) -> list[tuple[str, int]]:
    with cast.reading(database) as session:
        return [(invoice.number, invoice.member_id) for invoice in cast.invoices(session)]


def test_a_run_is_opened_approved_and_issued_until_it_is_done(database: Database) -> None:
    open_run(database)
    assert runs(database) == [("open", None, [0, 0, 0, 0])]
    approve(database)
    assert runs(database) == [("approved", cast.COORDINATOR, [3, 0, 0, 0])]
    assert issue_next(database, 2) == ["2025-000001", "2025-000002"]
    assert runs(database) == [("issuing", cast.COORDINATOR, [1, 2, 0, 0])]
    assert issue_next(database, 2) == ["2025-000003"]
    with cast.reading(database) as session:
        assert invoicing.list_runs(session) == [
            RunSummary(
                "2025-03",
                APRIL_7,
                "done",
                cast.COORDINATOR,
                {"approved": 0, "issued": 3, "empty": 0, "cancelled": 0},
            )
        ]
        assert [invoice.issue_on for invoice in cast.invoices(session)] == [APRIL_7] * 3


def test_members_are_approved_by_name_left_out_or_added_later(database: Database) -> None:
    open_run(database)
    approve(database, without=["M002", "M003"])
    approve(database, only=["M003", "M001"])
    assert runs(database) == [("approved", cast.COORDINATOR, [2, 0, 0, 0])]
    assert issue_next(database, 9) == ["2025-000001", "2025-000002"]
    assert billed(database) == [("2025-000001", 1), ("2025-000002", 3)]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda session: invoicing.approve_run(session, MARCH), "There is no unfinished run of 2025-03: open one"),
        (lambda session: invoicing.issue_next(session, MARCH), "There is no unfinished run of 2025-03: open one"),
        (lambda session: invoicing.open_run(session, MARCH, date(2025, 3, 31)), "the period ends first"),
    ],
)
def test_what_a_run_that_is_not_there_cannot_do_is_a_sentence(database: Database, act: object, told: str) -> None:
    with pytest.raises(BasicplusError, match=told), cast.writing(database) as session:
        act(session)  # type: ignore[operator]


def test_a_run_is_approved_before_it_is_issued_and_once(database: Database) -> None:
    open_run(database)
    with pytest.raises(Conflict, match="is not approved yet"):
        issue_next(database)
    with pytest.raises(Conflict, match="dated 2025-04-07 is open: issue it, or cancel it first"):
        open_run(database)
    approve(database)
    with pytest.raises(Conflict, match="Nobody is left to approve in the run of 2025-03"):
        approve(database)


def test_a_name_that_the_period_does_not_bill_is_told(database: Database) -> None:
    open_run(database)
    with pytest.raises(InvalidInput, match="only: found 'M009'; numbers of members that are billed monthly"):
        approve(database, only=["M001", "M009"])


def test_who_a_rule_speaks_against_is_left_out_and_refused_when_named(database: Database) -> None:
    unsay_vat(database)
    open_run(database)
    with pytest.raises(Refused) as refused:
        approve(database, only=["M002"])
    assert [(each.rule, each.case, each.subject) for each in refused.value.findings] == [
        ("GE-26", "no_status", "invoice DRAFT-2025-03-M002")
    ]
    approve(database)
    assert issue_next(database, 9) == ["2025-000001", "2025-000002"]
    assert billed(database) == [("2025-000001", 1), ("2025-000002", 3)]


def test_a_warning_needs_a_reason(database: Database) -> None:
    attested = {"status": "exempt", "from_on": "2024-04-01", "signed_on": "2024-03-04", "signed_by": "Jan Peeters"}
    with cast.writing(database) as session:
        members.attest_vat(session, "M002", VatAttestation.model_validate(attested))
    open_run(database)
    with pytest.raises(Warned):
        approve(database, only=["M002"])
    approve(database)
    assert runs(database)[0][2] == [2, 0, 0, 0]
    approve(database, "the new one is in the post")
    assert runs(database)[0][2] == [3, 0, 0, 0]


def test_what_a_cancelled_run_did_not_issue_is_billed_by_another(database: Database) -> None:
    open_run(database)
    approve(database)
    issue_next(database)
    with cast.writing(database) as session:
        invoicing.cancel_run(session, MARCH)
    assert issue_all(database, date(2025, 4, 8)).documents == [
        ("2025-000002", "invoice", 33712),
        ("2025-000003", "invoice", 15721),
    ]
    assert runs(database) == [("done", "tester", [0, 2, 0, 0]), ("cancelled", cast.COORDINATOR, [0, 1, 0, 2])]


def test_who_has_nothing_left_to_bill_gets_no_document(database: Database) -> None:
    open_run(database)
    approve(database)
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_7, only=["M001", "M002"])
    assert issue_next(database, 2) == []
    assert issue_next(database, 2) == ["2025-000003"]
    assert runs(database)[0][2] == [0, 1, 2, 0]


def test_a_failure_in_the_middle_leaves_whole_batches_and_nothing_of_the_one_that_failed(
    database: Database,
) -> None:
    """T6."""
    cast.do(database, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)))
    printed = iter((render_here, jammed))
    seen = []

    def watch(_done: int) -> None:
        seen.append(cast.contents(database))

    with pytest.raises(OSError, match="paper jam"):
        issue_all(database, render=lambda contents: next(printed)(contents), progress=watch)
    assert [cast.contents(database)] == seen
    assert billed(database) == [("2025-000001", 1)]
    assert cast.states(database) == [(date(2025, 3, 3), "invoiced"), (date(2025, 3, 4), "signed")]
    resumed = issue_all(database, None)
    assert [number for number, _, _ in resumed.documents] == ["2025-000002", "2025-000003"]
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []


def jammed(_contents: Sequence[DocumentContent]) -> Iterable[bytes]:
    raise OSError("paper jam")


def test_whoever_starts_a_run_again_takes_it_over_and_the_other_is_told(database: Database) -> None:
    def second(_done: int) -> None:
        if len(billed(database)) == 1:
            assert len(issue_all(database).documents) == 2

    with pytest.raises(Conflict) as told:
        issue_all(database, progress=second)
    assert str(told.value) == "Somebody else has taken over the run of 2025-03: what this one issued stays issued."
    assert billed(database) == [("2025-000001", 1), ("2025-000002", 2), ("2025-000003", 3)]


def test_a_run_that_is_not_finished_keeps_its_date_and_its_members(database: Database) -> None:
    open_run(database)
    approve(database)
    for how in ({"issue_on": date(2025, 4, 8)}, {"issue_on": None, "only": ["M001"]}):
        with pytest.raises(
            Conflict, match="dated 2025-04-07 is approved: issue it with that date and as approved"
        ):
            issue_all(database, **how)  # type: ignore[arg-type]
    assert issue_all(database, None).run_on == APRIL_7
    before = cast.contents(database)
    assert issue_all(database) == Issued()
    assert cast.contents(database) == before
    with pytest.raises(InvalidInput, match="the date that the documents of a new run bear"):
        issue_all(database, None)


def test_a_year_or_a_quarter_is_one_document_of_what_its_months_are_worth(database: Database) -> None:
    with cast.writing(database) as session:
        for number, frequency in (("M001", "quarterly"), ("M002", "annual")):
            member = members.by_number(session, number)
            member.billing_frequency = frequency
            session.add(member)
        invoicing.open_pool(session, invoicing.PoolCreate(code="X", name="X", kind="overhead"))
    with cast.writing(database) as session:
        [quarter] = invoicing.issue_run(session, parse_period("2025-Q1"), date(2025, 4, 1))
    with cast.writing(database) as session:
        [year] = invoicing.issue_run(session, parse_period("2025"), date(2026, 1, 5))
    assert (quarter.period, quarter.member_id, quarter.total_cents) == ("2025-Q1", 1, 3 * (45000 + 50567))
    assert (year.period, year.member_id, year.total_cents) == ("2025", 2, 12 * 33712)


def test_who_joins_or_leaves_in_the_month_gets_one_document_for_its_days(database: Database) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
        members.join(
            session, "M004", date(2025, 3, 17), acknowledged_on=date(2025, 3, 3), internal_rules_version=1
        )
        members.declare_vat(session, "M004", date(2025, 3, 17), "exempt")
        late = {"member": "M004", "profession": "accountant", "basis": "flat_fee", "fee_cents": 31000}
        cast.agree(
            session, cast.agreement("A-L", **late, from_on=date(2025, 3, 17), signed_on=date(2025, 3, 3)), "CPT"
        )
    with cast.writing(database) as session:
        for agreement in ("A-CP-2", "A-DPO-2"):
            end_agreement(session, agreement, date(2025, 3, 11))
        members.leave(session, "M002", date(2025, 3, 11))
    with cast.writing(database) as session:
        issued = invoicing.issue_run(session, MARCH, APRIL_7, only=["M002", "M004"])
        lines = {
            row.member_id: [
                (str(line.from_on), str(line.until_on)) for line in cast.lines(session, invoice_id=row.id)
            ]
            for row in issued
        }
    assert lines == {2: [("2025-03-01", "2025-03-11")], 4: [("2025-03-17", "2025-04-01")]}
    assert issued[1].total_cents == 15000

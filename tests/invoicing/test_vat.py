"""Invoices pass the VAT guardian: refused without a status, a reason when expired, a light, a counter."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import select

from basicplus import assignments, invoicing, journal, members
from basicplus.clock import Span, parse_period, year_span
from basicplus.compliance import service
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import Database
from basicplus.invoicing import Invoice
from basicplus.invoicing.vat import Outsiders, invoice_lights, outsiders
from basicplus.members import Membership, VatAttestation, VatStatus
from tests import cast

MARCH, APRIL_7 = parse_period("2025-03"), date(2025, 4, 7)


def run(database: Database, despite: str | None = None) -> list[Invoice]:
    with cast.writing(database, despite=despite) as session:
        return invoicing.issue_run(session, MARCH, APRIL_7)


def attest(database: Database, **changes: Any) -> None:
    given = {
        "status": "exempt",
        "from_on": cast.NEW_YEAR,
        "signed_on": date(2024, 12, 9),
        "signed_by": "Jan Peeters",
    }
    with cast.writing(database) as session:
        members.attest_vat(session, "M002", VatAttestation(**given | changes))


def unsay(database: Database) -> None:
    """Take away what M002 declared, as if nobody had asked."""
    with cast.writing(database) as session:
        member_id = members.by_number(session, "M002").id
        [row] = [row for row in session.exec(select(VatStatus)) if row.member_id == member_id]
        session.delete(row)
        journal.record(session, "mend VAT status", "M002")


def refused(database: Database) -> list[str]:
    before = cast.contents(database)
    with pytest.raises(Refused) as refusal:
        run(database)
    assert cast.contents(database) == before
    return [f"{each.rule}.{each.case} {each.subject} {each.found}" for each in refusal.value.findings]


def test_no_invoice_goes_to_a_member_whose_status_is_unknown(database: Database) -> None:
    unsay(database)
    assert refused(database) == ["GE-26.no_status invoice 2025-000002 M002"]
    attest(database)
    assert len(run(database)) == 3


def test_no_exempt_invoice_goes_to_a_member_taxed_by_half(database: Database) -> None:
    attest(database, status="mixed", taxable_percent=50)
    assert refused(database) == ["GE-26.taxed invoice 2025-000002 50"]


def test_an_expired_attestation_needs_a_reason(database: Database) -> None:
    attest(database, valid_until_on=APRIL_7)
    with pytest.raises(Warned) as warning:
        run(database)
    assert [(each.rule, each.case, each.limit) for each in warning.value.findings] == [
        ("GE-26", "expired", "2025-04-06")
    ]
    assert len(run(database, despite="the new one is in the post")) == 3


def test_a_membership_is_not_ended_before_days_that_were_billed(database: Database) -> None:
    run(database)
    with pytest.raises(Refused) as refusal, cast.writing(database) as session:  # noqa: PT012
        for agreement in ("A-CP-2", "A-DPO-2"):
            assignments.end_agreement(session, agreement, date(2025, 2, 15))
        members.leave(session, "M002", date(2025, 2, 15))
    assert {(each.rule, each.case, each.subject) for each in refusal.value.findings} == {
        ("GE-06", "non_member", "invoice 2025-000002")
    }


def test_a_status_that_exempts_no_longer_is_not_declared_before_an_invoice_that_stands(database: Database) -> None:
    run(database)
    with pytest.raises(Refused) as refusal, cast.writing(database) as session:
        members.declare_vat(session, "M002", date(2025, 3, 1), "mixed", 60)
    assert [(each.rule, each.case, each.subject) for each in refusal.value.findings] == [
        ("GE-26", "taxed", "invoice 2025-000002")
    ]
    with cast.writing(database) as session:
        invoicing.credit(session, "2025-000002", date(2025, 4, 8), "assujetti depuis mars")
        members.declare_vat(session, "M002", date(2025, 3, 1), "mixed", 60)


def test_the_light_of_an_invoice_is_that_of_its_date_and_a_credit_note_has_none(database: Database) -> None:
    attest(database, valid_until_on=APRIL_7)
    run(database, despite="the new one is in the post")
    with cast.writing(database) as session:
        note = invoicing.credit(session, "2025-000003", date(2025, 4, 8), "wrong address")
    with cast.reading(database) as session:
        lights = invoice_lights(session, ["2025-000001", "2025-000002", note.number])
    assert {number: (light.colour, light.reason) for number, light in lights.items()} == {
        "2025-000001": ("amber", "unsigned"),
        "2025-000002": ("red", "expired"),
    }


def left_behind_the_gate(database: Database, until_on: date) -> None:
    """End the membership of M002 as a hand on the database would."""
    with cast.reading(database) as session:
        [row] = members.memberships_of(session, members.by_number(session, "M002"))
    with database.engine.begin() as connection:
        table = Membership.__table__  # type: ignore[attr-defined]
        connection.execute(table.update().where(table.c.id == row.id).values(until_on=until_on))


def test_days_outside_of_membership_are_not_billed_unless_waived(database: Database) -> None:
    left_behind_the_gate(database, date(2025, 3, 16))
    cast.register_for_vat(database)
    assert refused(database) == ["GE-06.non_member invoice 2025-000002 M002"]
    with cast.writing(database) as session:
        service.grant(session, cast.waiver("GE-06", party="M002"))
    invoices = run(database)
    with cast.reading(database) as session:
        total = sum(each.total_cents - each.vat_cents for each in invoices)
        outside = sum(line.amount_cents for line in cast.lines(session) if line.vat_percent)
        counted = outsiders(session, 2025)
    assert counted == Outsiders(2025, total, outside, 0, 0, 50)
    assert (counted.percent, counted.level) == (Fraction(100 * outside, total), "fine")


def test_an_audit_finds_what_was_billed_and_a_credit_note_mends_it(database: Database) -> None:
    run(database)
    left_behind_the_gate(database, date(2025, 3, 16))
    assert audited(database) == [("GE-06", "2025-03-16 to 2025-03-31")]
    with cast.writing(database) as session:
        invoicing.credit(session, "2025-000002", date(2025, 4, 8), "left")
    assert audited(database) == []
    with cast.reading(database) as session:
        assert outsiders(session, 2025).outsiders_cents == 0


def audited(database: Database) -> list[tuple[str, str]]:
    with cast.reading(database) as session:
        found = database.gate.audit(session, Span(date(2025, 3, 1), date(2025, 4, 30)))  # type: ignore[attr-defined]
    return [(each.rule, str(each.span)) for each in found if each.rule in ("GE-06", "GE-26")]


@pytest.mark.parametrize(
    ("outside", "level"), [(0, "fine"), (3999, "fine"), (4000, "alert"), (4999, "alert"), (5000, "over")]
)
def test_the_counter_of_outsiders_alerts_at_40_and_ends_at_50_percent(outside: int, level: str) -> None:
    assert Outsiders(2025, 10_000, outside, 0, 0, 50).level == level
    assert Outsiders(2025, 10_000, 0, 10_000, outside, 50).level == level


def test_a_settled_year_that_got_cheaper_is_told_until_it_is_settled_again(database: Database) -> None:
    cast.do(
        database,
        *(
            cast.hours(agreement=f"A-CP-{number}", site=f"S-M00{number}", day=date(2025, 3, 2 + number))
            for number in (1, 2, 3)
        ),
    )
    cast.book(database, ("CP", 100_000))
    with cast.writing(database) as session:
        for month in range(1, 13):
            invoicing.issue_run(session, parse_period(f"2025-{month:02d}"), date(2026, 1, 7))
        invoicing.settle_year(session, 2025, date(2026, 3, 2))
    assert above_cost(database) == []
    cast.book(database, ("CP", -10_000))
    assert above_cost(database) == [("pool CP 2025", "1000.00", "900.00")]
    with cast.writing(database) as session:
        invoicing.settle_year(session, 2025, date(2026, 5, 4))
    assert above_cost(database) == []


def above_cost(database: Database) -> list[tuple[str, int | str, int | str]]:
    with cast.reading(database) as session:
        found = database.gate.audit(session, year_span(2025))  # type: ignore[attr-defined]
    return [(each.subject, each.found, each.limit) for each in found if each.case == "above_cost"]

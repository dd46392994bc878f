"""Credit notes in part: hours, lines and amounts come back once, free what they credit, and touch nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus import invoicing, members
from basicplus.clock import parse_period
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.evidence import verify_invoice
from basicplus.invoicing import Invoice, LineCredit
from basicplus.invoicing.documents.content import DocumentContent, Line
from basicplus.invoicing.issuing import Booking, Draft, issue
from basicplus.invoicing.lines import Pricing
from basicplus.store import open_store
from basicplus.verification import verify
from tests import cast
from tests.conftest import Templates

MARCH, APRIL_1, APRIL_8 = parse_period("2025-03"), date(2025, 4, 1), date(2025, 4, 8)
RATE_E4 = 456214
DAYS = [date(2025, 3, day) for day in (3, 4, 5)]


def billed_by_the_hour(database: Database) -> list[int]:
    """Bill M001 three mornings of 100 minutes at a rate that comes out uneven; return the ids of the hours."""
    with cast.writing(database) as session:
        pool = {"code": "X", "name": "X", "kind": "profession", "profession": "lawyer"}
        invoicing.open_pool(session, invoicing.PoolCreate.model_validate(pool))
        invoicing.set_tariff(session, "X", 2025, RATE_E4)
        cast.agree(session, cast.agreement("A-A-1"), "X")
    cast.do(database, *(cast.hours(agreement="A-A-1", day=day, end_time="10:10") for day in DAYS))
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1)
    with cast.reading(database) as session:
        return [entry.id for entry in cast.entries(session)]


def credit(database: Database, number: str = "2025-000001", **what: Any) -> tuple[str, int]:
    with cast.writing(database) as session:
        note = invoicing.credit(session, number, APRIL_8, "erreur", **what)
        return note.number, note.total_cents


def of_lines(*lines: int | tuple[int, int]) -> dict[str, list[LineCredit]]:
    asked = [(line, None) if isinstance(line, int) else line for line in lines]
    return {"lines": [LineCredit(line=line, amount_cents=cents) for line, cents in asked]}


def refused(database: Database, **what: Any) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        credit(database, **what)
    assert cast.contents(database) == before
    return str(refusal.value)


def due(database: Database) -> list[tuple[str, int]]:
    """What M001 would be billed for March now."""
    with cast.reading(database) as session:
        return [(line.agreement.number, line.amount_cents) for line in Pricing(session, MARCH, [1]).lines(1)]


def problems(database: Database) -> list[dict[str, str]]:
    with cast.reading(database) as session:
        return verify(session, cast.GROUP).problems


def test_hours_that_are_credited_are_free_and_only_they(database: Database) -> None:
    """T8."""
    first, *_ = billed_by_the_hour(database)
    with cast.reading(database) as session:
        siblings = [invoice.sha256 for invoice in cast.invoices(session)]
    assert credit(database, hours=[first]) == ("NC2025-000001", -7604)
    assert cast.states(database) == [(DAYS[0], "checked"), (DAYS[1], "invoiced"), (DAYS[2], "invoiced")]
    assert due(database) == []
    cast.sign(database, "M001")
    assert due(database) == [("A-A-1", 7604)]
    with cast.reading(database) as session:
        assert [invoice.sha256 for invoice in cast.invoices(session, kind="invoice")] == siblings
        [note] = cast.invoices(session, kind="credit_note")
        content = DocumentContent.from_json(note.content)
    assert content.credits is not None
    assert (content.credits.number, content.reason, content.total_cents) == ("2025-000001", "erreur", 7604)
    assert [(line.agreement, line.minutes, line.rate_e4) for line in content.lines] == [("A-A-1", 100, RATE_E4)]
    assert [(row.day, row.minutes, row.signed_by) for row in content.hours] == [(DAYS[0], 100, "Marie Dupont")]
    assert problems(database) == []


def test_hours_credited_one_by_one_are_worth_their_line_to_the_cent(database: Database) -> None:
    notes = [credit(database, hours=[entry]) for entry in billed_by_the_hour(database)]
    assert notes == [("NC2025-000001", -7604), ("NC2025-000002", -7603), ("NC2025-000003", -7604)]
    with cast.reading(database) as session:
        [line] = cast.lines(session, agreement_id=cast.lines(session)[0].agreement_id, credits_line_id=None)
    assert line.amount_cents == 22811 == -sum(cents for _, cents in notes)
    assert problems(database) == []


def test_a_line_that_is_credited_whole_is_billed_again_and_its_siblings_are_not(database: Database) -> None:
    billed_by_the_hour(database)
    assert credit(database, **of_lines(2)) == ("NC2025-000001", -45000)
    assert due(database) == [("A-CPT-1", 45000)]
    assert [state for _, state in cast.states(database)] == ["invoiced"] * 3


def test_an_amount_of_a_line_frees_nothing_until_nothing_stands_of_it(database: Database) -> None:
    billed_by_the_hour(database)
    assert credit(database, **of_lines((2, 12000))) == ("NC2025-000001", -12000)
    assert due(database) == []
    assert credit(database, **of_lines(2)) == ("NC2025-000002", -33000)
    assert due(database) == [("A-CPT-1", 45000)]
    assert problems(database) == []


def test_credits_never_exceed_the_line_or_the_invoice_over_any_chain(database: Database) -> None:
    """T13."""
    first, second, _ = billed_by_the_hour(database)
    credit(database, **of_lines((2, 44900)), hours=[first])
    assert refused(database, **of_lines((2, 101))) == (
        "1.00 EUR stand of line 2, 1.01 EUR are asked for: credits never exceed the line."
    )
    assert refused(database, hours=[first]).endswith(
        "ids of hours that the invoice bills and nothing has credited yet"
    )
    assert credit(database, hours=[second]) == ("NC2025-000002", -7603)
    assert credit(database) == ("NC2025-000003", -(7604 + 100 + 50567))
    assert refused(database) == "2025-000001 was credited already: credits never exceed the invoice."
    assert (
        refused(database, **of_lines(3)) == "2025-000001 was credited already: credits never exceed the invoice."
    )
    with cast.reading(database) as session:
        assert sum(invoice.total_cents for invoice in cast.invoices(session, member_id=1)) == 0
    assert problems(database) == []


def test_what_cannot_be_credited_is_a_sentence(database: Database) -> None:
    first, *_ = billed_by_the_hour(database)
    told = {
        "line: found '4'; a line of the invoice: 1 to 3": of_lines(4),
        "lines: found '[2, 2]'; name each line once": of_lines((2, 1), (2, 1)),
        "amount_cents: found '100'; line 1 is billed by the hour: name its hours, or the whole line": of_lines(
            (1, 100)
        ),
        "hours: found '1'; line or hours: this line is credited itself": of_lines(1) | {"hours": [first]},
        "hours: found '[999]'; ids of hours that the invoice bills and nothing has credited yet": {"hours": [999]},
    }
    assert {refused(database, **what): what for what in told.values()} == told


def test_hours_that_a_flat_fee_locks_have_no_price_of_their_own(database: Database) -> None:
    cast.do(database, cast.hours(worker="W002", agreement="A-CPT-1"))
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1)
    with cast.reading(database) as session:
        [entry] = cast.entries(session)
    assert refused(database, hours=[entry.id]).endswith(
        "line 1 is not billed by the hour: credit an amount of it, or all of it"
    )
    credit(database, **of_lines((1, 1)))
    assert cast.states(database) == [(date(2025, 3, 3), "invoiced")]
    credit(database, **of_lines(1))
    assert cast.states(database) == [(date(2025, 3, 3), "checked")]


def test_an_invoice_credited_in_part_still_stands_before_the_rules(database: Database) -> None:
    billed_by_the_hour(database)

    def declare() -> None:
        with cast.writing(database) as session:
            members.declare_vat(session, "M002", date(2025, 3, 1), "mixed", 60)

    credit(database, "2025-000002", **of_lines((1, 33711)))
    with pytest.raises(Refused):
        declare()
    credit(database, "2025-000002")
    declare()


def test_a_year_settles_what_was_billed_and_not_credited(database: Database) -> None:
    billed_by_the_hour(database)
    credit(database, **of_lines((2, 12000)))
    with cast.reading(database) as session:
        pools = {row.pool.code: row for row in invoicing.year_of(session, 2025)}
    [claim] = pools["CPT"].agreements
    assert (claim.billed_cents, claim.difference_cents) == (33000, -33000)


def taxed(database: Database, *amounts: tuple[int, int]) -> str:
    """Issue M003 an invoice of lines of an amount and a VAT percentage."""
    cast.register_for_vat(database)
    with cast.writing(database) as session:
        agreement = Pricing(session, MARCH, [3]).lines(3)[0].agreement
        bookings = [
            Booking(
                Line(
                    agreement.number, "DPO", "DPO", "dpo", "flat_fee", DAYS[0], DAYS[1], cents, vat_percent=percent
                ),
                agreement.id,
                agreement.pool_id,
                2025,
                cents,
            )
            for cents, percent in amounts
        ]
        draft = Draft(members.by_number(session, "M003"), "periodic", "2025-03", MARCH.span, bookings)
        [invoice] = issue(session, [draft], APRIL_1)
        return invoice.number


def test_the_vat_given_back_over_a_chain_is_the_vat_that_was_billed(database: Database) -> None:
    number = taxed(database, (10, 21), (500, 0))
    chain = [of_lines((1, 3)), of_lines((1, 3)), of_lines((1, 3)), {}]
    for what in chain:
        credit(database, number, **what)
    with cast.reading(database) as session:
        notes = cast.invoices(session)
        percents = [line.vat_percent for line in cast.lines(session) if line.credits_line_id]
    assert [(note.total_cents, note.vat_cents) for note in notes] == [
        (512, 2),
        (-4, -1),
        (-3, 0),
        (-4, -1),
        (-501, 0),
    ]
    assert percents == [21, 21, 21, 21, 0]
    contents = [DocumentContent.from_json(note.content) for note in notes]
    # The tables on the documents say the VAT that was given back, a cent less than base x rate on the second note.
    assert [content.vat_by_rate for content in contents] == [
        {21: (10, 2), 0: (500, 0)},
        {21: (3, 1)},
        {21: (3, 0)},
        {21: (3, 1)},
        {21: (1, 0), 0: (500, 0)},
    ]
    proofs = [{"content": json.loads(note.content), "document": said(note)} for note in notes]
    assert [list(verify_invoice.document(proof)) for proof in proofs] == [[]] * 5


def said(invoice: Invoice) -> dict[str, str]:
    """Return how a proof names a document."""
    return {"number": invoice.number, "content_sha256": hashlib.sha256(invoice.content.encode()).hexdigest()}


def test_a_line_that_gives_back_is_not_credited_beyond_the_invoice(database: Database) -> None:
    number = taxed(database, (100, 0), (-40, 0))
    assert refused(database, number=number, **of_lines(1)) == (
        "0.60 EUR stand of 2025-000001, 1.00 EUR would be credited:"
        " a credit note gives something back, and never more than the invoice."
    )
    assert refused(database, number=number, **of_lines(2)).startswith(
        "0.60 EUR stand of 2025-000001, -0.40 EUR would"
    )
    assert credit(database, number, **of_lines(1, 2)) == ("NC2025-000001", -60)


Step = tuple[str, int, int]
STEPS: st.SearchStrategy[Step] = st.tuples(
    st.sampled_from(["hours", "line", "amount"]), st.integers(0, 2), st.integers(1, 60000)
)


@settings(max_examples=6)
@given(st.lists(STEPS, min_size=1, max_size=5))
def test_any_chain_of_credits_ends_at_nothing_and_never_below(
    sqlite_templates: Templates, steps: Sequence[Step]
) -> None:
    """T8, T13: whatever is asked in whatever order, what stands of a line goes from its amount to zero."""
    url = sqlite_templates.copy(sqlite_templates.cast)
    database = open_store(url)
    try:
        hours = billed_by_the_hour(database)
        for kind, index, cents in steps:
            what = {
                "hours": {"hours": [hours[index]]},
                "line": of_lines(index + 1),
                "amount": of_lines((index + 1, cents)),
            }
            try:
                credit(database, **what[kind])
            except BasicplusError:
                continue
            assert 0 <= standing(database) <= 22811 + 45000 + 50567
        if standing(database):
            credit(database)
        assert (standing(database), problems(database)) == (0, [])
        assert {state for _, state in cast.states(database)} == {"checked"}
    finally:
        database.close()
        sqlite_templates.drop(url)


def standing(database: Database) -> int:
    with cast.reading(database) as session:
        documents: list[Invoice] = cast.invoices(session, member_id=1)
        return sum(invoice.total_cents for invoice in documents)

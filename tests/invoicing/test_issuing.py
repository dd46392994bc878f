"""Issuing: number, lines, lock and bytes in one transaction, or nothing at all (T6, T7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pytest
from sqlmodel import col, select

from basicplus import invoicing, journal, members
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing import Document
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.ubl import ubl
from basicplus.invoicing.issuing import render_here
from basicplus.invoicing.models import NumberSeries
from tests import cast

MARCH, APRIL_1 = parse_period("2025-03"), date(2025, 4, 1)


class PaperJam(Exception):
    pass


def jam_after_two(contents: Sequence[DocumentContent]) -> Iterable[Mapping[str, bytes]]:
    yield from render_here(contents[:2])
    raise PaperJam


def lose_one(contents: Sequence[DocumentContent]) -> Iterable[Mapping[str, bytes]]:
    return render_here(contents[1:])


@pytest.mark.parametrize(("render", "error"), [(jam_after_two, PaperJam), (lose_one, ValueError)])
def test_a_failure_leaves_no_number_no_lock_and_no_file(
    database: Database, render: object, error: type[Exception]
) -> None:
    cast.do(database, cast.hours())
    before = cast.contents(database)
    with pytest.raises(error), cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1, render=render)  # type: ignore[arg-type]
    assert cast.contents(database) == before
    with cast.writing(database) as session:
        numbers = [invoice.number for invoice in invoicing.issue_run(session, MARCH, APRIL_1)]
    assert numbers == ["2025-000001", "2025-000002", "2025-000003"]


def test_an_issued_document_is_kept_whole(database: Database) -> None:
    cast.do(database, cast.hours())
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1, only=["M001"])
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session)
        printed, structured = session.exec(select(Document).order_by(col(Document.id)))
        [entry] = cast.entries(session)
        lines = cast.lines(session)
        content = DocumentContent.from_json(invoice.content)
        assert (invoice.series, invoice.sequence, invoice.ogm) == ("F2025", 1, "202500000165")
        assert (invoice.issue_on, invoice.due_on, invoice.period) == (APRIL_1, date(2025, 5, 1), "2025-03")
        assert [(line.position, line.year, line.amount_cents) for line in lines] == [
            (1, 2025, 15750),
            (2, 2025, 45000),
            (3, 2025, 50567),
        ]
        assert invoice.total_cents == sum(line.amount_cents for line in lines)
        assert (entry.state, entry.invoice_line_id) == ("invoiced", lines[0].id)
        assert content.to_json() == invoice.content
        assert [(row.worker, row.minutes, row.signed_by) for row in content.hours] == [
            ("Anne Lambert W001", 210, "Marie Dupont")
        ]
        assert content.buyer.name == "École M001"
        assert (printed.media_type, printed.content[:5]) == ("application/pdf", b"%PDF-")
        assert (structured.media_type, structured.content) == ("application/xml", ubl(content))
        for document in (printed, structured):
            assert document.content_sha256 == hashlib.sha256(document.content).hexdigest()
        sealed = (invoice, printed, structured, *lines)
        assert {row.journal_seq for row in sealed} == {invoice.journal_seq}


def test_a_member_without_an_enterprise_number_gets_its_document_on_paper_alone(database: Database) -> None:
    with cast.writing(database) as session:
        members.by_number(session, "M001").enterprise_number = None
        journal.record(session, "forget enterprise number", "M001")
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1, only=["M001"])
    with cast.reading(database) as session:
        assert [document.media_type for document in session.exec(select(Document))] == ["application/pdf"]


def test_numbers_follow_each_other_over_runs_and_years(database: Database) -> None:
    def issue(period: str, issue_on: date) -> list[str]:
        with cast.writing(database) as session:
            invoices = invoicing.issue_run(session, parse_period(period), issue_on, only=["M002", "M003"])
            return [invoice.number for invoice in invoices]

    assert issue("2025-01", date(2025, 2, 3)) == ["2025-000001", "2025-000002"]
    assert issue("2025-02", date(2025, 3, 3)) == ["2025-000003", "2025-000004"]
    assert issue("2025-03", date(2026, 1, 5)) == ["2026-000001", "2026-000002"]


def test_no_document_is_dated_before_the_last_of_its_series(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 2), only=["M002"])
    before = cast.contents(database)
    with pytest.raises(Conflict) as refused, cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1, only=["M003"])
    assert str(refused.value) == (
        "Series F2025 already has a document dated 2025-04-02; date this one then or later."
    )
    assert cast.contents(database) == before


def test_credit_notes_have_a_series_of_their_own(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1)
    for number in ("2025-000002", "2025-000001"):
        with cast.writing(database) as session:
            invoicing.credit(session, number, date(2025, 4, 2), "wrong member")
    with cast.reading(database) as session:
        assert [row.number for row in cast.invoices(session, kind="credit_note")] == [
            "NC2025-000001",
            "NC2025-000002",
        ]
        assert sorted((row.code, row.last) for row in session.exec(select(NumberSeries))) == [
            ("F2025", 3),
            ("NC2025", 2),
        ]


def test_an_issued_document_forgets_nothing_when_its_member_changes(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, APRIL_1, only=["M001"])
    with cast.writing(database) as session:
        members.by_number(session, "M001").name = "Nouveau nom"
        journal.record(session, "rename member", "M001")
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session)
        assert json.loads(invoice.content)["buyer"]["name"] == "École M001"
        assert invoice.sha256 == invoice.seal()

"""Hours are billed by the rule of their agreement, and keep the rule they were billed by first (T5, T14)."""

from __future__ import annotations

import json
from datetime import date

from sqlmodel import select

from basicplus import assignments, clock, invoicing
from basicplus.assignments import timesheets
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.invoicing import Document
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.rendering import PDF
from tests import cast

MARCH = parse_period("2025-03")
VISIT = cast.hours(end_time="12:01")


def issue(database: Database, issue_on: date) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, issue_on, only=["M001"])


def change(database: Database, rule: str = "quarter-hour-up-1") -> None:
    with cast.writing(database) as session:
        assignments.change_rounding(session, "A-CP-1", rule)  # type: ignore[arg-type]


def billed(database: Database) -> list[tuple[int | None, int, str | None]]:
    with cast.reading(database) as session:
        lines = cast.lines(session, basis="time_spent")
        return [(line.minutes, line.amount_cents, line.rounding_rule) for line in lines]


def test_an_agreement_bills_by_its_rule_and_the_document_says_it(database: Database) -> None:
    change(database)
    cast.do(database, VISIT)
    issue(database, date(2025, 4, 1))
    assert billed(database) == [(225, 16875, "quarter-hour-up-1")]
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session)
        [entry] = cast.entries(session)
        assert DocumentContent.from_json(invoice.content).lines[0].rounding_rule == "quarter-hour-up-1"
        assert (entry.minutes, entry.rounding_rule) == (211, "quarter-hour-up-1")
        claims = {
            claim.agreement.number: claim.minutes
            for row in invoicing.year_of(session, 2025)
            for claim in row.agreements
        }
        assert claims["A-CP-1"] == 211


def test_hours_reopened_after_a_credit_keep_their_rule_beside_new_ones(database: Database) -> None:
    cast.do(database, VISIT)
    issue(database, date(2025, 4, 1))
    change(database)
    with cast.writing(database) as session:
        invoicing.credit(session, "2025-000001", date(2025, 4, 2), "wrong end")
        [entry] = cast.entries(session)
        timesheets.dispute(session, entry, "until noon and two")
        ends_at = clock.at(entry.day, clock.time(12, 2))
        timesheets.settle_dispute(session, entry, entry.starts_at, ends_at)
    cast.do(database, cast.hours(day=date(2025, 3, 10), end_time="12:01"))
    issue(database, date(2025, 4, 3))
    assert billed(database) == [
        (211, 15825, "exact-minutes-1"),
        (211, -15825, "exact-minutes-1"),
        (212, 15900, "exact-minutes-1"),
        (225, 16875, "quarter-hour-up-1"),
    ]


def test_another_rule_changes_no_document(database: Database) -> None:
    cast.do(database, VISIT)
    issue(database, date(2025, 4, 1))
    change(database)
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session)
        document = session.exec(select(Document).where(Document.media_type == PDF)).one()
        content = DocumentContent.from_json(invoice.content)
        assert (content.to_json(), invoice.sha256) == (invoice.content, invoice.seal())
        assert render_pdf(content) == document.content


def test_a_document_from_before_the_rules_had_names_still_reads(database: Database) -> None:
    cast.do(database, VISIT)
    issue(database, date(2025, 4, 1))
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session)
    raw = json.loads(invoice.content)
    for line in raw["lines"]:
        for name in ("rounding_rule", "weight", "weight_total", "weight_days", "fee_cents", "fee_per", "index"):
            del line[name]
    assert DocumentContent.from_json(json.dumps(raw)).lines[0].rounding_rule is None

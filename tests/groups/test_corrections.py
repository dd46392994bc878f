"""What is said of the group is changed field by field: what is left out stays, what is issued stays too."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from basicplus import groups, invoicing, journal, members
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.groups import GroupChange
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.models import Document
from basicplus.journal import JournalEntry
from basicplus.members import MemberChange
from basicplus.verification import verify
from tests import cast


def identity(database: Database) -> dict[str, Any]:
    with cast.reading(database) as session:
        return groups.current(session).model_dump()


def change(database: Database, **given: Any) -> None:
    with cast.writing(database) as session:
        groups.change_group(session, GroupChange.model_validate(given))


def last_entry(database: Database) -> tuple[str, str, dict[str, Any]]:
    with cast.reading(database) as session:
        entry = session.exec(select(JournalEntry).order_by(journal.JournalEntry.seq.desc())).first()  # type: ignore[attr-defined]
        return entry.act, entry.subject, cast.told(entry)


def test_only_what_is_given_changes_and_the_bic_follows_the_account(database: Database) -> None:
    before = identity(database)
    change(database, street=" Rue du Pont 8 ", iban="BE71 0961 2345 6769", city="", email=None)
    assert identity(database) == before | {
        "street": "Rue du Pont 8",
        "iban": "BE71096123456769",
        "bic": "GKCCBEBB",
    }
    assert last_entry(database) == ("change group", "demo", {"fields": ["iban", "street"]})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"name": " "},
            "fields: found 'nothing'; one of these at least: name, street, postal_code, city, rpm_court, email,"
            " website, iban",
        ),
        (
            {"street": "Rue des Écoles 12", "city": "Namur"},
            "There is nothing to change: demo says city, street so already.",
        ),
    ],
)
def test_a_change_of_nothing_is_refused(database: Database, given: dict[str, Any], told: str) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        change(database, **given)
    assert (str(refused.value), cast.contents(database)) == (told, before)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"iban": "BE68539007547035"}, "not a valid IBAN, as BE68 5390 0754 7034"),
        ({"email": "bureau"}, "an e-mail address, as name@school.example"),
        ({"email": "a b@c"}, "an e-mail address, as name@school.example"),
        ({"postal_code": "50000000000"}, "String should have at most 10 characters"),
    ],
)
def test_a_value_that_is_none_is_named(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        GroupChange.model_validate(given)


def test_documents_that_are_issued_say_what_they_said_and_verify_holds(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
    before = issued(database)
    with cast.writing(database) as session:
        groups.change_group(session, GroupChange(street="Rue du Pont 8", iban="BE71096123456769"))
        moved = {
            "name": "École du Tilleul",
            "street": "Rue Neuve 1",
            "language": "nl",
            "email": "a@tilleul.example",
        }
        members.change_member(session, MemberChange.model_validate({"member": "M001"} | moved))
    assert issued(database) == before
    [first, *_] = before[0]
    assert ("Rue des Écoles 12" in first[1], "Avenue de la Gare 7" in first[1], "Rue du Pont 8" in first[1]) == (
        True,
        True,
        False,
    )
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []
        drafted = invoicing.preview_member(session, parse_period("2025-04"), "M001").document
    assert (drafted.seller.street, drafted.seller.iban, drafted.seller.bic) == (
        "Rue du Pont 8",
        "BE71096123456769",
        "GKCCBEBB",
    )
    assert (drafted.buyer.name, drafted.buyer.street, drafted.language) == (
        "École du Tilleul",
        "Rue Neuve 1",
        "nl",
    )


def issued(database: Database) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    """Return each issued document with the text of its PDF, and what is kept of it."""
    with cast.reading(database) as session:
        drawn = [
            (row.number, render_pdf(DocumentContent.from_json(row.content))) for row in cast.invoices(session)
        ]
        kept = [row.model_dump() for row in session.exec(select(Document))]
    return [(number, text_of(pdf)) for number, pdf in drawn], kept


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)

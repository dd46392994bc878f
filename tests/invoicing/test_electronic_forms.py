"""Every document of a year has an electronic form, and every one passes the official rules."""

from __future__ import annotations

from collections import Counter

from sqlmodel import col, func

from basicplus.db import Database, pick
from basicplus.invoicing import Invoice
from tests.peppol import tried


def test_all_electronic_forms_of_the_demonstration_pass(demo_database: Database) -> None:
    with demo_database.reading() as session:
        [(issued,)] = session.rows(pick(func.count(col(Invoice.id))))
        assert tried(session) == (issued, Counter())

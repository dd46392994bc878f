"""Every document of a year has an electronic form, and every one passes the official rules."""

from __future__ import annotations

from collections import Counter

from sqlmodel import col, func

from basicplus.db import pick
from basicplus.invoicing import Invoice
from basicplus.store import open_store
from tests.peppol import tried
from tests.small_demo import SmallDemo


def test_all_electronic_forms_of_the_demonstration_pass(built_demo: SmallDemo) -> None:
    database = open_store(str(built_demo.file))
    with database.reading() as session:
        [(issued,)] = session.rows(pick(func.count(col(Invoice.id))))
        assert tried(session) == (issued, Counter())
    database.close()

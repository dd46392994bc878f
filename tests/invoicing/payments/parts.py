"""What the tests of payments are made of: documents of the cast, and files that pay them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from basicplus import invoicing, members
from basicplus.clock import FOREVER
from basicplus.clock import parse_period as parse_period
from basicplus.db import Database
from basicplus.demo.coda import Entry
from basicplus.errors import Conflict, InvalidInput
from basicplus.invoicing import payments
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.payments import BankImport
from tests import cast
from tests.invoicing.payments import bank

ISSUED = date(2025, 4, 7)


TOTALS = {"2025-000001": 111317, "2025-000002": 49462, "2025-000003": 24721}
"""What M001, M002 and M003 are billed for March."""


def bill(database: Database) -> list[invoicing.Invoice]:
    """Bill M001, M002 and M003 for March, with all that belongs to it."""
    cast.do(database, *(cast.hours(agreement=f"A-CP-{n}", site=f"S-M00{n}", **at) for n, at in HOURS.items()))
    with cast.writing(database) as session:
        issued = invoicing.issue_run(session, parse_period("2025-03"), ISSUED)
    assert {row.number: row.total_cents for row in issued} == TOTALS
    return issued


def invoices(database: Database) -> None:
    """Write the same invoices behind the gate's back: payments read no more of them than this."""
    beside = {"group_id": 1, "journal_seq": 1, "sha256": "", "series": "F2025", "kind": "invoice", "content": "{}"}
    march = {"purpose": "periodic", "period": "2025-03", "from_on": date(2025, 3, 1), "until_on": ISSUED}
    days = {"issue_on": ISSUED, "due_on": date(2025, 5, 7)}
    with cast.reading(database) as session:
        of_member = [members.by_number(session, f"M00{number}").id for number in (1, 2, 3)]
    rows = [
        beside
        | march
        | days
        | {"number": number, "sequence": place, "member_id": of_member[place - 1]}
        | {"total_cents": cents, "ogm": ogm(f"2025{place:06d}")}
        for place, (number, cents) in enumerate(TOTALS.items(), start=1)
    ]
    cast.put(database, invoicing.Invoice, rows)


HOURS: dict[int, dict[str, Any]] = {
    1: {"day": date(2025, 3, 3)},
    2: {"day": date(2025, 3, 4)},
    3: {"day": date(2025, 3, 5), "end_time": "10:30"},
}


def take(database: Database, content: bytes, *, dry_run: bool = False) -> BankImport:
    """Import a bank file."""
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=dry_run) as session:
        return payments.import_bank_file(session, "may.cod", content)


def pay(database: Database, *entries: Entry, **of_page: Any) -> BankImport:
    """Import a statement with these movements."""
    return take(database, bank.coda(bank.page(*entries, **of_page)))


def standing(database: Database, on: date = FOREVER) -> list[tuple[str, int, str]]:
    """The number, the open cents and the state of every document."""
    with cast.reading(database) as session:
        return [(each.number, each.open_cents, each.state) for each in payments.receivables(session, on)]


def ledger(database: Database) -> list[tuple[str, str, int, str]]:
    """The document, kind, cents and rule of every row of the ledger, in order of id."""
    with cast.reading(database) as session:
        found = sorted(payments.payments(session), key=lambda line: line.id)
    return [(line.document, line.kind, line.amount_cents, line.rule) for line in found]


def left(database: Database) -> list[tuple[int, int]]:
    """The amount of every movement and what is left of it, in order of id."""
    with cast.reading(database) as session:
        found = sorted(payments.movements(session), key=lambda line: line.id)
    return [(line.amount_cents, line.left_cents) for line in found]


def ids(database: Database) -> Sequence[int]:
    """The ids of the movements, in order."""
    with cast.reading(database) as session:
        return sorted(line.id for line in payments.movements(session))


def refused(database: Database, act: Any, *given: Any, **more: Any) -> str:
    """Do an act of the ledger, and return why it is refused."""
    with pytest.raises((Conflict, InvalidInput)) as told, cast.writing(database) as session:
        act(session, *given, **more)
    return str(told.value)


def done(database: Database, act: Any, *given: Any, **more: Any) -> Any:
    """Do an act of the ledger in a commit of its own."""
    with cast.writing(database) as session:
        return act(session, *given, **more)

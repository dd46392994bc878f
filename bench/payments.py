"""Measures a bank file of true size: read, matched and recorded in one go, imported again, and what waits.

`python -m bench.payments [--movements N] [--members N] [--db URL]`. Prints seconds: clock, processor.
Every movement has an invoice; of a hundred, 80 have its structured communication, 8 write it in the text, 8 write
the number of the invoice, 3 come from a known account without words, one says nothing that helps.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.db import Database
from basicplus.demo import group as founding
from basicplus.demo.bank import account_of
from basicplus.demo.coda import Entry, Page, write_coda
from basicplus.demo.group import ACTOR, GROUP
from basicplus.demo.invention import invent_members
from basicplus.demo.progress import silently
from basicplus.invoicing import Invoice, payments
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.payments.allotting import ledger_of
from basicplus.invoicing.payments.bank_file import read_bank_file
from basicplus.invoicing.payments.matching import Payment
from basicplus.members import Member
from basicplus.store import open_store, upgrade

YEAR = 2025
PER_STATEMENT = 500


def main() -> None:
    """Bill, pay, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.payments", description=__doc__)
    parser.add_argument("--movements", type=int, default=10_000)
    parser.add_argument("--members", type=int, default=550)
    parser.add_argument("--db", default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
        url = arguments.db or str(Path(folder) / "bench.db")
        upgrade(url)
        database = open_store(url)
        founding.found(database, YEAR)
        founding.enrol_invented(database, invent_members(1, arguments.members, YEAR), YEAR, silently)
        _bill(database, arguments.movements)
        content = _file(database)
        print(f"{arguments.movements} movements of {arguments.members} members, {database.engine.dialect.name}\n")
        _measure(database, content)
        database.close()


def _measure(database: Database, content: bytes) -> None:
    with _timed("read the file"):
        statements = read_bank_file(content)
    with database.reading(GROUP) as session:
        paid = [
            Payment(each.amount_cents, each.counterparty_iban, each.ogm, each.text, each.booked_on)
            for statement in statements
            for each in statement.movements
        ]
        with _timed("read what is open"):
            ledger = ledger_of(session, paid)
        with _timed("match, without the database"):
            found = [ledger.match(payment) for payment in paid]
    matched = sum(bool(each) for each in found)
    with _timed("import: read, match, record, journal"), database.writing(GROUP, ACTOR) as session:
        done = payments.import_bank_file(session, "bench.cod", content)
    with _timed("import the same file again"), database.writing(GROUP, ACTOR) as session:
        again = payments.import_bank_file(session, "bench.cod", content)
    with database.reading(GROUP) as session, _timed("the queue with its proposals"):
        waiting = payments.queue(session)
    assert done.movements - done.unmatched == matched
    assert again.new == []
    print(f"\n{matched} matched ({done.matched}), {len(waiting)} wait")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    started, busy = time.perf_counter(), time.process_time()
    yield
    print(f"{what:<40} {time.perf_counter() - started:8.2f} s {time.process_time() - busy:8.2f} s")


def _bill(database: Database, invoices: int) -> None:
    """Write invoices as rows alone: what is measured needs no lines and no documents."""
    with database.writing(GROUP, ACTOR) as session:
        members = session.exec(select(Member).order_by(col(Member.id))).all()
        seq = journal.first_seq(session)
        issue_on = date(YEAR, 1, 7)
        session.add_all(
            Invoice(
                journal_seq=seq,
                number=f"{YEAR}-{number:06d}",
                series=f"F{YEAR}",
                sequence=number,
                kind="invoice",
                purpose="periodic",
                period=f"{YEAR}-01",
                member_id=members[number % len(members)].id,
                from_on=date(YEAR, 1, 1),
                until_on=date(YEAR, 2, 1),
                issue_on=issue_on,
                due_on=issue_on + timedelta(days=30),
                total_cents=10_000 + number * 7,
                ogm=ogm(f"{YEAR}{number:06d}"),
                content="{}",
            )
            for number in range(1, invoices + 1)
        )
        journal.record(session, "issue", "bench")


def _file(database: Database) -> bytes:
    with database.reading(GROUP) as session:
        iban = groups.current(session).iban
        numbers = dict(session.exec(select(Member.id, Member.number)).all())
        invoices = session.exec(select(Invoice).order_by(col(Invoice.id))).all()
    entries = [_entry(invoice, numbers[invoice.member_id]) for invoice in invoices]
    pages: list[Page] = []
    balance = 0
    for start in range(0, len(entries), PER_STATEMENT):
        day = date(YEAR, 2, 1) + timedelta(days=len(pages))
        page = Page(iban, "BENCH", len(pages) + 1, day, day, balance, entries[start : start + PER_STATEMENT])
        pages.append(page)
        balance = page.closing_cents
    return write_coda(pages)


def _entry(invoice: Invoice, member: str) -> Entry:
    kind = invoice.sequence * 37 % 100
    text = f"COM {invoice.ogm}" if kind < 88 else f"FACTURE {invoice.number}"
    return Entry(
        invoice.total_cents,
        day := date(YEAR, 2, 1),
        day,
        ogm=(invoice.ogm or "") if kind < 80 else "",
        text=text if 80 <= kind < 96 else "",
        account=account_of(member if kind < 99 else f"X{member}"),
        name=member,
        reference=invoice.number,
    )


if __name__ == "__main__":
    main()

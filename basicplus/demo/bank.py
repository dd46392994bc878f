"""The bank account of the demonstration: who pays in time, late, in part, with which words, and who does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlmodel import col

from basicplus import groups
from basicplus.clock import Span, months
from basicplus.db import Database, pick
from basicplus.demo.coda import Entry, Page, write_coda
from basicplus.demo.group import ACTOR, GROUP
from basicplus.demo.progress import Progress, batches
from basicplus.invoicing import Invoice, payments
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.members import Member

_OPENING_CENTS = 25_000_000
_CHARGE_CENTS = 1250
_HABITS = ("in time", "late", "in part", "by number", "by text", "without words", "never")
_SHARES = (76, 9, 4, 4, 3, 2, 2)


def pay_the_year(database: Database, seed: int, year: int, progress: Progress) -> tuple[int, int]:
    """Import a statement a month until June of the next year; return how many movements, and how many wait."""
    span = Span(date(year, 1, 1), date(year + 1, 7, 1))
    with database.reading(GROUP) as session:
        group = groups.current(session)
        iban, holder = group.iban, group.name
        documents = session.rows(
            pick(Invoice, Member.number, Member.name)
            .join(Member, col(Member.id) == Invoice.member_id)
            .order_by(col(Invoice.id))
        )
    by_month: dict[date, list[Entry]] = defaultdict(list)
    for entry in _entries(documents, Random(f"{seed} bank")):
        by_month[entry.booked_on.replace(day=1)].append(entry)
    movements = waiting = 0
    balance = _OPENING_CENTS
    with progress("bank statements: payments matched", 6) as advance:
        for quarter in batches(months(span), 3):
            pages = []
            for first in quarter:
                pages.append(_page(iban, holder, first, balance, by_month[first]))
                balance = pages[-1].closing_cents
            with database.writing(GROUP, ACTOR) as session:
                done = payments.import_bank_file(session, f"{quarter[0]:%Y-%m}.cod", write_coda(pages))
            movements, waiting = movements + done.movements, waiting + done.unmatched + done.partly
            advance(1)
    return movements, waiting


def account_of(number: str) -> str:
    """Return an invented Belgian account for a member, with valid check digits."""
    base = f"001{sum(ord(char) * 131**place for place, char in enumerate(number)) % 10**7:07d}"
    bban = f"{base}{int(base) % 97 or 97:02d}"
    return f"BE{98 - int(f'{bban}111400') % 97:02d}{bban}"


def _entries(documents: Sequence[Any], random: Random) -> Iterator[Entry]:
    """Yield what each document makes its member pay, or the group pay back."""
    credited = {invoice.credits_invoice_id for invoice, _, _ in documents}
    for invoice, number, name in documents:
        if invoice.id in credited or invoice.credits_invoice_id is not None or invoice.total_cents == 0:
            continue
        payer = {"account": account_of(number), "name": name, "reference": f"DEMO{invoice.id:012d}"}
        on = invoice.issue_on + timedelta(days=random.randint(4, 28))
        if invoice.total_cents < 0:
            yield _entry(invoice.total_cents, on, payer, text=f"REMBOURSEMENT {invoice.number}")
        else:
            yield from _payment(invoice, on, payer, random)


def _payment(invoice: Invoice, on: date, payer: dict[str, str], random: Random) -> Iterator[Entry]:
    habit = random.choices(_HABITS, _SHARES)[0]
    late = invoice.due_on + timedelta(days=random.randint(5, 60))
    ogm = invoice.ogm or ""
    match habit:
        case "in time":
            yield _entry(invoice.total_cents, on, payer, ogm=ogm)
        case "late":
            yield _entry(invoice.total_cents, late, payer, ogm=ogm)
        case "in part":
            part = invoice.total_cents // 2
            yield _entry(part, on, payer, ogm=ogm)
            if random.random() < 0.5:
                yield _entry(invoice.total_cents - part, late, payer, ogm=ogm)
        case "by number":
            yield _entry(invoice.total_cents, on, payer, text=f"FACTURE {invoice.number}")
        case "by text":
            yield _entry(invoice.total_cents, on, payer, text=format_ogm(ogm).replace("+", "*"))
        case "without words":
            yield _entry(invoice.total_cents, on, payer, text="VOTRE FACTURE")


def _entry(cents: int, on: date, payer: dict[str, str], ogm: str = "", text: str = "") -> Entry:
    return Entry(cents, on, on, ogm, text, payer["account"], payer["name"], payer["reference"])


def _page(iban: str, holder: str, first: date, balance: int, entries: list[Entry]) -> Page:
    closing_on = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    charge = Entry(-_CHARGE_CENTS, closing_on, closing_on, text="FRAIS DE GESTION DU COMPTE", code="08037000")
    ordered = [*sorted(entries, key=lambda entry: (entry.booked_on, entry.reference)), charge]
    return Page(iban, holder, first.month, first - timedelta(days=1), closing_on, balance, ordered)

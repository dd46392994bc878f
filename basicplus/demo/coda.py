"""Writes bank statements in CODA version 2, as a bank would: for demonstrations and tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Entry:
    """Money that comes in (cents above zero) or goes out; details share the sequence of what they add up to."""

    cents: int
    booked_on: date
    value_on: date | None = None
    ogm: str = ""
    text: str = ""
    account: str = ""
    name: str = ""
    reference: str = ""
    code: str = "00150000"
    details: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Page:
    """A statement of an account: where it begins, and what moves."""

    iban: str
    holder: str
    number: int
    opening_on: date
    closing_on: date
    opening_cents: int
    entries: Sequence[Entry] = field(default_factory=tuple)

    @property
    def closing_cents(self) -> int:
        """The new balance."""
        return self.opening_cents + sum(entry.cents for entry in self.entries)


def write_coda(pages: Sequence[Page]) -> bytes:
    """Write statements, one file after the other as banks put them together, in windows-1252."""
    records = [
        record for place, page in enumerate(pages, start=1) for record in _file(page, last=place == len(pages))
    ]
    return "".join(f"{record}\r\n" for record in records).encode("cp1252", errors="replace")


def _file(page: Page, last: bool) -> Iterator[str]:
    holder = f"{page.holder[:26]:<26}"
    moves = [record for place, entry in enumerate(page.entries, start=1) for record in _entry(page, place, entry)]
    yield _record(f"00000{_day(page.closing_on)}67205{'':8}{1:08d}  {holder}GKCCBEBB   {0:011d} 00000", "2")
    balance = f"2{page.number:03d}{page.iban:<34}EUR{_amount(page.opening_cents)}{_day(page.opening_on)}{holder}"
    yield _record("1" + balance, f"{page.number:03d}")
    yield from moves
    yield _record(f"8{page.number:03d}{page.iban:<34}EUR{_amount(page.closing_cents)}{_day(page.closing_on)}", "0")
    debit, credit = (sum(abs(each.cents) for each in page.entries if each.cents * sign > 0) for sign in (-1, 1))
    yield _record(f"9{'':15}{len(moves) + 2:06d}{debit * 10:015d}{credit * 10:015d}", "2" if last else "1")


def _entry(page: Page, place: int, entry: Entry) -> Iterator[str]:
    for detail, each in enumerate((entry, *entry.details)):
        yield from _movement(page, f"{place % 10000:04d}{detail:04d}", each)


def _movement(page: Page, at: str, entry: Entry) -> Iterator[str]:
    told = f"1101{entry.ogm}" if entry.ogm else f"0{entry.text}"
    parts = [told[:54], told[54:107], told[107:150]]
    value = _day(entry.value_on) if entry.value_on else "000000"
    amount = f"{_amount(entry.cents)}{value}{entry.code}"
    yield _record(
        f"21{at}{entry.reference:<21}{amount}{parts[0]:<54}{_day(entry.booked_on)}{page.number:03d}",
        f"0{1 if entry.account or parts[1] else 0} 0",
    )
    if entry.account or parts[1]:
        yield _record(f"22{at}{parts[1]:<53}", f"{1 if entry.account or parts[2] else 0} 0")
    if entry.account or parts[2]:
        yield _record(f"23{at}{entry.account:<34}EUR{entry.name[:35]:<35}{parts[2]:<43}", "0 0")


def _record(start: str, end: str) -> str:
    return f"{start:<{128 - len(end)}}{end}"


def _amount(cents: int) -> str:
    return f"{1 if cents < 0 else 0}{abs(cents) * 10:015d}"


def _day(day: date) -> str:
    return f"{day:%d%m%y}"

"""Reads CODA version 2: records of 128 characters, each file proven whole by its trailer (ADR 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from basicplus.invoicing.payments.statements import (
    AGAIN,
    Movement,
    Statement,
    one_line,
    proven,
    refused,
    split,
    valid_ogm,
)
from basicplus.money import format_cents

WIDTH = 128
TOTALS = ("1", "2")
"""Types of movements that sum up details: by the customer, by the bank."""
DETAILS = ("5", "6", "7", "8", "9")
"""Types of the details of another movement: their money is counted there."""
SUBTOTAL, OF_SUBTOTAL = "7", "9"
OGM_AT = {"101": 4, "102": 4, "105": 49}
"""Where the 12 digits stand in a communication of a type, counted from its first character."""


@dataclass(frozen=True)
class Record:
    """One line of the file. Positions are those of the standard: from 1 on, the last one included."""

    line: int
    text: str

    @property
    def kind(self) -> str:
        """What the record is: `0`, `1`, `21`, `22`, `23`, `31`, `32`, `33`, `4`, `8` or `9`."""
        return self.text[:2] if self.text[0] in "23" else self.text[0]

    def part(self, first: int, last: int) -> str:
        """Return the characters at some positions."""
        return self.text[first - 1 : last]

    def number(self, first: int, last: int, field: str) -> int:
        """Return the digits at some positions as a number."""
        digits = self.part(first, last)
        if not (digits.isascii() and digits.isdigit()):
            raise refused(field, digits, f"digits; {AGAIN}", self.line)
        return int(digits)

    def cents(self, sign: int, first: int, last: int, field: str) -> int:
        """Return an amount in cents; the file has 1/1000 EUR, and `1` for a debit at the position of the sign."""
        thousandths = self.number(first, last, field)
        if thousandths % 10 or self.part(sign, sign) not in "01":
            found = self.part(sign, sign) + self.part(first, last)
            raise refused(field, found, f"0 or 1 for the sign, and whole cents; {AGAIN}", self.line)
        return (-1 if self.part(sign, sign) == "1" else 1) * (thousandths // 10)

    def day(self, first: int, field: str) -> date | None:
        """Return the day at six positions (DDMMYY), None for 000000, which says that it is unknown."""
        digits = self.part(first, first + 5)
        if digits == "000000":
            return None
        try:
            return date(2000 + int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            raise refused(field, digits, f"a day as DDMMYY, or 000000; {AGAIN}", self.line) from None


def read_coda(content: bytes) -> list[Statement]:
    """Read the statements of a file, in which several files may follow one another.

    Raises InvalidInput for the first thing that is wrong: a record that is cut off, a missing trailer, totals or
    balances that the movements do not make. Nothing of such a file is to be used.
    """
    files = list(_files(_records(content)))
    last = files[-1][-1]
    if last.part(128, 128) == "1":
        raise refused(
            "record 9", "1", f"another file must follow this one: the end is missing; {AGAIN}", last.line
        )
    return [_statement(records) for records in files]


def _records(content: bytes) -> list[Record]:
    lines = content.decode("cp1252", errors="replace").split("\n")
    records = [
        Record(number, text) for number, line in enumerate(lines, start=1) if (text := line.rstrip("\r\x1a"))
    ]
    for record in records:
        if len(record.text) != WIDTH:
            said = f"a record has {WIDTH} characters in windows-1252; {AGAIN}"
            raise refused("record", f"{len(record.text)} characters", said, record.line)
    if not records:
        raise refused("file", "nothing", f"records of CODA; {AGAIN}")
    return records


def _files(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Part the records into files, each from its header 0 to its trailer 9."""
    file: list[Record] = []
    for record in records:
        if (record.kind == "0") == bool(file):
            found = f"a record {record.kind}"
            want = "a trailer (record 9) before the next header" if file else "a header (record 0)"
            raise refused("file", found, f"{want}: the file is not whole; {AGAIN}", record.line)
        file.append(record)
        if record.kind == "9":
            yield file
            file = []
    if file:
        said = f"a trailer (record 9) at the end: the file is truncated; {AGAIN}"
        raise refused("file", f"a record {file[-1].kind}", said, file[-1].line)


def _statement(records: Sequence[Record]) -> Statement:
    header, trailer, inner = records[0], records[-1], records[1:-1]
    if header.part(128, 128) != "2":
        raise refused("version", header.part(128, 128), "version 2 of CODA", header.line)
    kinds = [record.kind for record in inner]
    if kinds[:1] != ["1"] or kinds.count("1") != 1 or kinds.count("8") != 1:
        said = f"one old balance (record 1) first, and one new balance (record 8); {AGAIN}"
        raise refused("records", " ".join(kinds) or "none", said, trailer.line)
    old, new = inner[0], inner[kinds.index("8")]
    closing_on = _known(new, 58, "day of the new balance")
    iban = _iban(old)
    _same_account(old, new)
    movements = [record for record in inner if record.kind[0] in "23"]
    statement = Statement(
        iban=iban,
        number=_sequence(old) or closing_on.timetuple().tm_yday,
        opening_on=_known(old, 59, "day of the old balance"),
        closing_on=closing_on,
        opening_cents=old.cents(43, 44, 58, "old balance"),
        closing_cents=new.cents(42, 43, 57, "new balance"),
        format="coda",
        movements=tuple(_movements(movements, closing_on)),
    )
    _check_trailer(trailer, inner)
    return proven(statement)


def _known(record: Record, first: int, field: str) -> date:
    day = record.day(first, field)
    if day is None:
        raise refused(field, "000000", f"a day; {AGAIN}", record.line)
    return day


def _iban(old: Record) -> str:
    """Return the account of record 1; a national Belgian number is written as an IBAN."""
    domestic = old.part(2, 2) == "0"
    currency = old.part(19, 21) if domestic else old.part(40, 42)
    if currency != "EUR":
        raise refused("currency of the account", currency, "EUR: basicplus keeps accounts in euros", old.line)
    if domestic:
        number = f"{old.number(6, 17, 'account'):012d}"
        return f"BE{98 - int(number + '111400') % 97:02d}{number}"
    return old.part(6, 39).strip()


def _same_account(old: Record, new: Record) -> None:
    if old.part(6, 42) != new.part(5, 41):
        said = f"the account of the old balance ({old.part(6, 42).strip()}); {AGAIN}"
        raise refused("account of the new balance", new.part(5, 41).strip(), said, new.line)


def _sequence(old: Record) -> int:
    """Return the number of the statement: of the coded one, else of the paper one; 0 when the bank gives none."""
    return next((int(text) for text in (old.part(126, 128), old.part(3, 5)) if text.strip("0").isdigit()), 0)


def _movements(records: Sequence[Record], closing_on: date) -> Iterator[Movement]:
    """Yield the money of each entry once: its details where they make it up, else the entry itself."""
    for _, group in groupby(records, key=lambda record: record.part(3, 6)):
        blocks = list(_blocks(list(group)))
        read = [(block[0].part(54, 54), _movement(block, closing_on)) for block in blocks]
        kind, whole = read[0]
        if kind in DETAILS or any(other not in DETAILS for other, _ in read[1:]):
            said = f"one entry (type 0 to 3), then its details (5 to 9), under one sequence number; {AGAIN}"
            raise refused("transaction type", " ".join(kind for kind, _ in read), said, blocks[0][0].line)
        details = _leaves(read[1:]) if kind in TOTALS else []
        yield from split(whole, details)


def _leaves(details: Sequence[tuple[str, Movement]]) -> list[Movement]:
    """Leave out the sub-totals that details follow."""
    following = [kind for kind, _ in details[1:]] + [""]
    return [
        movement
        for (kind, movement), after in zip(details, following, strict=True)
        if (kind, after) != (SUBTOTAL, OF_SUBTOTAL)
    ]


def _blocks(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Part the records of one sequence number into movements: 21 with its 22, 23 and information."""
    block: list[Record] = []
    for record in records:
        if record.kind == "21" and block:
            yield block
            block = []
        lost = record.kind != "21" and not block
        if lost or (record.kind in ("22", "23") and record.part(7, 10) != block[0].part(7, 10)):
            said = f"a record 21 with the same sequence before it; {AGAIN}"
            raise refused("record", f"{record.kind} {record.part(3, 10)}", said, record.line)
        block.append(record)
    yield block


def _movement(block: Sequence[Record], closing_on: date) -> Movement:
    first = block[0]
    by_kind = {record.kind: record for record in reversed(block)}
    places = (("21", 62, 115), ("22", 11, 63), ("23", 83, 125))
    communication = "".join(by_kind[kind].part(*at) for kind, *at in places if kind in by_kind)
    movement = Movement(
        sequence=f"{first.part(3, 6)}.{first.part(7, 10)}",
        booked_on=first.day(116, "entry date") or closing_on,
        value_on=first.day(48, "value date"),
        amount_cents=first.cents(32, 33, 47, "amount"),
        text=one_line(communication[1:], *_information(block)),
        bank_reference=first.part(11, 31).strip(),
    )
    if "23" in by_kind:
        account = by_kind["23"].part(11, 44).replace(" ", "")
        movement = replace(
            movement, counterparty_iban=account, counterparty_name=one_line(by_kind["23"].part(48, 82))
        )
    return _structured(movement, communication) if communication[0] == "1" else movement


def _structured(movement: Movement, communication: str) -> Movement:
    """Read the 12 digits where the type of the communication puts them; they stay text when they are not valid."""
    start = OGM_AT.get(communication[1:4])
    ogm = valid_ogm(communication[start : start + 12]) if start is not None else None
    return replace(movement, ogm=ogm, text="") if ogm else movement


def _information(block: Sequence[Record]) -> Iterator[str]:
    """Yield the free communications that go on in information records."""
    places = {"31": (41, 113), "32": (11, 115), "33": (11, 100)}
    free = False
    for record in block:
        free = record.part(40, 40) == "0" if record.kind == "31" else free
        if free and record.kind in places:
            yield record.part(*places[record.kind])


def _check_trailer(trailer: Record, inner: Sequence[Record]) -> None:
    """Compare the number of records and the totals with those that came; banks may count free messages (4)."""
    counted = trailer.number(17, 22, "number of records")
    here = sum(record.kind != "4" for record in inner)
    if counted not in (here, len(inner)):
        said = f"{here} records are here: some are missing or too many; {AGAIN}"
        raise refused("number of records", counted, said, trailer.line)
    entries = [record for record in inner if record.kind == "21" and record.part(54, 54) not in DETAILS]
    amounts = [record.cents(32, 33, 47, "amount") for record in entries]
    for name, sign, first in (("debit", -1, 23), ("credit", 1, 38)):
        told = trailer.number(first, first + 14, f"total of {name}")
        cents = sum(abs(amount) for amount in amounts if amount * sign > 0)
        if told != 10 * cents:
            difference = format_cents(told // 10 - cents)
            said = f"the movements make {format_cents(cents)} EUR: a difference of {difference} EUR; {AGAIN}"
            raise refused(f"total of {name}", f"{format_cents(told // 10)} EUR", said, trailer.line)

"""The files of a batch: neutral CSV, CSV for WinBooks on Web, a zip of documents; the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from basicplus.invoicing.accounting.postings import SALES, Entry, Posting
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.money import format_cents

NEUTRAL_COLUMNS = (
    "batch",
    "journal",
    "kind",
    "number",
    "date",
    "due date",
    "member",
    "name",
    "account",
    "customer",
    "label",
    "vat percent",
    "debit",
    "credit",
    "refers to",
    "reference",
)
WINBOOKS_COLUMNS = (
    "bookyear",
    "bookmonth",
    "jnltype",
    "jnl",
    "number",
    "renumber",
    "accounttyp",
    "accountid",
    "date",
    "duedate",
    "cur",
    "side",
    "amountcur",
    "amount",
    "vattype",
)
_JOURNAL_TYPES = {
    "invoice": "SAL",
    "credit_note": "SAC",
    "payment": "CAS",
    "refund": "CAS",
    "write_off": "PRI",
    "set_off": "PRI",
}


def neutral_csv(batch: int, entries: Iterable[Entry]) -> bytes:
    """Write one line a posting for any program: semicolons, UTF-8 with BOM, decimal commas, ISO dates."""
    rows = (_neutral(batch, entry, posting) for entry in entries for posting in entry.postings)
    return _csv(NEUTRAL_COLUMNS, rows, ";").encode("utf-8-sig")


def winbooks_csv(entries: Sequence[Entry]) -> bytes:
    """Write one line a posting as WinBooks on Web reads accounting documents.

    Invoices and credit notes keep their numbers; what was paid is numbered from 1 in each journal, and WinBooks
    numbers it on.
    """
    counted: dict[str, int] = {}
    rows: list[Sequence[object]] = []
    for entry in entries:
        number = "".join(filter(str.isdigit, entry.number))[-12:]
        if entry.kind not in SALES:
            counted[entry.journal] = counted.get(entry.journal, 0) + 1
            number = str(counted[entry.journal])
        rows += [_winbooks(entry, number, posting) for posting in entry.postings]
    return _csv(WINBOOKS_COLUMNS, rows, ",").encode()


def write_zip(files: Iterable[tuple[str, bytes]], out: BinaryIO | None = None) -> str:
    """Write files into a zip, in their order and without their dates; return its SHA-256.

    They are stored as they are: how well they would be compressed depends on the machine. Without `out`, only
    the SHA-256 is taken.
    """
    stream = _Hashed(out)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.hexdigest()


class _Hashed(io.RawIOBase):
    """A stream that only goes forward and hashes what passes, so that a zip is the same wherever it goes."""

    def __init__(self, out: BinaryIO | None) -> None:
        self._out, self._hash = out, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._hash.update(content)
        return len(content) if self._out is None else self._out.write(content)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _neutral(batch: int, entry: Entry, posting: Posting) -> Sequence[object]:
    return (
        batch,
        entry.journal,
        entry.kind,
        entry.number,
        entry.on,
        entry.due_on if entry.kind in SALES else "",
        entry.member,
        entry.name,
        posting.account,
        posting.member,
        posting.label,
        "" if posting.vat_percent is None else posting.vat_percent,
        _comma(max(posting.cents, 0)),
        _comma(max(-posting.cents, 0)),
        entry.refers_to,
        format_ogm(entry.reference) if entry.kind in SALES and entry.reference else entry.reference,
    )


def _winbooks(entry: Entry, number: str, posting: Posting) -> Sequence[object]:
    return (
        entry.on.year,
        entry.on.month,
        _JOURNAL_TYPES[entry.kind],
        entry.journal,
        number,
        "F" if entry.kind in SALES else "T",
        "C" if posting.member else "G",
        posting.member or posting.account,
        f"{entry.on:%Y/%m/%d}",
        f"{entry.due_on:%Y/%m/%d}",
        "",
        "D" if posting.cents > 0 else "C",
        "",
        f"{format_cents(abs(posting.cents))}0",
        0,
    )


def _comma(cents: int) -> str:
    return format_cents(cents).replace(".", ",") if cents else ""


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    """Keep a name from being read as a formula when the file is opened as a sheet."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "@", "-", "\t") else cell

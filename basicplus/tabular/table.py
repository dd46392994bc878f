"""Reads CSV and XLSX files as text with line numbers; knows nothing of what the columns mean."""

from __future__ import annotations

import csv
import hashlib
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import load_workbook

from basicplus.errors import InvalidInput, Problem, invalid

SEPARATORS = (";", ",", "\t")
Records = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Row:
    """One record: stripped text by column name; `line` is 1-based, the first one of the record."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The column names as found, in order, and the rows that are not blank; `sha256` is that of the file."""

    headers: tuple[str, ...]
    rows: list[Row]
    sha256: str = field(default="", compare=False)

    def require(self, *names: str) -> None:
        """Refuse a table that lacks any of these columns.

        Raises InvalidInput with one problem per missing column.
        """
        found = "columns " + ", ".join(self.headers)
        missing = [name for name in names if name not in self.headers]
        if missing:
            raise InvalidInput(*(Problem(name, found, "this column must be there") for name in missing))


def read_table(path: Path) -> Table:
    """Read a CSV file or the first sheet of an XLSX file; the first line that is not blank names the columns.

    CSV: the separator (`;`, `,` or tab) is taken from the header; UTF-8, else Windows-1252. Lines are
    counted as an editor does, blank ones too. XLSX: days come as `2026-12-31`, whole numbers without `.0`.

    Raises InvalidInput for a file that is missing, empty or unreadable, for columns without a name or with
    the same one, and for rows with more or fewer cells than the header (all of them at once).
    """
    content = content_of(path)
    if not content.strip():
        raise invalid("file", path.name, "the file is empty; its first line must name the columns")
    is_workbook = content.startswith(b"PK\x03\x04") or path.suffix.lower() in {".xlsx", ".xlsm"}
    records = _xlsx_records(content, path.name) if is_workbook else _csv_records(content, path.name)
    filled = (record for record in records if any(record[1]))
    return _table(filled, path.name, hashlib.sha256(content).hexdigest())


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, or say why there are none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise invalid("file", path, "there is no such file; check the name and the folder") from None
    except OSError as error:
        raise invalid("file", path, f"the file cannot be read ({error.strerror})") from None


def _table(records: Records, name: str, sha256: str) -> Table:
    line, names = next(records, (1, []))
    while names and not names[-1]:
        names.pop()
    if not names:
        raise invalid("file", name, "the file is empty; its first line must name the columns")
    problems = list(_header_problems(line, names))
    rows = []
    for line, cells in records:
        if len(cells) < len(names) or any(cells[len(names) :]):
            problems.append(Problem("row", f"{len(cells)} cells", f"the header has {len(names)}", line))
        rows.append(Row(line, dict(zip(names, cells, strict=False))))
    if problems:
        raise InvalidInput(*problems)
    return Table(tuple(names), rows, sha256)


def _header_problems(line: int, names: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(names, start=1):
        if not name:
            yield Problem("header", f"no name for column {place}", "give every column a name", line)
        elif name in names[: place - 1]:
            yield Problem("header", name, "a column name may be there only once", line)


# --- CSV ---------------------------------------------------------------------------------------------


def _csv_records(content: bytes, name: str) -> Records:
    text = _decoded(content, name)
    line = 1
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        for cells in rows:
            yield line, [cell.strip() for cell in cells]
            line = rows.line_num + 1
    except csv.Error as error:
        allowed = f"a text that holds a quote or a line end must be quoted, its quotes doubled ({error})"
        raise InvalidInput(Problem("row", "a quote without its pair", allowed, line)) from None


def _decoded(content: bytes, name: str) -> str:
    """Decode as UTF-8, else as Windows-1252 unless a byte order mark promised UTF-8."""
    encodings = ["utf-8"] if content.startswith(b"\xef\xbb\xbf") else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.lstrip("\ufeff")
    raise invalid("file", name, "its encoding is not readable; save the file as CSV UTF-8 or as XLSX")


def _separator(text: str) -> str:
    """Return the separator that finds the most columns in the header; `;` when they are even."""

    def columns(separator: str) -> int:
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return next((len(cells) for cells in rows if "".join(cells).strip(" ;,\t")), 0)

    return max(SEPARATORS, key=columns)


# --- XLSX --------------------------------------------------------------------------------------------


def _xlsx_records(content: bytes, name: str) -> Records:
    rows = _sheet(content, name)
    width = max(map(len, rows), default=0)
    for line, values in enumerate(rows, start=1):
        cells = [_written(value) for value in values]
        yield line, cells + [""] * (width - len(cells))


def _sheet(content: bytes, name: str) -> list[tuple[object, ...]]:
    try:
        if not zipfile.is_zipfile(BytesIO(content)):
            raise zipfile.BadZipFile
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and validations it leaves out
            workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size, which would cut the rows
            return list(sheet.iter_rows(values_only=True))
    except Exception as error:  # a damaged workbook fails anywhere in zipfile, the XML parser or openpyxl
        allowed = f"the workbook cannot be opened ({type(error).__name__}); save it again as XLSX or as CSV"
        raise invalid("file", name, allowed) from error


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Fifteen digits are all a spreadsheet holds: 0.1 + 0.2 is 0.3 there.
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value).strip()


def _duration(value: timedelta) -> str:
    """Write a duration as hours, minutes and seconds; a day and a half is 36:00:00."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"

"""Writes templates: files with a header and a few invented lines, for people to fill in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook

from basicplus.errors import invalid

Lines = Iterable[Mapping[str, str]]


def write_template(path: Path, columns: Sequence[str], lines: Lines) -> None:
    """Write a header and example lines: a workbook when the name ends in .xlsx, else CSV for spreadsheets.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    content = _workbook(columns, lines) if path.suffix.lower() == ".xlsx" else _csv(columns, lines)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise invalid("file", path, "this file is there already; choose another name") from None
    except OSError as error:
        raise invalid("file", path, f"the file cannot be written ({error.strerror})") from None


def _csv(columns: Sequence[str], lines: Lines) -> bytes:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _workbook(columns: Sequence[str], lines: Lines) -> bytes:
    """Write every cell as text, so that a spreadsheet changes no number, day or time."""
    book, content = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("template")
    sheet.append(list(columns))
    for line in lines:
        sheet.append([line.get(column, "") for column in columns])
    book.save(content)
    return content.getvalue()

"""Writes tables for spreadsheets, as CSV or XLSX; what begins like a formula stays the text it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Literal, get_args

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from basicplus.errors import invalid

Format = Literal["csv", "xlsx"]
FORMATS: tuple[str, ...] = get_args(Format)
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | float | date | None

# A spreadsheet takes a text that begins so for a formula, and does what it says.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Sheet:
    """A table with its column names; numbers and days stay what they are."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    def written(self, format_: str) -> bytes:
        """Return the file in a format: csv (`;`, UTF-8 with a mark, as Belgian spreadsheets open it) or xlsx."""
        if format_ not in FORMATS:
            raise invalid("format", format_, f"one of {', '.join(FORMATS)}")
        return self._csv() if format_ == "csv" else self._xlsx()

    def _csv(self) -> bytes:
        text = StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerow(self.columns)
        writer.writerows([_in_csv(cell) for cell in row] for row in self.rows)
        return text.getvalue().encode("utf-8-sig")

    def _xlsx(self) -> bytes:
        book, content = Workbook(write_only=True), BytesIO()
        sheet = book.create_sheet(self.title[:31])
        sheet.freeze_panes = "A2"
        for row in (self.columns, *self.rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.quotePrefix = value.startswith(_FORMULA)
                cells.append(cell)
            sheet.append(cells)
        book.save(content)
        return content.getvalue()


def _in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)

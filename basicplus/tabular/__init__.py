"""Files of lines: tables from CSV and XLSX, typed cells, drafts with line numbers, templates to fill in."""

from basicplus.tabular.drafts import FileDrafts, ImportReport, read_drafts, unknown_columns
from basicplus.tabular.reader import Reader, one_of
from basicplus.tabular.sheets import Sheet
from basicplus.tabular.table import Row, Table, read_table
from basicplus.tabular.template import write_template

__all__ = [
    "FileDrafts",
    "ImportReport",
    "Reader",
    "Row",
    "Sheet",
    "Table",
    "one_of",
    "read_drafts",
    "read_table",
    "unknown_columns",
    "write_template",
]

"""A cost file as people send it: its bytes with a name, read by a saved mapping or as the template."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from basicplus.db import GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.invoicing.costs.entries import CostStatus
from basicplus.invoicing.costs.file import CostFile, CostImport, import_costs, read_costs
from basicplus.invoicing.costs.mapping import import_mapped_costs, read_mapped_costs, saved_mapping
from basicplus.invoicing.costs.models import CostMapping
from basicplus.tabular import Table, read_table


def read_cost_content(
    session: GroupSession, name: str, content: bytes, mapping: str | None = None, month: date | None = None
) -> CostFile:
    """Read the costs in a CSV or XLSX file, by a saved mapping or in the columns of the template.

    `month` is the month of the whole file, where the mapping has no column for it. Raises InvalidInput when the
    file cannot be read, and NotFound for an unknown mapping.
    """
    with TemporaryDirectory() as folder:
        path = _kept(folder, name, content)
        if mapping is not None:
            return read_mapped_costs(path, saved_mapping(session, mapping), month)
        if month is not None:
            raise invalid("month", f"{month:%Y-%m}", "leave it out: the template has a column for the month")
        return read_costs(path)


def import_cost_content(
    session: WriteSession,
    name: str,
    content: bytes,
    mapping: str | None = None,
    month: date | None = None,
    *,
    status: CostStatus = "actual",
    skip_refused: bool = False,
) -> CostImport:
    """Book the costs in a file: all of them, or nothing when a line is refused, unless `skip_refused`."""
    file = read_cost_content(session, name, content, mapping, month)
    take = import_costs if mapping is None else import_mapped_costs
    return take(session, file, skip_refused=skip_refused, status=status)


def table_of(name: str, content: bytes) -> Table:
    """Return the columns and rows of a file, to make a mapping for it; InvalidInput when it cannot be read."""
    with TemporaryDirectory() as folder:
        return read_table(_kept(folder, name, content))


def saved_mappings(session: GroupSession) -> list[CostMapping]:
    """Return the saved mappings, in order of name."""
    return list(session.exec(select(CostMapping).order_by(col(CostMapping.name))))


def _kept(folder: str, name: str, content: bytes) -> Path:
    path = Path(folder) / (Path(name.replace("\\", "/")).name or "file")
    path.write_bytes(content)
    return path

"""Files as payroll offices make them, one row a worker and one column a component, read by a saved mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from sqlmodel import col, select

from basicplus import journal
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.costs.entries import CostCreate, CostStatus
from basicplus.invoicing.costs.file import CostFile, CostImport, CostLine, booked_as, import_costs
from basicplus.invoicing.costs.models import CostMapping, MappedColumn
from basicplus.invoicing.models import CostKind
from basicplus.money import parse_cents
from basicplus.tabular import Reader, read_drafts

Header = Annotated[str, Field(min_length=1, max_length=100)]
GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d{1,2})?"
"""An amount with commas between thousands."""


class ColumnCreate(BaseModel):
    """The kind of cost in a column; `sign` -1 where the office writes as positive what lowers the cost."""

    kind: CostKind
    sign: Literal[-1, 1] = 1


class MappingCreate(BaseModel):
    """Which column of an office's file holds the worker's number, which the month, which a kind of cost.

    Without `month_column` the month is given at each import. `decimal_comma`: amounts as 1.234,50, else 1,234.50.
    """

    name: Annotated[str, Field(min_length=1, max_length=60)]
    worker_column: Header
    month_column: Header | None = None
    decimal_comma: bool = True
    columns: Annotated[dict[Header, ColumnCreate], Field(min_length=1, description="by the name of the column")]

    @model_validator(mode="after")
    def _each_column_once(self) -> Self:
        for header in self.identifying:
            if header in self.columns or self.worker_column == self.month_column:
                raise ValueError(f"column {header} can hold one thing only: a worker, a month or a cost")
        return self

    @property
    def identifying(self) -> tuple[str, ...]:
        """The columns that say whose cost of which month a row is."""
        return (self.worker_column,) if self.month_column is None else (self.worker_column, self.month_column)


def save_cost_mapping(session: WriteSession, mapping: MappingCreate) -> CostMapping:
    """Save how a payroll office lays out its file; a mapping of the same name gives way."""
    row = session.exec(select(CostMapping).where(CostMapping.name == mapping.name)).first()
    given = mapping.model_dump(exclude={"columns"})
    row = CostMapping(**given) if row is None else row.sqlmodel_update(given)
    session.add(row)
    session.flush()
    for former in _columns_of(session, row):
        session.delete(former)
    session.flush()
    for header, column in mapping.columns.items():
        session.add(MappedColumn(mapping_id=row.id, header=header, kind=column.kind, sign=column.sign))
    session.flush()
    journal.record(session, "save cost mapping", mapping.name, columns=len(mapping.columns))
    return row


def saved_mapping(session: GroupSession, name: str) -> MappingCreate:
    """Return a mapping as it was saved. Raises NotFound."""
    row = get(session, CostMapping, f"cost mapping {name}", name=name)
    columns = {each.header: {"kind": each.kind, "sign": each.sign} for each in _columns_of(session, row)}
    return MappingCreate.model_validate(row.model_dump() | {"columns": columns})


def read_mapped_costs(path: Path, mapping: MappingCreate, month: date | None = None) -> CostFile:
    """Read a CSV or XLSX file by a mapping: a cost for each cell that holds an amount.

    `month` is the month of all rows where no column says it. Raises InvalidInput when the month is said twice or
    nowhere, when the file cannot be read as a table (see read_table), or when a column is missing.
    """
    if mapping.month_column is None and month is None:
        raise invalid(
            "month", "nothing", f"mapping {mapping.name} has no column for it: name the month of the file"
        )
    if mapping.month_column is not None and month is not None:
        allowed = f"mapping {mapping.name} reads the month of each row from column {mapping.month_column}"
        raise invalid("month", f"{month:%Y-%m}", f"leave it out: {allowed}")
    columns = (*mapping.identifying, *mapping.columns)
    file = read_drafts(path, columns, (), lambda reader: _row(reader, mapping, month), f"mapping {mapping.name}")
    costs = [CostLine(row.line, cost) for row in file.drafts for cost in row.costs]
    return CostFile(file.name, file.sha256, file.lines_read, costs, file.refused, file.remarks)


def import_mapped_costs(
    session: WriteSession, file: CostFile, *, skip_refused: bool = False, status: CostStatus = "actual"
) -> CostImport:
    """Book the costs of an office's file, as import_costs does; raises Conflict when this very file is booked."""
    earlier = booked_as(session, file.sha256, status)
    if earlier is not None:
        raise Conflict(
            f"{file.name} is booked already, as {earlier}: its costs would count twice."
            " A correction is a file of its own, with the differences."
        )
    return import_costs(session, file, skip_refused=skip_refused, status=status)


@dataclass(frozen=True)
class _WorkerRow:
    """One row: the costs of a worker in a month."""

    line: int
    costs: tuple[CostCreate, ...]


def _row(reader: Reader, mapping: MappingCreate, month: date | None) -> _WorkerRow | None:
    worker = reader.text(mapping.worker_column, required=True)
    first = reader.month(mapping.month_column, required=True) if mapping.month_column else month
    amounts = {header: _cents(reader, header, mapping.decimal_comma) or 0 for header in mapping.columns}
    costs = []
    for header, column in mapping.columns.items():
        cents = column.sign * amounts[header]
        if column.kind == "subsidy" and cents > 0:
            reader.refuse(
                header, f"a subsidy lowers the cost: by the sign of mapping {mapping.name} this raises it"
            )
        if cents and first is not None:
            costs.append(CostCreate(month=first, kind=column.kind, amount_cents=cents, worker=worker))
    return None if reader.problems else _WorkerRow(reader.row.line, tuple(costs))


def _cents(reader: Reader, header: str, decimal_comma: bool) -> int | None:
    text = reader.found(header)
    if decimal_comma or "," not in text:
        return reader.cents(header)
    if re.fullmatch(GROUPED, text) is None:
        reader.refuse(
            header, "write an amount in euros with a decimal point and at most two decimals, as 1,234.50"
        )
        return None
    return parse_cents(text.replace(",", ""))


def _columns_of(session: GroupSession, mapping: CostMapping) -> list[MappedColumn]:
    query = select(MappedColumn).where(MappedColumn.mapping_id == mapping.id).order_by(col(MappedColumn.id))
    return list(session.exec(query))

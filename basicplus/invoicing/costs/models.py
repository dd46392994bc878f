"""Tables of estimated costs, of the columns of payroll files, and of the rules by which pools pour."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow
from basicplus.invoicing.models import CostRow

PourBy = Literal["fte", "hours", "cost"]


class CostEstimate(CostRow, table=True):
    """A cost of a month as it is foreseen, in cents; a later estimate of the same cost takes its place.

    It stands in a table of its own: what members pay is summed over CostEntry, where no estimate can be.
    """

    __tablename__ = "cost_estimate"
    __table_args__ = (
        Index(None, "group_id", "month"),
        CheckConstraint("kind <> 'subsidy' OR amount_cents <= 0", "subsidy_sign"),
    )


class CostMapping(GroupRow, table=True):
    """How a payroll office lays out its file: one row a worker, one column a component of cost.

    Without a column for the month, the month is given at each import.
    """

    __tablename__ = "cost_mapping"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    name: str = Field(max_length=60)
    worker_column: str = Field(max_length=100)
    month_column: str | None = Field(default=None, max_length=100)
    decimal_comma: bool = True


class MappedColumn(GroupRow, table=True):
    """A column of a mapping and its kind of cost; `sign` is -1 where the office writes a reduction positive."""

    __tablename__ = "mapped_column"
    __table_args__ = (
        UniqueConstraint("mapping_id", "header"),
        CheckConstraint("sign IN (-1, 1)", "sign"),
    )

    mapping_id: int = Field(foreign_key="cost_mapping.id")
    header: str = Field(max_length=100)
    kind: str = Field(max_length=30)
    sign: int = 1


class PourRule(GroupRow, table=True):
    """From a month on, until its next rule, a pool pours what it costs into others, by what they weigh.

    `weighed_by`: `fte` (contract minutes a week x days), `hours` (signed minutes) or `cost` (own cost). Without
    targets the cost flows into all pools of a profession or of a dedicated worker.
    """

    __tablename__ = "pour_rule"
    __table_args__ = (
        UniqueConstraint("pool_id", "from_on"),
        CheckConstraint("weighed_by IN ('fte', 'hours', 'cost')", "weighed_by"),
    )

    pool_id: int = Field(foreign_key="cost_pool.id")
    from_on: date
    weighed_by: str = Field(max_length=5)


class PourTarget(GroupRow, table=True):
    """A pool into which a rule pours."""

    __tablename__ = "pour_target"
    __table_args__ = (UniqueConstraint("rule_id", "pool_id"),)

    rule_id: int = Field(foreign_key="pour_rule.id")
    pool_id: int = Field(foreign_key="cost_pool.id")

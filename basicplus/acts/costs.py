"""Acts on costs: the mapping of a payroll file, rules by which pools pour, the closing of a year."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import invoicing
from basicplus.acts.act import FINANCE, Act
from basicplus.acts.invoicing import Year
from basicplus.clock import DayCome
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession
from basicplus.invoicing.costs import mapping, uploads


class YearClosing(BaseModel):
    """The year to close, and the day on which it is closed."""

    year: Year
    closed_on: DayCome


class CostFileImport(BaseModel):
    """A CSV or XLSX file of costs, the saved mapping that reads it (the template if none), and what they are."""

    file: FileCreate
    mapping: Annotated[str | None, Field(description="name of a saved mapping")] = None
    month: Annotated[date | None, Field(description="the month of the file, if no column says it")] = None
    status: invoicing.CostStatus = "actual"


def import_costs(session: WriteSession, given: CostFileImport) -> object:
    """Book the costs in a file, all or none, each in the pool of its worker or in the pool named."""
    file = given.file
    report = uploads.import_cost_content(
        session, file.name, file.content, given.mapping, given.month, status=given.status
    )
    return {"count": report.new, "cents": report.cents}


def close_year(session: WriteSession, given: YearClosing) -> object:
    """Close a settled year: nothing in it is booked, priced, weighed, issued, credited or settled any more."""
    return invoicing.close_year(session, given.year, given.closed_on)


COSTS = "worker;month;kind;amount;pool\n;2026-04;formation;120,00;LAWYER\n"
ACTS = (
    Act(
        "import-costs",
        CostFileImport,
        import_costs,
        FINANCE,
        {"file": {"name": "costs.csv", "content": b64encode(COSTS.encode()).decode("ascii")}},
    ),
    Act(
        "save-cost-mapping",
        mapping.MappingCreate,
        mapping.save_cost_mapping,
        FINANCE,
        {
            "name": "payroll office",
            "worker_column": "Matricule",
            "columns": {"Brut": {"kind": "gross"}, "Aide emploi": {"kind": "subsidy", "sign": -1}},
        },
    ),
    Act(
        "set-pour-rule",
        invoicing.PourRuleCreate,
        invoicing.set_pour_rule,
        FINANCE,
        {"pool": "FG", "from_on": "2026-07-01", "weighed_by": "hours", "into": ["CP", "LAWYER"]},
    ),
    Act("close-year", YearClosing, close_year, FINANCE, {"year": 2025, "closed_on": "2026-06-30"}),
)

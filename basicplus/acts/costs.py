"""Acts on costs: the mapping of a payroll file, rules by which pools pour, the closing of a year."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus import invoicing
from basicplus.acts.act import FINANCE, Act
from basicplus.acts.invoicing import Year
from basicplus.db import WriteSession
from basicplus.invoicing.costs import mapping


class YearClosing(BaseModel):
    """The year to close, and the day on which it is closed."""

    year: Year
    closed_on: date


def close_year(session: WriteSession, given: YearClosing) -> object:
    """Close a settled year: nothing in it is booked, priced, weighed, issued, credited or settled any more."""
    return invoicing.close_year(session, given.year, given.closed_on)


ACTS = (
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

"""How long a record is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from basicplus.clock import Span
from basicplus.compliance.calculators.steps import Step, known, step
from basicplus.compliance.law import Law, Value

PARAMETERS = {
    "invoice": "keep_invoices",
    "fiscal-slip": "keep_fiscal_slips",
    "individual-account": "keep_individual_accounts",
}


@dataclass(frozen=True)
class Retention:
    """The years a record is kept, and its last day."""

    years: int
    keep_until_on: date
    steps: tuple[Step, ...]


def retention(
    law: Law,
    *,
    kind: Annotated[Literal["invoice", "fiscal-slip", "individual-account"], "What is kept."],
    dated: Annotated[date, "Day of the record; any day of the income year, or of the year closed."],
) -> Retention:
    """Return the last day on which a record is kept, counted in years from 1 January after its year.

    An invoice 10 years (7 when dated before 2023), a fiscal slip 10 years, an individual account 5 years. A term
    that was still running when a longer one came into force is made longer too: the transition was not readable,
    and this is the safe side. Whole years, nothing is rounded. Source: VAT code, art. 60 (RET-01); RET-02; royal
    decree of 8 August 1980, art. 25 (RET-04).
    """
    extended = known(law, "running_terms_extended", dated, "dated")
    of_day, *later = law.within(Span(dated), PARAMETERS[kind])
    term, steps = of_day, [_step(of_day, dated)] if of_day.value else []
    for newer in later if extended.value else ():
        running = term.value is None or newer.span.from_on <= _last_day(term, dated)
        if running and (term.value is None or newer.value["years"] > term.value["years"]):
            term = newer
            steps.append(_step(newer, dated, extended))
    return Retention(term.value["years"], _last_day(term, dated), tuple(steps))


def _last_day(term: Value, dated: date) -> date:
    return date(dated.year + term.value["years"], 12, 31)


def _step(term: Value, dated: date, *reasons: Value) -> Step:
    formula = f"{term.value['years']} years from {dated.year + 1}-01-01"
    label = f"Term of the law of {term.span.from_on}" if reasons else "Term of the day of the record"
    return step(label, formula, _last_day(term, dated), term, *reasons)

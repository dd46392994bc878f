"""The debt file of a payroll office: social and tax debts, and whether they are paid, read and booked once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Problem
from basicplus.invoicing.costs.file import folded
from basicplus.liability.debts import DebtCreate, book_debts, debts_of, pay_debt
from basicplus.liability.ledger import ONE_DAY, Debt
from basicplus.liability.models import DEBT_KINDS, DebtKind
from basicplus.money import format_cents
from basicplus.tabular import FileDrafts, ImportReport, Reader, read_drafts, write_template

REQUIRED = ("reference", "kind", "creditor", "incurred_first_day", "incurred_last_day", "due_on", "amount")
FRENCH: dict[DebtKind, str] = {
    "social_contributions": "ONSS",
    "withholding_tax": "précompte professionnel",
    "wages": "salaires",
    "holiday_pay": "pécule de vacances",
    "year_end_premium": "prime de fin d'année",
    "vat": "TVA",
    "other": "autre",
}
WORDS: dict[str, DebtKind] = {folded(kind): kind for kind in DEBT_KINDS} | {
    folded(text): kind for kind, text in FRENCH.items()
}
QUARTER = {"incurred_first_day": "2026-01-01", "incurred_last_day": "31/03/2026", "due_on": "30/04/2026"}
EXAMPLES = (
    {
        "reference": "ONSS-2026-T1",
        "kind": "ONSS",
        "creditor": "ONSS",
        **QUARTER,
        "amount": "48.210,35",
        "paid_on": "2026-04-28",
    },
    {
        "reference": "PP-2026-03",
        "kind": "withholding_tax",
        "creditor": "SPF Finances",
        "incurred_first_day": "01/03/2026",
        "incurred_last_day": "31/03/2026",
        "due_on": "15/04/2026",
        "amount": "21.904,00",
        "paid_on": "",
    },
)


@dataclass(frozen=True)
class DebtLine:
    """One line: a debt, and the day on which all of it was paid, if it was."""

    line: int
    debt: DebtCreate
    paid_on: date | None


DebtFile = FileDrafts[DebtLine]


def read_debts(path: Path) -> DebtFile:
    """Read the debts in a CSV or XLSX file; `incurred_last_day` is the last day on which a debt arose.

    Raises InvalidInput when the file cannot be read as a table (see read_table), or a column is missing.
    """
    return read_drafts(path, REQUIRED, ("paid_on",), _line)


def write_debts_template(path: Path) -> None:
    """Write the template with invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, (*REQUIRED, "paid_on"), EXAMPLES)


def import_debts(session: WriteSession, file: DebtFile, *, skip_refused: bool = False) -> ImportReport:
    """Book the debts that are new and pay what the file says is paid; a file read again changes nothing.

    A debt that is booked otherwise already is refused: it is corrected by a further entry, not by an import.
    With refused lines the file is refused whole, unless `skip_refused`. A dry run saves nothing.
    """
    known = {debt.reference: debt for debt in debts_of(session)}
    file = file.sifted(_Against(known).problems)
    report = file.report(skip_refused=skip_refused)
    fresh = [draft for draft in file.drafts if draft.debt.reference not in known]
    if fresh:
        book_debts(session, [draft.debt for draft in fresh], file.name[:200], file.sha256)
    for draft in file.drafts:
        pays = _pays(session, draft)
        if pays and draft.paid_on:
            pay_debt(session, draft.debt.reference, draft.paid_on)
        report.new += draft in fresh or pays
        report.unchanged += draft not in fresh and not pays
    return report


def _pays(session: GroupSession, draft: DebtLine) -> bool:
    """Say whether a line pays a debt that is not paid in full yet, on whatever day."""
    if draft.paid_on is None:
        return False
    [debt] = debts_of(session, draft.debt.reference)
    return debt.open_cents(date.max) > 0


def _line(reader: Reader) -> DebtLine | None:
    kind = WORDS.get(folded(reader.found("kind")))
    last_day = reader.day("incurred_last_day", required=True)
    values = {
        "reference": reader.text("reference", required=True, max_length=40),
        "kind": kind,
        "creditor": reader.text("creditor", required=True, max_length=200),
        "incurred_from_on": reader.day("incurred_first_day", required=True),
        "incurred_until_on": last_day + ONE_DAY if last_day else None,
        "due_on": reader.day("due_on", required=True),
        "amount_cents": reader.cents("amount", required=True),
    }
    paid_on = reader.day("paid_on")
    if reader.text("kind", required=True) and kind is None:
        known = ", ".join(f"{kind} ({FRENCH[kind]})" for kind in DEBT_KINDS)
        reader.refuse("kind", f"write one of: {known}")
    if reader.problems:
        return None
    if values["amount_cents"] <= 0:  # type: ignore[operator]
        reader.refuse("amount", "a debt is above zero; what lowers one is a correction")
    if last_day < values["incurred_from_on"]:  # type: ignore[operator]
        reader.refuse("incurred_last_day", f"write {values['incurred_from_on']}, when it begins, or a later day")
    return None if reader.problems else DebtLine(reader.row.line, DebtCreate.model_validate(values), paid_on)


class _Against:
    """Compares lines with what is booked, and with the lines before them."""

    def __init__(self, known: dict[str, Debt]) -> None:
        self.known = known
        self.lines: dict[str, int] = {}

    def problems(self, draft: DebtLine) -> Iterator[Problem]:
        """Yield why a line cannot be taken."""
        reference = draft.debt.reference
        first = self.lines.setdefault(reference, draft.line)
        if first != draft.line:
            yield Problem("reference", reference, f"line {first} has this reference already", draft.line)
        known = self.known.get(reference)
        if known is not None:
            yield from _differences(draft, known)
        paid_on, debt = draft.paid_on, draft.debt
        counts_on = min(debt.incurred_until_on - ONE_DAY, debt.due_on)
        if paid_on is not None and paid_on < counts_on:
            allowed = f"write {counts_on}, from which the debt counts, or a later day"
            yield Problem("paid_on", str(paid_on), allowed, draft.line)


def _differences(draft: DebtLine, known: Debt) -> Iterator[Problem]:
    debt = draft.debt
    pairs = {
        "kind": (debt.kind, known.kind),
        "creditor": (debt.creditor, known.creditor),
        "incurred_first_day": (debt.incurred_from_on, known.arose.from_on),
        "incurred_last_day": (debt.incurred_until_on - ONE_DAY, known.arose.until_on - ONE_DAY),
        "due_on": (debt.due_on, known.due_on),
        "amount": (format_cents(debt.amount_cents), format_cents(known.amount_cents)),
    }
    advice = "an import changes no debt: make the file agree, or correct the debt by an entry of its own"
    for column, (found, there) in pairs.items():
        if found != there:
            yield Problem(column, str(found), f"booked is {str(there)!r}; {advice}", draft.line)

"""How the command line shows the draft of a member's document: its lines, and what is missing of it."""

from __future__ import annotations

from dataclasses import asdict

from basicplus.cli.output import console, euros, print_json, print_table
from basicplus.invoicing.runs.previewing import MemberDraft


def tell_draft(drafted: MemberDraft, as_json: bool) -> None:
    """Print a draft: lines with hours and amounts, hours that are missing and whose turn it is, findings."""
    summary, document = drafted.summary, drafted.document
    if as_json:
        print_json(asdict(drafted))
        return
    rows = [
        (
            line.agreement,
            line.basis,
            line.from_on,
            line.until_on,
            "-" if line.minutes is None else f"{line.minutes / 60:.2f}",
            "-" if line.rate_e4 is None else f"{line.rate_e4 / 10_000:.4f}",
            euros(line.amount_cents),
        )
        for line in document.lines
    ]
    columns = ["agreement", "basis", "from", "until", "hours", "rate", "amount"]
    print_table(f"{document.number} {summary.name}: {summary.reason}", columns, rows, right=[4, 5, 6])
    vat = f", {euros(document.vat_cents)} of it VAT" if document.vat_cents else ""
    console.print(f"\nTotal {euros(summary.total_cents)} EUR{vat}. Nothing was issued.")
    for missing in drafted.missing:
        who = ", ".join(missing.who) or "nobody is named"
        console.print(f"Missing: {missing.minutes / 60:.2f} h {missing.state}; to act: {who}.", soft_wrap=True)
    if summary.waits:
        console.print("A run of that date waits for them: the days of grace are not over.")
    for sentence in summary.findings:
        console.print(sentence, markup=False, soft_wrap=True)

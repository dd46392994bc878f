"""`basicplus invoices why ...`: the tables that say why a document asks what it asks."""

from __future__ import annotations

from collections.abc import Iterable

from basicplus.cli.output import console, euros, print_table
from basicplus.invoicing.documents.content import Why
from basicplus.invoicing.explain import DocumentWhy, LineWhy, PoolWhy


def tell_why(found: DocumentWhy, pools: Iterable[PoolWhy]) -> None:
    """Print a document's lines, reasons and hours, and the cost entries of `pools`."""
    lines = [_line(line) for line in found.lines]
    columns = ["agreement", "pool", "basis", "from", "until", "hours", "rate", "amount"]
    print_table(f"Document {found.number} of {found.member}", columns, lines, right=[5, 6, 7])
    console.print(f"\nTotal {euros(found.total_cents)} EUR, of which VAT {euros(found.vat_cents)} EUR.")
    if found.credits:
        console.print(f"It corrects {found.credits}, which lists the hours.")
    if found.why:
        rows = [_reason(why) for why in found.why]
        columns = ["agreement", "cost of", "cost", "key", "weight", "of", "share", "before", "price", "volume"]
        print_table("\nWhy", columns, rows, right=[2, 4, 5, 6, 7, 8, 9])
    hours = [
        (row.agreement, row.day, f"{row.starts}-{row.ends}", row.worker, row.site, row.signed_by, row.signed_on)
        for line in found.lines
        for row in line.hours
    ]
    if hours:
        columns = ["agreement", "day", "time", "worker", "site", "signed by", "signed on"]
        print_table("\nSigned hours", columns, hours)
    for pool in pools:
        _tell_costs(pool)


def _line(line: LineWhy) -> tuple[object, ...]:
    hours = "" if line.minutes is None else f"{line.minutes / 60:.2f}"
    rate = "" if line.rate_e4 is None else f"{line.rate_e4 / 10_000:.4f}"
    span = (line.from_on, line.until_on)
    return (line.agreement, line.pool, line.basis, *span, hours, rate, euros(line.amount_cents))


def _reason(why: Why) -> tuple[object, ...]:
    weights = [why.weight, why.total_weight]
    written = ["" if each is None else f"{each}" if why.key == "key" else f"{each / 60:.2f} h" for each in weights]
    cost = why.cost if why.cost_cents is None else euros(why.cost_cents)
    before = why.before
    changes = (before.amount_cents, before.price_cents, before.volume_cents) if before else ()
    key = why.key_name or why.key
    compared = [euros(cents) for cents in changes] or ["", "", ""]
    return (why.agreement, f"{why.pool_code} {why.year}", cost, key, *written, euros(why.share_cents), *compared)


def _tell_costs(pool: PoolWhy) -> None:
    rows = [
        (f"{row.month:%Y-%m}", row.worker or "", row.kind, euros(row.amount_cents), row.source)
        for row in pool.entries
    ]
    columns = ["month", "worker", "kind", "amount", "source"]
    print_table(f"\nCosts of {pool.pool} in {pool.year}, known at issue", columns, rows, right=[3])
    poured = "" if pool.total_cents is None else f"; with overhead {euros(pool.total_cents)} EUR"
    console.print(f"Own costs {euros(pool.own_cents)} EUR{poured}.")

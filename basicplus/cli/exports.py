"""`basicplus export ...`: documents as issued, and the proof that they are at cost."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Annotated

import typer

from basicplus import evidence as packs
from basicplus import exports, invoicing
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import Span, parse_day

app = typer.Typer(help="What leaves the group.", no_args_is_help=True)
YearArgument = Annotated[int, typer.Argument(min=2000, max=2100, help="The year that the documents are about.")]


@app.command(epilog="Example: basicplus export documents 2025 --out documents")
def documents(
    year: YearArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; made if missing.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the documents about a year as they were issued, with a manifest."""
    with opened(db) as database, database.reading(group) as session:
        written = exports.export_documents(session, year, out)
    if as_json:
        print_json({"documents": written, "folder": str(out)})
    else:
        console.print(f"{written} documents of {year} written to {out}.")


@app.command("at-cost", epilog="Example: basicplus export at-cost 2025 --out at-cost-2025.json")
def at_cost(
    year: YearArgument,
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what an outsider needs to recompute every share, as basicplus/evidence/verify_at_cost.py does."""
    with opened(db) as database, database.reading(group) as session:
        proof = exports.export_at_cost(session, year)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(proof, indent=1, ensure_ascii=False), "utf-8")
    agreements = sum(len(pool["agreements"]) for pool in proof["pools"])
    if as_json:
        print_json({"file": str(out), "pools": len(proof["pools"]), "agreements": agreements})
    else:
        console.print(f"{len(proof['pools'])} pools and {agreements} agreements of {year} written to {out}.")


@app.command("invoice-proof", epilog="Example: basicplus export invoice-proof 2026-000042 --out proof.json")
def invoice_proof(
    number: Annotated[str, typer.Argument(help="Number of the document.")],
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what a member needs to check one of its documents: nobody else's figures, no one's pay."""
    with opened(db) as database, database.reading(group) as session:
        proof = invoicing.invoice_proof(session, number)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(proof, indent=1, ensure_ascii=False), "utf-8")
    roots = {year["totals"]["year"]: year["root"] for year in proof["years"]}
    if as_json:
        print_json({"file": str(out), "roots": roots})
        return
    console.print(f"The proof of {number} is in {out}; check it: python3 verify_invoice.py {out}")
    for year, root in roots.items():
        console.print(f"Root of {year}, the same for every member: {root}", soft_wrap=True)


@app.command(
    "evidence", epilog="Example: basicplus export evidence --from 2025-01-01 --until 2026-01-01 --auditor NAME"
)
def evidence(
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="First day of the period.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="First day after the period.")],
    auditor: Annotated[str, typer.Option("--auditor", help="Who takes the pack; written in the journal.")],
    out: Annotated[Path, typer.Option("--out", help="Zip file to write.")] = Path("evidence.zip"),
    seed: Annotated[str | None, typer.Option("--seed", help="Draws the sample; random if not given.")] = None,
    sample: Annotated[int, typer.Option("--sample", min=1, help="Lines of hours in the sample.")] = 25,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what an auditor takes away, with the program that checks it; the journal keeps who took it."""
    span = Span(parse_day(from_, "--from"), parse_day(until, "--until"))
    with opened(db) as database:
        pack = packs.hand_over(database, group, span, auditor, seed or secrets.token_hex(8), sample)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pack.content)
    if as_json:
        print_json({"file": str(out), "sha256": pack.sha256, "files": pack.files})
        return
    print_table(f"Evidence for {auditor}: {out}", ["file", "bytes"], list(pack.files.items()), right=[1])
    console.print(f"SHA-256 of the pack: {pack.sha256}", soft_wrap=True)
    console.print("Check it: unpack the two .py files, then `python3 verify_evidence.py PACK.zip --sha256 HASH`.")

"""Measures the money of a month and a year of true size, side by side with the least that could be done.

`python -m bench.invoices [--members N] [--workers N]`. 550 monthly invoices with PDF and UBL, issued batch by
batch, beside (a) reportlab drawing the same texts and shapes at the same places, with QR codes made by segno, and
(b) the same rows written by the driver alone; the peak of memory at a quarter, half and all of the members; and
the settlement of the year.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import resource
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import segno
import sqlalchemy
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import col, select

from basicplus import invoicing
from basicplus.acts.runs import issue_in_batches
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.demo.costs import month_costs, overhead
from basicplus.demo.group import ACTOR, GROUP, Cast
from basicplus.invoicing import Invoice
from basicplus.invoicing.documents import layout, pdf
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.payment import epc_payload, transfer_of
from basicplus.invoicing.press import pressing
from basicplus.store import open_store, upgrade
from bench.__main__ import YEAR, build
from bench.clock import clock

ROUNDS = 3
PERIOD, ISSUED = parse_period(f"{YEAR}-01"), date(YEAR, 2, 7)


def main() -> None:
    """Build a month that is signed, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.invoices", description=__doc__)
    parser.add_argument("--members", type=int, default=550)
    parser.add_argument("--workers", type=int, default=43)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as name:
        folder = Path(name)
        signed = folder / "signed.db"
        upgrade(f"sqlite:///{signed}")
        database = open_store(f"sqlite:///{signed}")
        cast = build(database, arguments.members, arguments.workers)
        _book(database, cast)
        database.close()
        contents = _run(folder, signed)
        _memory(folder, signed, len(contents))
        _settlement(folder)


def _run(folder: Path, signed: Path) -> list[DocumentContent]:
    """Print the least of three rounds: of the run, and of what a run cannot do without."""
    run, both, drawn, coded, inserted = [], [], [], [], []
    for _ in range(ROUNDS):
        seconds, rows = _issued(folder, signed, 1)
        run.append(seconds)
        both.append(_issued(folder, signed, 2)[0])
        with _opened(folder / "run-1.db") as database, database.reading(GROUP) as session:
            texts = session.exec(select(Invoice.content).order_by(col(Invoice.id))).all()
        contents = [DocumentContent.from_json(text) for text in texts]
        drawn.append(_drawing(contents))
        coded.append(_coding(contents))
        inserted.append(_insertion(folder, signed, rows))
    least = min(drawn) + min(inserted)
    print(f"{len(contents)} invoices with PDF and UBL, in batches, each a commit; the least of {ROUNDS} rounds")
    print(f"  (a) raw drawing of the same pages  {min(drawn):6.2f} s")
    print(f"      and of their QR codes by segno {min(coded):6.2f} s")
    print(f"  (b) raw insertion of the same rows {min(inserted):6.2f} s, {len(rows)} statements")
    for label, taken in (("one core", run), ("every core", both)):
        times, without = min(taken) / (least + min(coded)), min(taken) / least
        print(f"  the run, {label:<26}{min(taken):6.2f} s = {times:.2f} x ((a) + (b)), {without:.2f} without QR")
    return contents


def _issued(folder: Path, signed: Path, cores: int) -> tuple[float, list[tuple[str, Any]]]:
    """Issue the month in a copy of the database; return how long it took, and the statements that wrote."""
    file = folder / f"run-{cores}.db"
    shutil.copy(signed, file)
    rows: list[tuple[str, Any]] = []
    with _opened(file) as database, _noting(database, rows), clock() as took:
        _issue(database, cores)
    return took.seconds, rows


def _coding(contents: Sequence[DocumentContent]) -> float:
    """Make the QR codes of the documents as segno does, one by one."""
    payloads = [epc_payload(transfer_of(content)) for content in contents if content.is_payable]
    with clock() as took:
        for payload in payloads:
            segno.make_qr(payload, error="m", boost_error=False, mask=2, mode="byte").matrix  # noqa: B018
    return took.seconds


def _issue(database: Database, cores: int, only: list[str] | None = None) -> int:
    if cores == 1:
        return len(issue_in_batches(database, GROUP, ACTOR, PERIOD, ISSUED, only=only, despite="bench").documents)
    with pressing() as render:
        run = issue_in_batches(database, GROUP, ACTOR, PERIOD, ISSUED, despite="bench", render=render)
        return len(run.documents)


def _drawing(contents: Sequence[DocumentContent]) -> float:
    """Draw what our documents show with reportlab alone: no layout, one call a text, its own fonts."""
    kept: list[Sequence[layout.Page]] = []

    def keep(pages: Sequence[layout.Page], _about: object) -> bytes:
        kept.append(pages)
        return b""

    with patch.object(pdf, "draw", keep):
        for content in contents:
            pdf.render_pdf(content)
    folder = files("basicplus.invoicing.documents") / "fonts"
    for name in ("Regular", "Bold"):
        with as_file(folder / f"Roboto-{name}.ttf") as path:
            pdfmetrics.registerFont(TTFont(f"Raw-{name}", str(path)))
    with clock() as took:
        for pages in kept:
            _draw(pages)
    return took.seconds


def _draw(pages: Sequence[layout.Page]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(layout.WIDTH, layout.HEIGHT))
    for page in pages:
        for shape in page.shapes:
            shape(canvas)
        for x, y, style, text in page.texts:
            canvas.setFillColorRGB(*style.color)
            canvas.setFont("Raw-Bold" if style.bold else "Raw-Regular", style.size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _insertion(folder: Path, signed: Path, rows: Sequence[tuple[str, Any]]) -> float:
    """Write the rows of the run as the driver got them, in one transaction."""
    file = folder / "raw.db"
    shutil.copy(signed, file)
    with _opened(file) as database:
        raw = database.engine.raw_connection()
        cursor = raw.cursor()
        with clock() as took:
            for statement, parameters in rows:
                if isinstance(parameters, list):
                    cursor.executemany(statement, parameters)
                else:
                    cursor.execute(statement, parameters)
            raw.commit()
        raw.close()
    return took.seconds


@contextmanager
def _noting(database: Database, rows: list[tuple[str, Any]]) -> Iterator[None]:
    """Note every statement that writes, with its parameters."""

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, _many: bool) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            rows.append((statement.split(" RETURNING ")[0], parameters))

    sqlalchemy.event.listen(database.engine, "before_cursor_execute", note)
    yield
    sqlalchemy.event.remove(database.engine, "before_cursor_execute", note)


def _memory(folder: Path, signed: Path, members: int) -> None:
    print("\nPeak of memory of a run in a process of its own")
    context = multiprocessing.get_context("spawn")
    for part in (4, 2, 1):
        file = folder / f"memory-{part}.db"
        shutil.copy(signed, file)
        with context.Pool(1) as pool:
            count, megabytes = pool.apply(_peak, (str(file), members // part))
        print(f"  {count:5} invoices {megabytes:7.1f} MB")


def _peak(file: str, members: int) -> tuple[int, float]:
    with _opened(Path(file)) as database:
        with database.reading(GROUP) as session:
            numbers = [row.member for row in invoicing.preview(session, PERIOD, ISSUED).members if row.lines]
        issued = _issue(database, 1, numbers[:members])
    return issued, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _book(database: Database, cast: Cast) -> None:
    with database.writing(GROUP, ACTOR) as session:
        for month in range(1, 13):
            first = date(YEAR, month, 1)
            entries = [each for worker in cast.workers for each in month_costs(worker, first, 1)]
            invoicing.book(session, [*entries, overhead(len(cast.workers), first, 1)], f"payroll {first:%Y-%m}")


def _settlement(folder: Path) -> None:
    with (
        _opened(folder / "run-1.db") as database,
        clock() as took,
        database.writing(GROUP, ACTOR, despite="bench", dry_run=True) as session,
    ):
        issued = len(invoicing.settle_year(session, YEAR, date(YEAR + 1, 3, 2)))
    print(f"\nSettlement of the year: {issued} documents in {took.seconds:.2f} s on one core")


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    database = open_store(f"sqlite:///{file}")
    yield database
    database.close()


if __name__ == "__main__":
    main()

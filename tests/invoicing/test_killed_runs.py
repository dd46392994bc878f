"""A run that is killed at any instant and started again ends with every invoice once: no gap, no double, no file.

`BASICPLUS_TEST_KILLS=200 BASICPLUS_TEST_SEED=7 pytest tests/invoicing/test_killed_runs.py -s` makes a longer or
another run of it on each database.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from subprocess import PIPE, STDOUT
from typing import Any

import pytest
from sqlmodel import col, select

import basicplus
from basicplus import members
from basicplus.assignments import TimeEntry
from basicplus.db import Database, pick
from basicplus.invoicing import Document, Invoice, InvoiceLine
from basicplus.invoicing.models import NumberSeries
from basicplus.members import Member
from basicplus.store import open_store
from basicplus.verification import verify
from tests import cast
from tests.cli.running import ENVIRONMENT, run
from tests.conftest import BACKENDS, Templates

KILLS = os.environ.get("BASICPLUS_TEST_KILLS")
SEED = int(os.environ.get("BASICPLUS_TEST_SEED", "20250407"))
MEMBERS = 20
ISSUE = ("invoices", "issue", "--period", "2025-03", "--issue-on", "2025-04-07", "--batch", "2")
SERVER = get_context("forkserver")
SERVER.set_forkserver_preload(["tests.cli.running"])


@dataclass(frozen=True)
class Ground:
    """A group about to bill 20 members, what an undisturbed run makes of it, and how many seconds that takes."""

    templates: Templates
    url: str
    undisturbed: dict[str, Any]
    seconds: float


@pytest.fixture(scope="module", params=BACKENDS)
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    templates: Templates = request.getfixturevalue(f"{request.param}_templates")
    url = templates.copy(templates.cast)
    database = open_store(url)
    enlarge(database)
    database.close()
    copy, folder = templates.copy(url), tmp_path_factory.mktemp("undisturbed")
    start(templates.copy(url), folder).join()  # the first one waits for the imports
    started = time.monotonic()
    start(copy, folder).join()
    return Ground(templates, url, outcome(copy), time.monotonic() - started)


def enlarge(database: Database) -> None:
    """Let as many members join as are wanted, with a flat fee each, and hours of three of them."""
    with cast.writing(database) as session:
        for index in range(4, MEMBERS + 1):
            number, stem = f"M{index:03d}", 4_100_000 + index
            given = {"enterprise_number": f"{stem:08d}{97 - stem % 97:02d}", "language": "fr"}
            members.register(session, cast.member(number, **given))
            members.join(session, number, date(2021, 1, 1), **cast.ACCESSION)
            members.declare_vat(session, number, date(2021, 1, 1), "exempt")
            terms = {"member": number, "profession": "accountant", "basis": "flat_fee", "fee_cents": 20000 + index}
            cast.agree(session, cast.agreement(f"A-CPT-{index}", **terms), "CPT")
    days = {number: date(2025, 3, 2 + number) for number in (1, 2, 3)}
    cast.do(
        database,
        *(cast.hours(agreement=f"A-CP-{number}", site=f"S-M00{number}", day=day) for number, day in days.items()),
    )


def start(url: str, folder: Path) -> ForkServerProcess:
    """Start the command in a process of its own, which has imported all it needs: each instant is one of work."""
    environment = {"TMPDIR": str(folder), "BASICPLUS_DB": url}
    process = SERVER.Process(target=run, args=ISSUE, kwargs=environment)
    process.start()
    return process


def outcome(url: str) -> dict[str, Any]:
    """Return what a run left: documents with all they say, lines, locked hours, last numbers, what is wrong."""
    database = open_store(url)
    with cast.reading(database) as session:
        left = {
            "documents": session.rows(
                pick(
                    Invoice.number,
                    Invoice.sequence,
                    Invoice.kind,
                    Member.number,
                    Invoice.total_cents,
                    Invoice.vat_cents,
                    Invoice.ogm,
                    Invoice.content,
                    Document.content_sha256,
                )
                .join(Member, col(Member.id) == Invoice.member_id)
                .join(Document, col(Document.invoice_id) == Invoice.id)
                .order_by(Invoice.number)
            ),
            "lines": session.rows(
                pick(Invoice.number, InvoiceLine.position, InvoiceLine.agreement_id, InvoiceLine.amount_cents)
                .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
                .order_by(Invoice.number, InvoiceLine.position)
            ),
            "hours": session.rows(
                pick(TimeEntry.id, TimeEntry.state, Invoice.number)
                .join(InvoiceLine, col(InvoiceLine.id) == TimeEntry.invoice_line_id)
                .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
                .order_by(TimeEntry.id)
            ),
            "numbers": [(row.code, row.last) for row in session.exec(select(NumberSeries))],
            "problems": verify(session, cast.GROUP).problems,
        }
    database.close()
    return left


def documents_in(url: str) -> int:
    database = open_store(url)
    with cast.reading(database) as session:
        count = len(cast.invoices(session))
    database.close()
    return count


def test_the_undisturbed_run_bills_everybody_once(ground: Ground) -> None:
    billed = [row[3] for row in ground.undisturbed["documents"]]
    forms = ("PDF", "UBL")
    assert billed == [f"M{number:03d}" for number in range(1, MEMBERS + 1) for _ in forms]
    assert ground.undisturbed["numbers"] == [("F2025", MEMBERS)]
    assert [state for _, state, _ in ground.undisturbed["hours"]] == ["invoiced"] * 3
    assert ground.undisturbed["problems"] == []


def test_a_run_killed_at_any_instant_ends_as_if_nothing_had_happened(
    ground: Ground, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = int(KILLS or ("4" if "postgresql" in request.node.name else "6"))
    random, reached, late = Random(SEED), Counter[int](), 0
    print(f"seed {SEED}: {kills} kills over {ground.seconds:.2f} s")
    for kill in range(kills):
        instant = (kill + random.random()) / kills * ground.seconds
        url, folder = ground.templates.copy(ground.url), tmp_path / f"kill-{kill}"
        folder.mkdir()
        process = start(url, folder)
        time.sleep(instant)
        late += not process.is_alive()
        process.kill()
        process.join()
        reached[documents_in(url)] += 1
        resumed = run(*ISSUE, BASICPLUS_DB=url)
        assert (resumed.exit_code, resumed.stderr) == (0, ""), f"killed after {instant:.3f} s"
        assert outcome(url) == ground.undisturbed, f"killed after {instant:.3f} s"
        assert list(folder.iterdir()) == []
        ground.templates.drop(url)
    print(f"documents there at the kill: {dict(sorted(reached.items()))}; ended before it: {late}")


def test_of_two_runs_at_once_one_works_and_the_other_says_so(ground: Ground, tmp_path: Path) -> None:
    url = ground.templates.copy(ground.url)
    root = str(Path(basicplus.__file__).parent.parent)
    environment = os.environ | ENVIRONMENT | {"PYTHONPATH": root, "BASICPLUS_DB": url}
    command = (sys.executable, "-c", "from basicplus.cli import main; main()", *ISSUE)
    both = [subprocess.Popen(command, env=environment, stdout=PIPE, stderr=STDOUT, text=True) for _ in range(2)]
    told = sorted((process.communicate()[0], process.returncode) for process in both)
    assert sorted(exit_code for _, exit_code in told) in ([0, 0], [0, 5]), told
    said = [text for text, _ in told if "taken over" in text or "nothing to bill" in text]
    assert len(said) == 1, told
    assert outcome(url) == ground.undisturbed
    ground.templates.drop(url)

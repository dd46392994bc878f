"""What leaves the group: documents as issued, and a proof that an outsider can recompute."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.exports import export_at_cost, export_documents
from basicplus.invoicing import Document
from tests import cast
from tests.small_demo import SmallDemo

VERIFIER = Path(__file__).parents[1] / "basicplus" / "evidence" / "verify_at_cost.py"


def verify_outside(proof: Path) -> tuple[int, str]:
    """Run the stand-alone verifier without basicplus in reach."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), str(proof)],
        capture_output=True,
        text=True,
        check=False,
        cwd=proof.parent,
    )
    return done.returncode, done.stdout + done.stderr


def proof_of(demo: SmallDemo) -> dict:
    return json.loads((demo.folder / "at-cost-2025.json").read_text("utf-8"))


def test_the_verifier_is_short_and_needs_the_standard_library_alone() -> None:
    source = VERIFIER.read_text("utf-8")
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"json", "sys", "fractions"}
    assert len(source.splitlines()) < 100


def test_an_outsider_recomputes_every_share(built_demo: SmallDemo) -> None:
    assert verify_outside(built_demo.folder / "at-cost-2025.json") == (
        0,
        "At cost: every share recomputed, every cent billed once.\n",
    )


def test_a_cent_moved_between_members_is_noticed(built_demo: SmallDemo, tmp_path: Path) -> None:
    proof = proof_of(built_demo)
    agreement = next(
        agreement for pool in proof["pools"] for agreement in pool["agreements"] if agreement["billed"]
    )
    agreement["billed"][0]["cents"] += 1
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), "utf-8")
    code, said = verify_outside(file)
    assert code == 1
    assert said.startswith(f"agreement {agreement['agreement']} of {agreement['member']}: share ")


def test_a_cost_that_was_not_there_is_noticed(built_demo: SmallDemo, tmp_path: Path) -> None:
    proof = proof_of(built_demo)
    costs = proof["pools"][0]["costs_cents"]
    costs[next(iter(costs))] += 100
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), "utf-8")
    assert verify_outside(file)[0] == 1


def test_a_file_of_the_first_format_is_still_recomputed(tmp_path: Path) -> None:
    old = Path(__file__).parent / "golden" / "at-cost-1.json"
    assert verify_outside(old) == (0, "At cost: every share recomputed, every cent billed once.\n")
    file = tmp_path / "forged.json"
    file.write_text(old.read_text("utf-8").replace('"overhead": 400000', '"overhead": 400100'), "utf-8")
    assert verify_outside(file) == (
        1,
        "pool CPT: cost 10600067, stated 10600000, shared 10600067\n"
        "agreement C1 of M001: share 4240027, billed 4240000\n"
        "agreement C2 of M002: share 2826684, billed 2826667\n"
        "agreement C3 of M003: share 2644583, billed 2644566\n"
        "agreement C4 of M004: share 888773, billed 888767\n"
        "pool DPO: cost 6300033, stated 6300000, shared 6300033\n"
        "agreement D1 of M001: share 6300033, billed 6300000\n",
    )


@pytest.fixture
def divided(database: Database, tmp_path: Path) -> Path:
    """The proof of a settled year whose overhead was poured by contract time, and from July on by own cost."""
    lines = (cast.hours(), cast.hours(worker="W003", agreement="A-DPO-1", site=None))
    cast.do(database, *lines)
    cast.book(database, ("CP", 400001), ("CPT", 50000), ("DPO", 100003), ("FG", 9999), month=date(2025, 2, 1))
    cast.book(database, ("CP", 500000), ("DPO", 20003), ("FG", 7777), month=date(2025, 11, 1))
    with cast.writing(database) as session:
        by_cost = invoicing.PourRuleCreate(pool="FG", from_on=date(2025, 7, 1), weighed_by="cost")
        invoicing.set_pour_rule(session, by_cost)
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
        invoicing.settle_year(session, 2025, date(2026, 3, 2))
    with cast.reading(database) as session:
        (tmp_path / "proof.json").write_text(json.dumps(export_at_cost(session, 2025)), "utf-8")
    return tmp_path / "proof.json"


def test_an_outsider_pours_each_stretch_of_months_by_its_own_rules(divided: Path) -> None:
    proof = json.loads(divided.read_text("utf-8"))
    assert [(part["months"][0], part["months"][-1], part["pours"]) for part in proof["stretches"]] == [
        (
            "2025-01",
            "2025-06",
            [
                {
                    "pools": ["FG"],
                    "weighed_by": "fte",
                    "weights": {"CP": 2280 * 181, "CPT": 2280 * 181, "DPO": 1140 * 181},
                    "poured_cents": {"CP": 4000, "CPT": 3999, "DPO": 2000},
                }
            ],
        ),
        (
            "2025-07",
            "2025-12",
            [
                {
                    "pools": ["FG"],
                    "weighed_by": "cost",
                    "weights": {"CP": 500000, "CPT": 0, "DPO": 20003},
                    "poured_cents": {"CP": 7478, "CPT": 0, "DPO": 299},
                }
            ],
        ),
    ]
    assert verify_outside(divided) == (0, "At cost: every share recomputed, every cent billed once.\n")


def test_a_cost_moved_to_another_month_or_weight_is_noticed(divided: Path) -> None:
    proof = json.loads(divided.read_text("utf-8"))
    proof["stretches"][1]["pours"][0]["weights"]["CPT"] = 500000
    divided.write_text(json.dumps(proof), "utf-8")
    code, told = verify_outside(divided)
    assert (code, told.splitlines()[0]) == (1, "pool CP: cost 907813, stated 911479, shared 907813")
    proof["stretches"][1]["pours"][0]["weights"]["CPT"] = 0
    proof["stretches"][0]["own_cents"]["CPT"] += 7
    divided.write_text(json.dumps(proof), "utf-8")
    assert verify_outside(divided) == (
        1,
        "pool CPT: its months cost 50007, its kinds of cost 50000\n"
        "pool CPT: cost 54006, stated 53999, shared 54006\n"
        "agreement A-CPT-1 of M001: share 54006, billed 53999\n",
    )


def test_the_proof_names_no_worker(built_demo: SmallDemo) -> None:
    text = (built_demo.folder / "at-cost-2025.json").read_text("utf-8")
    assert "worker" not in text


def test_the_proof_is_the_same_when_it_is_made_again(demo_database: Database, small_demo: SmallDemo) -> None:
    with demo_database.reading() as session:
        assert export_at_cost(session, 2025) == proof_of(small_demo)


def test_documents_are_written_as_issued(demo_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with demo_database.reading() as session:
        written = export_documents(session, 2025, folder)
        issued = list(session.exec(select(Document)))
    kinds = {"application/pdf": ".pdf", "application/xml": ".xml"}
    expected = sorted((kinds[row.media_type], row.content_sha256) for row in issued)
    found = [file for file in folder.iterdir() if file.name != "manifest.json"]
    assert sorted((file.suffix, hashlib.sha256(file.read_bytes()).hexdigest()) for file in found) == expected
    assert 2 * written == len(expected)

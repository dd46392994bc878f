"""What leaves the group: documents as issued, and a proof that an outsider can recompute."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

from sqlmodel import select

from basicplus.db import Database
from basicplus.exports import export_at_cost, export_documents
from basicplus.invoicing import Document
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
    assert len(source.splitlines()) < 80


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

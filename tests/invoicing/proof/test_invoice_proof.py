"""What a member is handed to check a document by itself, and what it does not learn from it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from basicplus.evidence import verify_invoice
from basicplus.invoicing import Document, Invoice, Settlement, invoice_proof
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.proof import commitment
from basicplus.members import Member
from basicplus.store import open_store
from basicplus.workers import Worker
from tests.small_demo import SmallDemo

VERIFIER = Path(verify_invoice.__file__)


@pytest.fixture(scope="module")
def proofs(built_demo: SmallDemo) -> dict[str, dict[str, Any]]:
    """The proof of every document of the small demonstration, as it would be read from a file."""
    database = open_store(str(built_demo.file))
    with database.reading(None) as session:
        numbers = session.exec(select(Invoice.number).order_by(Invoice.number)).all()
        made = {number: json.loads(json.dumps(invoice_proof(session, number))) for number in numbers}
    database.close()
    return made


@pytest.fixture
def settled(proofs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The proof of a settlement; free to be changed."""
    return copy.deepcopy(next(proof for proof in proofs.values() if proof["content"]["purpose"] == "settlement"))


@pytest.fixture
def periodic(proofs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The proof of a document that bills hours; free to be changed."""
    return copy.deepcopy(next(proof for proof in proofs.values() if proof["content"]["hours"]))


def test_every_document_of_a_year_checks_out(proofs: dict[str, dict[str, Any]]) -> None:
    assert len(proofs) > 50
    assert {number: verify_invoice.verify(proof) for number, proof in proofs.items()} == {
        number: [] for number in proofs
    }


def test_every_member_is_told_the_same_year(proofs: dict[str, dict[str, Any]]) -> None:
    years = [year for proof in proofs.values() for year in proof["years"]]
    told = {(year["totals"]["year"], year["settlement"], year["root"]) for year in years}
    assert sorted((year, settlement) for year, settlement, _root in told) == [(2025, 1), (2025, 2)]


def test_a_member_sees_no_other_member_and_no_workers_cost(
    built_demo: SmallDemo, proofs: dict[str, dict[str, Any]]
) -> None:
    database = open_store(str(built_demo.file))
    with database.reading(None) as session:
        members = {row.number: row for row in session.exec(select(Member))}
        names = {row.name for row in session.exec(select(Worker))}
        settlement = session.exec(select(Settlement).order_by(Settlement.id)).all()[-1]
        said = json.loads(settlement.content)
        alone = [pool for pool in said["pools"] if set(pool["costs_cents"]) == {"all"}]
    database.close()
    assert alone
    for proof in proofs.values():
        buyer = proof["content"]["buyer"]["number"]
        text = json.dumps(proof, ensure_ascii=False)
        assert [number for number in members if f'"{number}"' in text] == [buyer]
        assert settlement.salt not in text
        years = json.dumps(proof["years"], ensure_ascii=False)
        assert not any(name in years for name in names)
        totals = json.dumps([year["totals"] for year in proof["years"]])
        assert not any(f"{pool['total_cents']}" in totals for pool in alone)


def change_total(proof: dict[str, Any]) -> None:
    proof["content"]["total_cents"] += 1


def change_minutes(proof: dict[str, Any]) -> None:
    proof["content"]["hours"] = []


def test_a_changed_content_is_noticed(periodic: dict[str, Any]) -> None:
    change_total(periodic)
    changed, total = verify_invoice.verify(periodic)
    assert changed == "the content is not the one that was issued"
    assert total.startswith("the lines make ")


def test_a_settled_line_that_is_not_its_share_less_what_was_billed_is_noticed(settled: dict[str, Any]) -> None:
    settled["content"]["lines"][0]["billed_cents"] += 1
    assert ": final share less billed is not " in verify_invoice.verify(settled)[1]


def test_hours_that_nobody_signed_are_noticed(periodic: dict[str, Any]) -> None:
    change_minutes(periodic)
    assert " minutes billed, " in verify_invoice.verify(periodic)[1]


def change_share(year: dict[str, Any]) -> None:
    year["claims"][0]["claim"]["share_cents"] += 1


def change_root(year: dict[str, Any]) -> None:
    year["totals"]["claims"] += 1


def change_billed(year: dict[str, Any]) -> None:
    year["billed"][0]["cents"] += 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_share, "the claim is not among those of the root"),
        (change_root, "the totals are not those of the root"),
        (change_billed, "its share of the cost is "),
    ],
)
def test_a_changed_year_is_noticed(
    settled: dict[str, Any], change: Callable[[dict[str, Any]], None], said: str
) -> None:
    change(settled["years"][0])
    assert said in "\n".join(verify_invoice.verify(settled))


def test_a_share_that_the_totals_do_not_give_is_noticed() -> None:
    """Hashes mended, a claim still has to be what the key gives of the cost."""
    proof = year_of_two_workers(share_cents=6001)
    told = commitment(proof, "secret", ["A1"])
    year = {
        "root": told.root,
        "tree": told.tree,
        "totals": told.totals,
        "claims": [told.opened["A1"]],
        "billed": [{"document": "2026-000001", "agreement": "A1", "cents": 6001, "purpose": "periodic"}],
    }
    assert list(verify_invoice.year(json.loads(json.dumps(year)))) == ["2026 A1: the share is 6001, not 6000.00"]


def year_of_two_workers(share_cents: int) -> dict[str, Any]:
    def agreement(name: str, minutes: int, cents: int) -> dict[str, Any]:
        return {
            "agreement": name, "member": name, "basis": "time_spent", "signed_minutes": minutes,
            "agreed_minutes": 1, "days": 365, "key": None, "key_id": None, "key_weight": 0,
            "weight": minutes * 365, "key_weight_days": 0, "exact_fee": False,
            "share_cents": cents, "billed_cents": cents,
        }  # fmt: skip

    pool = {
        "pool": "CP",
        "name": "Conseillers en prévention",
        "kind": "profession",
        "costs_cents": {"gross": 10000},
        "pour_weight": 1,
        "total_cents": 10000,
        "agreements": [agreement("A1", 60, share_cents), agreement("A2", 40, 10000 - share_cents)],
    }
    return {"year": 2026, "days": 365, "pools": [pool]}


def test_the_verifier_runs_alone_and_knows_the_files_that_were_sent(
    built_demo: SmallDemo, settled: dict[str, Any], tmp_path: Path
) -> None:
    number = settled["document"]["number"]
    database = open_store(str(built_demo.file))
    with database.reading(None) as session:
        query = select(Document.content).join(Invoice).where(Invoice.number == number, Document.media_type == PDF)
        pdf = session.exec(query).one()
    database.close()
    (tmp_path / "proof.json").write_text(json.dumps(settled), "utf-8")
    (tmp_path / "sent.pdf").write_bytes(pdf)
    (tmp_path / "other.pdf").write_bytes(pdf + b" ")
    root = settled["years"][0]["root"]
    command = [sys.executable, "-I", "-S", str(VERIFIER), "proof.json"]

    def outside(*names: str) -> tuple[int, list[str]]:
        done = subprocess.run([*command, *names], capture_output=True, text=True, check=False, cwd=tmp_path)
        return done.returncode, (done.stdout + done.stderr).splitlines()

    told = f"Root of 2025, the same for every member: {root}"
    assert outside("sent.pdf") == (0, [f"{number}: everything recomputed, every cent at cost.", told])
    assert outside("other.pdf") == (1, ["other.pdf: not a file that was sent", told])

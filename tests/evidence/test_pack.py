"""The evidence pack opens, its verifier passes outside the project, and fails after one changed byte."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from basicplus import journal
from basicplus.evidence import draw
from basicplus.store import open_store
from tests.cli.running import run
from tests.small_demo import SmallDemo

PERIOD = ("--from", "2025-01-01", "--until", "2026-06-01")
VERIFIER = Path(__file__).parents[2] / "basicplus" / "evidence" / "verify_evidence.py"


@pytest.fixture(scope="module")
def taken(built_demo: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A pack of the small demonstration group, taken away, and its hash."""
    folder = tmp_path_factory.mktemp("auditor")
    copy = folder / "copy.db"
    copy.write_bytes(built_demo.file.read_bytes())
    options = ("--auditor", "Ann Réviseur", "--seed", "42", "--sample", "10")
    done = run(
        "export", "evidence", *PERIOD, *options, "--out", str(folder / "pack.zip"), "--db", str(copy), "--json"
    )
    assert done.exit_code == 0, done.stderr
    with zipfile.ZipFile(folder / "pack.zip") as archive:
        archive.extract("verify_evidence.py", folder)
        archive.extract("verify_at_cost.py", folder)
    return folder / "pack.zip", done.json()["sha256"]


def verify(pack: Path, *options: str) -> tuple[int, str]:
    """Run the pack's own verifier without basicplus in reach."""
    program = [sys.executable, "-I", "-S", str(VERIFIER), str(pack), *options]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=pack.parent)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def changed(pack: Path, name: str, old: str, new: str, folder: Path) -> Path:
    """Write the pack again with one file changed and every hash made to fit: a careful forger."""
    other = folder / "forged.zip"
    with zipfile.ZipFile(pack) as archive:
        contents = {each: archive.read(each) for each in archive.namelist()}
    assert old.encode() in contents[name]
    contents[name] = contents[name].replace(old.encode(), new.encode(), 1)
    manifest = json.loads(contents["manifest.json"])
    manifest["files"][name] = {"bytes": len(contents[name]), "sha256": sha256(contents[name]).hexdigest()}
    contents["manifest.json"] = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    contents["manifest.sha256"] = f"{sha256(contents['manifest.json']).hexdigest()}\n".encode()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_STORED) as archive:
        for each in sorted(contents):
            archive.writestr(zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0)), contents[each])
    return other


def test_the_verifier_needs_the_standard_library_alone() -> None:
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {str(name) for name in imported} <= set(sys.stdlib_module_names)


def test_an_auditor_checks_the_pack_alone(taken: tuple[Path, str]) -> None:
    pack, digest = taken
    code, told = verify(pack, "--sha256", digest)
    assert (code, told.splitlines()[0]) == (
        0,
        "Groupement Démonstration ASBL, 2025-01-01 to 2026-05-31: everything holds.",
    )


def test_the_pack_holds_what_an_auditor_asks_for(taken: tuple[Path, str]) -> None:
    with zipfile.ZipFile(taken[0]) as archive:
        names = set(archive.namelist())
        sample = json.loads(archive.read("sample.json"))
        rules = json.loads(archive.read("rules.json"))
    assert names == {
        "README.txt",
        "at-cost-2025.json",
        "contracts.json",
        "findings.json",
        "headcount.json",
        "journal.json",
        "law.json",
        "manifest.json",
        "manifest.sha256",
        "members.json",
        "readings.json",
        "rules.json",
        "sample.json",
        "verify_at_cost.py",
        "verify_evidence.py",
        "waivers.json",
    }
    assert len(sample["drawn"]) == 10
    assert all(line["signed_by"] and line["document"] for line in sample["drawn"])
    assert all(rule["confirmed"] for rule in rules)


def test_no_pay_is_in_the_pack(taken: tuple[Path, str]) -> None:
    with zipfile.ZipFile(taken[0]) as archive:
        said = archive.read("contracts.json") + archive.read("sample.json")
    assert b"cents" not in said


def test_one_changed_byte_is_noticed_wherever_it_is(taken: tuple[Path, str], tmp_path: Path) -> None:
    whole = bytearray(taken[0].read_bytes())
    random = Random(7)
    for place in [0, len(whole) - 1, *(random.randrange(len(whole)) for _ in range(12))]:
        forged = bytearray(whole)
        forged[place] ^= 1
        (tmp_path / "forged.zip").write_bytes(forged)
        assert verify(tmp_path / "forged.zip")[0] == 1, place


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("journal.json", '"seq": 1,', '"seq": 7,', "journal entry 7: its content does not match its hash"),
        ("headcount.json", '"heads": 4', '"heads": 3', "4 contracts in force, the curve says 3"),
        ("headcount.json", '"from_on": "2025-01-01"', '"from_on": "2025-01-02"', "does not begin on 2025-01-01"),
        ("verify_at_cost.py", "    wrong = []", "    return []", "that of the pack is not the one beside"),
        ("sample.json", '"seed": "42"', '"seed": "43"', "sample.json: is not the one that the seed draws"),
        ("sample.json", '"worker": "W00', '"worker": "X00', "has no contract that day"),
        ("contracts.json", '"purpose_clause": true', '"purpose_clause": false', "lacks its clause"),
        ("at-cost-2025.json", '"share_cents": ', '"share_cents": 9', "at-cost-2025.json: agreement"),
    ],
)
def test_a_forger_who_mends_the_hashes_is_found_out_by_the_facts(
    taken: tuple[Path, str], tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    forged = changed(taken[0], name, old, new, tmp_path)
    code, said = verify(forged)
    assert (code, told in said) == (1, True), said
    assert "pack: its SHA-256 is" in verify(forged, "--sha256", taken[1])[1]


def test_the_journal_keeps_who_took_it_and_its_hash(taken: tuple[Path, str]) -> None:
    database = open_store(str(taken[0].parent / "copy.db"))
    with database.reading() as session:
        *_, last = journal.entries(session)
    database.close()
    assert (last.actor, last.act, last.subject) == (
        "Ann Réviseur",
        "hand over evidence",
        "2025-01-01 to 2026-05-31",
    )
    assert json.loads(last.detail)["sha256"] == taken[1]


def test_a_period_ends_after_it_begins(built_demo: SmallDemo, tmp_path: Path) -> None:
    period = ("--from", "2025-01-01", "--until", "2025-01-01", "--auditor", "x", "--out", str(tmp_path / "x.zip"))
    done = run("export", "evidence", *period, "--db", str(built_demo.file))
    assert (done.exit_code, (tmp_path / "x.zip").exists()) == (2, False)
    assert "until: found '2025-01-01'; a day after the first" in done.stderr


def test_a_sample_is_drawn_by_its_seed_alone() -> None:
    assert draw(range(100), "a", 3) == draw(reversed(range(100)), "a", 3)
    assert draw(range(100), "a", 3) != draw(range(100), "b", 3)
    assert sorted(draw(range(5), "a", 9)) == [0, 1, 2, 3, 4]

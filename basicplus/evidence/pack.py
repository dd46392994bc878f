"""Make an evidence pack: a zip of plain files with their hashes, and the programs that check it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from basicplus import groups, journal
from basicplus.clock import Span, now, today
from basicplus.compliance.gate import gate_of
from basicplus.db import Database, ReadSession
from basicplus.errors import invalid
from basicplus.evidence import content
from basicplus.evidence.content import written

FORMAT = "basicplus-evidence-1"
PROGRAMS = ("verify_evidence.py", "verify_at_cost.py")
SMALLEST_DATE = (1980, 1, 1, 0, 0, 0)
"""What every file of the zip is dated: the same content is the same bytes."""

README = """Evidence pack of {name}, {period}.

Unpack verify_evidence.py and verify_at_cost.py into a folder, and check the pack with Python alone:

    python3 verify_evidence.py THIS_FILE.zip

The SHA-256 of the whole file was written in the journal of the group when it was handed over, and told to
you then: give it with --sha256 to know that this is that file.

law.json, rules.json     what was checked, with sources and how sure we are of each
readings.json            open questions of law, and how the group reads them
findings.json            what the rules found; waivers.json lists the documented exceptions
headcount.json           the number of workers on every day, from contracts.json
members.json             the members' register
sample.json              hours with their trail, drawn by the seed that it shows
journal.json             the journal from the first day of the period up to now
at-cost-YEAR.json        what every member paid, and why
"""


@dataclass(frozen=True)
class Pack:
    """An evidence pack: its bytes, their SHA-256, and the files in it with their sizes."""

    content: bytes
    sha256: str
    files: dict[str, int]


def hand_over(
    database: Database, group: str | None, span: Span, auditor: str, seed: str, sample_size: int
) -> Pack:
    """Make the pack of a period for an auditor; the journal keeps who took it, and its SHA-256."""
    if not span:
        raise invalid("until", span.until_on, f"a day after the first ({span.from_on})")
    if sample_size < 1:
        raise invalid("sample", sample_size, "at least one line")
    with database.reading(group) as session:
        pack = _made(_contents(session, span, seed, sample_size), _heading(session, span, auditor))
    with database.writing(group, auditor, "audit") as writing:
        journal.record(
            writing,
            "hand over evidence",
            f"{span}",
            sha256=pack.sha256,
            seed=seed,
            sample=sample_size,
            files=len(pack.files),
        )
    return pack


def _heading(session: ReadSession, span: Span, auditor: str) -> dict[str, Any]:
    group = groups.current(session)
    return {
        "format": FORMAT,
        "group": {"name": group.name, "enterprise_number": group.enterprise_number},
        "from_on": span.from_on,
        "until_on": span.end,
        "made_at": now(),
        "made_for": auditor,
    }


def _contents(session: ReadSession, span: Span, seed: str, sample_size: int) -> dict[str, bytes]:
    law = gate_of(session).law
    said = {
        "law.json": content.law_in_force(law, span),
        "rules.json": content.rules(law),
        "readings.json": content.readings(session),
        "findings.json": content.findings(session, span, today()),
        "waivers.json": content.waivers(session),
        "headcount.json": content.headcount(session, law, span),
        "contracts.json": content.contracts(session, span),
        "members.json": content.members(session, span),
        "sample.json": content.sample(session, span, seed, sample_size),
        "journal.json": content.journal_segment(session, span),
    }
    said |= {f"at-cost-{year}.json": proof for year, proof in content.at_cost(session, span)}
    programs = {name: (files("basicplus.evidence") / name).read_bytes() for name in PROGRAMS}
    period = f"{groups.current(session).name}", f"{span}"
    readme = README.format(name=period[0], period=period[1]).encode()
    return {name: written(value) for name, value in said.items()} | programs | {"README.txt": readme}


def _made(contents: dict[str, bytes], heading: dict[str, Any]) -> Pack:
    listed = {
        name: {"bytes": len(each), "sha256": hashlib.sha256(each).hexdigest()}
        for name, each in sorted(contents.items())
    }
    manifest = written(heading | {"files": listed})
    digest = hashlib.sha256(manifest).hexdigest()
    contents = {"manifest.json": manifest, "manifest.sha256": f"{digest}\n".encode()} | contents
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, SMALLEST_DATE), contents[name])
    whole = packed.getvalue()
    return Pack(whole, hashlib.sha256(whole).hexdigest(), {name: len(contents[name]) for name in sorted(contents)})

"""What auditors look at, as long work: every rule on everything, the evidence pack, the whole verification."""

from __future__ import annotations

from basicplus import evidence, verification, watch
from basicplus.acts.jobs import AuditWork, EvidenceWork, SendingWork
from basicplus.clock import now
from basicplus.db import Database
from basicplus.groups import current
from basicplus.jobs import File, Job, Outcome, Step

SHOWN = 100


def audit(database: Database, group: str, job: Job, given: AuditWork, step: Step) -> Outcome:
    """Run every rule on everything and open a case for what is new."""
    step(0, 0, "judging")
    with database.writing(group, job.asked_by) as session:
        run = watch.run_audit(session, now(), given.language)
    result = run.model_dump(include={"rules", "refused", "warned", "noted"})
    return Outcome(result, page=f"/g/{group}/findings")


def evidence_pack(database: Database, group: str, job: Job, given: EvidenceWork, step: Step) -> Outcome:
    """Make the pack of a period for who asked; the journal keeps its SHA-256."""
    step(0, 0, "packing")
    seed = given.seed or str(given.span)
    pack = evidence.hand_over(database, group, given.span, job.asked_by, seed, given.sample)
    result = {"sha256": pack.sha256, "seed": seed, "sample": given.sample, "files": len(pack.files)}
    return Outcome(result, [File(f"evidence-{given.from_on}.zip", pack.content)], f"/g/{group}/audit")


def verification_of_all(database: Database, group: str, _job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Re-check everything of the group from its stored data alone."""
    checked = 0

    def tell(check: str) -> None:
        nonlocal checked
        step(checked, 0, check)
        checked += 1

    with database.reading(group) as session:
        found = verification.verify(session, current(session).name, progress=tell)
    problems = [f"{each['check']}: {each['problem']}" for each in found.problems[:SHOWN]]
    result = {"ok": found.ok, "counts": found.counts, "problems": problems, "problem_count": len(found.problems)}
    return Outcome(result, page=f"/g/{group}/audit/chain")

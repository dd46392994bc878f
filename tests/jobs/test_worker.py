"""A worker in a process of its own: does what waits in the name of who asked, and knows every kind of work."""

from __future__ import annotations

import os
import subprocess
import sys

from basicplus import jobs
from basicplus.acts import REGISTRY
from basicplus.acts.doing import do
from basicplus.acts.jobs import ACTS
from basicplus.compliance.rules import RULES
from basicplus.db import Database
from basicplus.jobs import Job
from basicplus.work import KINDS
from tests import cast


def ask(database: Database, act: str, **fields: object) -> int:
    found = REGISTRY[act]
    return int(do(database, cast.GROUP, cast.COORDINATOR, found, found.read(fields)).result["id"])


def job(database: Database, job_id: int) -> Job:
    with cast.reading(database) as session:
        return jobs.job_by_id(session, job_id)


def test_a_worker_in_another_process_does_what_waits(database: Database) -> None:
    audit = ask(database, "ask-audit")
    pack = ask(database, "ask-evidence", from_on="2025-01-01", until_on="2026-01-01", sample=3)
    run = ask(database, "ask-invoice-run", period="2025-03", issue_on="2025-04-07")
    plan = ask(database, "ask-year-plan", from_on="2026-01-05", until_on="2026-01-06", seconds=1)
    command = [sys.executable, "-m", "basicplus.cli", "jobs", "work", "--once"]
    environment = os.environ | {"BASICPLUS_DB": database.url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 jobs were taken up.\n"
    assert [job(database, number).state for number in (audit, pack, run, plan)] == ["done"] * 3 + ["failed"]
    assert jobs.result_of(job(database, audit))["rules"] == len(RULES)
    assert jobs.result_of(job(database, run)) == {
        "documents": 3,
        "first": "2025-000001",
        "last": "2025-000003",
        "period": "2025-03",
        "total_cents": 145000,
    }
    assert "there is nothing to plan" in job(database, plan).error
    with cast.reading(database) as session:
        zipped = jobs.file_of(session, pack, "made", "evidence-2025-01-01.zip")
    assert zipped.content_sha256 == jobs.result_of(job(database, pack))["sha256"]


def test_every_act_that_asks_for_work_has_somebody_who_does_it() -> None:
    assert {f"ask-{name}" for name in KINDS} | {"cancel-job", "schedule-job"} == {act.name for act in ACTS}

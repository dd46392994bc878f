"""Copies of the whole database in dated files: made while everybody goes on working, listed, and verified."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from basicplus import verification
from basicplus.acts.jobs import SendingWork
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.db import Database, sqlite_file
from basicplus.errors import Conflict, NotFound
from basicplus.groups import current
from basicplus.jobs import Job, Outcome, Step
from basicplus.store import group_codes, open_store

PREFIX = "basicplus-"


@dataclass(frozen=True)
class Backup:
    """A copy of the database: its file, when it was made, and its size in bytes."""

    file: Path
    made_at: datetime
    size: int


def folder_of(database: Database) -> Path:
    """Return where the copies are: BASICPLUS_BACKUPS, or the folder `backups` beside the database."""
    if Settings().backups:
        return Path(Settings().backups)
    file = sqlite_file(database.url)
    return (file.parent if file else Path()) / "backups"


def back_up(database: Database, folder: Path, at: datetime) -> Backup:
    """Copy the whole database to a file that its name dates; what is copied is one state, of one instant."""
    folder.mkdir(parents=True, exist_ok=True)
    source = sqlite_file(database.url)
    target = folder / f"{PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.{'db' if source else 'dump'}"
    unfinished = target.with_suffix(".part")
    if source is not None:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(unfinished)) as there:
            here.backup(there)
    else:
        _dump(database.url, unfinished)
    unfinished.rename(target)
    return _backup(target)


def backups_in(folder: Path) -> list[Backup]:
    """Return the copies in a folder, the latest first."""
    files = [file for file in folder.glob(f"{PREFIX}*") if file.suffix in (".db", ".dump")]
    return [_backup(file) for file in sorted(files, reverse=True)]


def backup_named(folder: Path, name: str) -> Backup:
    """Return a copy by the name of its file."""
    for backup in backups_in(folder):
        if backup.file.name == name:
            return backup
    raise NotFound(f"There is no copy {name!r} in {folder}.")


def verify_backup(backup: Backup) -> dict[str, list[str]]:
    """Open a copy of the copy and re-check everything in it; return the problems of each group."""
    if backup.file.suffix != ".db":
        raise Conflict(
            f"{backup.file.name} is a dump of PostgreSQL: restore it with pg_restore into an empty database, and"
            " run `basicplus verify` there."
        )
    with TemporaryDirectory() as folder:
        copied = Path(folder) / backup.file.name
        shutil.copyfile(backup.file, copied)
        database = open_store(str(copied))
        try:
            return {code: _problems(database, code) for code in group_codes(database)}
        finally:
            database.close()


def backup_now(database: Database, group: str, _job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Copy the whole database, and verify the copy."""
    step(0, 2, "copying")
    made = back_up(database, folder_of(database), now())
    step(1, 2, "verifying")
    problems = verify_backup(made) if made.file.suffix == ".db" else {}
    told = [f"{code}: {problem}" for code, found in problems.items() for problem in found]
    result = {"file": made.file.name, "bytes": made.size, "problems": told}
    return Outcome(result, page=f"/g/{group}/admin/backups")


def _problems(database: Database, code: str) -> list[str]:
    with database.reading(code) as session:
        found = verification.verify(session, current(session).name)
    return [f"{each['check']}: {each['problem']}" for each in found.problems]


def _backup(file: Path) -> Backup:
    made_at = datetime.strptime(file.stem.removeprefix(PREFIX), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Backup(file, made_at, file.stat().st_size)


def _dump(url: str, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise Conflict(
            "pg_dump is not here: install the PostgreSQL client programs, or let the server make copies."
        )
    at = make_url(url)
    words = {"--host": at.host, "--port": at.port, "--username": at.username, "--dbname": at.database}
    given = [f"{name}={value}" for name, value in words.items() if value]
    secret = {"PGPASSWORD": at.password} if at.password else {}
    done = subprocess.run(  # noqa: S603
        [program, "--format=custom", f"--file={target}", "--no-password", *given],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Conflict(f"pg_dump made no copy: {done.stderr.strip()}")

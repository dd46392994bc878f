"""Files of records, as long work and as commands: how each kind is read, taken in and told about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from basicplus.acts.files import import_acts, read_acts, write_acts_template
from basicplus.acts.jobs import CostImportWork, ImportWork
from basicplus.assignments.hours_file import import_hours, read_hours, write_hours_template
from basicplus.assignments.travel.distance_file import (
    import_distances,
    read_distances,
    write_distances_template,
)
from basicplus.assignments.visits_file import import_visits, read_visits, write_visits_template
from basicplus.db import Database, GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.invoicing import CostStatus
from basicplus.invoicing.costs.file import import_costs, read_costs, write_costs_template
from basicplus.invoicing.costs.mapping import import_mapped_costs, read_mapped_costs, saved_mapping
from basicplus.invoicing.costs.uploads import import_cost_content
from basicplus.jobs import Job, Outcome, Step
from basicplus.liability.debt_file import import_debts, read_debts, write_debts_template
from basicplus.members import MemberImport, import_members
from basicplus.members.drafts import read_members, write_members_template
from basicplus.members.openings_file import (
    import_closures,
    import_openings,
    read_closures,
    read_openings,
    write_closures_template,
    write_openings_template,
)
from basicplus.tabular import ImportReport, cells, write_template
from basicplus.workers.roster import import_workers, read_roster, write_roster_template

SHOWN = 100


@dataclass(frozen=True)
class FileKind:
    """How one kind of file is read, taken in and told about."""

    read: Callable[[Path], Any]
    take: Callable[..., Any]
    write_template: Callable[[Path], None]
    figures: Callable[[Any], dict[str, int]]


def members_kind(mapping: str | None = None) -> FileKind:
    """Return the kind of a file of associations, by a mapping or by the one that its columns show."""
    return FileKind(
        lambda path: read_members(path, mapping), import_members, write_members_template, _members_done
    )


def costs_kind(status: CostStatus) -> FileKind:
    """Return the kind of a file of costs as the template has it."""
    return FileKind(read_costs, partial(import_costs, status=status), write_costs_template, _lines_done)


def mapped_costs_kind(session: GroupSession, mapping: str, month: str | None, status: CostStatus) -> FileKind:
    """Return the kind of a payroll office's file of costs, by its saved mapping."""
    saved = saved_mapping(session, mapping)
    first = cells.month(month) if month else None
    return FileKind(
        lambda path: read_mapped_costs(path, saved, first),
        partial(import_mapped_costs, status=status),
        lambda path: write_template(path, (*saved.identifying, *saved.columns), ()),
        _lines_done,
    )


def no_month(field: str, month: str | None) -> None:
    """Refuse a month for a file that has a column for it."""
    if month is not None:
        mapping = field.replace("month", "mapping")
        allowed = f"the template has a column for the month: name a {mapping}, or leave it out"
        raise invalid(field, month, allowed)


def import_file(database: Database, group: str, job: Job, given: ImportWork, step: Step) -> Outcome:
    """Import a file of records; a second time it changes nothing."""
    kind = members_kind() if given.what == "members" else SIMPLE[given.what]
    return _import(database, group, job, kind, given, step)


def import_costs_file(database: Database, group: str, job: Job, given: CostImportWork, step: Step) -> Outcome:
    """Import a file of costs or debts; the same file is never booked twice."""
    if given.what == "debts":
        return _import(database, group, job, SIMPLE["debts"], given, step)
    step(0, 0, "saving")
    with _saving(database, group, job, given) as session:
        done = import_cost_content(
            session,
            given.file.name,
            given.file.content,
            given.mapping,
            given.month,
            status=given.status,
            skip_refused=given.skip_refused or given.dry_run,
        )
    return _outcome(_lines_done(done), done, given)


def _import(
    database: Database, group: str, job: Job, kind: FileKind, given: ImportWork | CostImportWork, step: Step
) -> Outcome:
    step(0, 0, "reading")
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.file.name).name or "file")
        path.write_bytes(given.file.content)
        read = kind.read(path)
    step(0, 0, "saving")
    with _saving(database, group, job, given) as session:
        done = kind.take(session, read, skip_refused=given.skip_refused or given.dry_run)
    return _outcome(kind.figures(done), done, given)


def _saving(
    database: Database, group: str, job: Job, given: ImportWork | CostImportWork
) -> AbstractContextManager[WriteSession]:
    """Open the session that takes a file in; a dry run saves nothing."""
    reason = f"import {given.file.name}"
    return database.writing(group, job.asked_by, reason, despite=given.despite, dry_run=given.dry_run)


def _outcome(figures: dict[str, int], done: Any, given: ImportWork | CostImportWork) -> Outcome:
    return Outcome(
        {name.replace(" ", "_"): count for name, count in figures.items()}
        | {
            "file": given.file.name,
            "dry_run": given.dry_run,
            "refused": [str(problem) for problem in done.refused[:SHOWN]],
            "remarks": [str(problem) for problem in done.remarks[:SHOWN]],
        }
    )


def _members_done(done: MemberImport) -> dict[str, int]:
    return {
        "lines read": done.lines_read,
        "members new": len(done.new),
        "members changed": len(done.changed),
        "members unchanged": done.unchanged,
        "sites new": done.sites_new,
        "sites changed": done.sites_changed,
        "sites unchanged": done.sites_unchanged,
    }


def _lines_done(done: ImportReport) -> dict[str, int]:
    return {"lines read": done.lines_read, "new": done.new, "unchanged": done.unchanged}


SIMPLE = {
    "workers": FileKind(read_roster, import_workers, write_roster_template, _lines_done),
    "visits": FileKind(read_visits, import_visits, write_visits_template, _lines_done),
    "distances": FileKind(read_distances, import_distances, write_distances_template, _lines_done),
    "hours": FileKind(read_hours, import_hours, write_hours_template, _lines_done),
    "debts": FileKind(read_debts, import_debts, write_debts_template, _lines_done),
    "openings": FileKind(read_openings, import_openings, write_openings_template, _lines_done),
    "closures": FileKind(read_closures, import_closures, write_closures_template, _lines_done),
    "acts": FileKind(read_acts, import_acts, write_acts_template, _lines_done),
}
"""The kinds of file that need to be told nothing more."""

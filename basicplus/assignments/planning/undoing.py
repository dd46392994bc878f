"""Undo and redo: edits of a draft are taken back from the last one on, and done again in order."""

from __future__ import annotations

from datetime import date

from basicplus import journal
from basicplus.assignments.planning import changes
from basicplus.assignments.planning.editing import edits_of, open_draft, write_changes
from basicplus.assignments.planning.models import PlanEdit
from basicplus.assignments.planning.reading import plan_of
from basicplus.db import WriteSession
from basicplus.errors import Conflict


def undo(session: WriteSession, day: date) -> PlanEdit:
    """Take the last edit of the draft of a day's plan back: every visit is what it was before.

    The gate refuses it like any change: what became unlawful meanwhile does not come back. Edits of a published
    version stay: its people were told.
    """
    plan = plan_of(session, day)
    done = edits_of(session, plan, "done")
    if not done:
        raise Conflict(f"Version {plan.draft} of the plan of {day} has no edit that could be undone.")
    edit = done[-1]
    write_changes(session, changes.reverse(changes.from_json(edit.changes)))
    if len(done) == 1 and plan.published:
        # Nothing is left of the draft: what is published stands alone again.
        plan.version, plan.state = plan.published, "published"
        session.add(plan)
    return _told(session, edit, "undo", "undone")


def redo(session: WriteSession, day: date) -> PlanEdit:
    """Do the edit of the draft of a day's plan again that was undone last."""
    plan = plan_of(session, day)
    undone = edits_of(session, plan, "undone")
    if not undone:
        raise Conflict(f"Version {plan.draft} of the plan of {day} has no edit that could be done again.")
    edit = undone[0]
    open_draft(session, plan)
    write_changes(session, changes.from_json(edit.changes))
    return _told(session, edit, "redo", "done")


def _told(session: WriteSession, edit: PlanEdit, act: str, state: str) -> PlanEdit:
    edit.state = state
    session.add(edit)
    journal.record(session, f"{act} edit", edit.kind, version=edit.version, position=edit.position)
    return edit

"""What an edit changes is taken back exactly, and done again exactly, whatever was done before: pure."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.assignments.planning.changes import RowChange, apply, from_json, reverse, to_json

Rows = dict[int, dict[str, Any]]
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "close", "undo", "redo"]), st.integers(0, 9), st.integers(1, 28)),
    max_size=25,
)


def edit(rows: Rows, step: str, number: int, value: int) -> list[RowChange]:
    """Draw the changes of an edit: a new row, another day of one, or one that is closed."""
    if step == "add":
        fresh = len(rows) + 1
        rows[fresh] = {"until_version": 2, "day": date(2026, 3, value), "worker_id": number}
        return [RowChange(fresh, {"until_version": 2}, {"until_version": None})]
    standing = [row_id for row_id, row in rows.items() if row["until_version"] is None]
    if not standing:
        return []
    row_id = standing[number % len(standing)]
    if step == "close":
        return [RowChange(row_id, {"until_version": None}, {"until_version": 2})]
    moved = {"day": date(2026, 3, value), "worker_id": number}
    return [RowChange(row_id, {name: rows[row_id][name] for name in moved}, moved)]


@given(STEPS)
@settings(max_examples=60)
def test_undo_and_redo_lead_back_and_forth_through_every_state(steps: list[tuple[str, int, int]]) -> None:
    rows: Rows = {}
    done: list[tuple[list[RowChange], dict[int, Any], dict[int, Any]]] = []
    undone: list[tuple[list[RowChange], dict[int, Any], dict[int, Any]]] = []
    for step, number, value in steps:
        if step == "undo" and done:
            changes, before, after = done.pop()
            assert apply(rows, reverse(changes)) == []
            assert stands(rows) == before
            undone.append((changes, before, after))
        elif step == "redo" and undone:
            changes, before, after = undone.pop()
            assert apply(rows, changes) == []
            assert stands(rows) == after
            done.append((changes, before, after))
        elif step not in ("undo", "redo"):
            before = stands(rows)
            changes = edit(rows, step, number, value)
            assert apply(rows, changes) == []
            if changes:
                done.append((changes, before, stands(rows)))
                undone.clear()
    for changes, before, _ in reversed(done):
        assert apply(rows, reverse(changes)) == []
        assert stands(rows) == before
    assert stands(rows) == {}


def stands(rows: Rows) -> dict[int, Any]:
    return deepcopy({row_id: row for row_id, row in rows.items() if row["until_version"] is None})


def test_a_row_that_says_something_else_is_named_and_nothing_is_written() -> None:
    rows = {1: {"worker_id": 1}, 2: {"worker_id": 2}}
    swap = [RowChange(1, {"worker_id": 1}, {"worker_id": 2}), RowChange(2, {"worker_id": 3}, {"worker_id": 1})]
    assert apply(rows, swap) == [2]
    assert rows == {1: {"worker_id": 1}, 2: {"worker_id": 2}}


def test_changes_are_read_back_as_they_were_written() -> None:
    before = {"day": date(2026, 3, 1), "starts_at": datetime(2026, 3, 1, 8, tzinfo=UTC), "told_on": None}
    after = {
        "day": date(2026, 3, 2),
        "starts_at": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "told_on": date(2026, 2, 1),
    }
    changes = [RowChange(7, before, after), RowChange(8, {"until_version": 2}, {"until_version": None})]
    assert from_json(to_json(changes)) == changes

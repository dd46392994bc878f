"""What differs between two versions: added, moved, taken out; given away, gone for one and new for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from basicplus.assignments.planning.differences import (
    Slot,
    SlotChange,
    by_party,
    changes_between,
    count,
    origin_of,
)

NINE = datetime(2026, 3, 12, 8, tzinfo=UTC)
SLOT = Slot(1, 10, 20, 30, 40, NINE.date(), NINE, NINE + timedelta(hours=3))
OTHER = replace(SLOT, origin=2, starts_at=NINE + timedelta(hours=4), ends_at=NINE + timedelta(hours=7))


def test_the_same_visits_differ_in_nothing() -> None:
    assert changes_between([SLOT, OTHER], [OTHER, SLOT]) == []


def test_visits_are_added_moved_and_taken_out() -> None:
    moved, added = replace(SLOT, site=31), replace(SLOT, origin=3)
    changes = changes_between([SLOT, OTHER], [moved, added])
    assert changes == [SlotChange(SLOT, moved), SlotChange(None, added), SlotChange(OTHER, None)]
    assert [change.kind for change in changes] == ["moved", "added", "cancelled"]
    assert count(changes) == {"added": 1, "moved": 1, "cancelled": 1}


def test_a_visit_given_to_another_worker_moves_for_the_member_only() -> None:
    given = replace(SLOT, worker=11)
    changes = changes_between([SLOT], [given])
    assert by_party(changes, "worker") == {10: [SlotChange(SLOT, None)], 11: [SlotChange(None, given)]}
    assert by_party(changes, "member") == {20: [SlotChange(SLOT, given)]}


def test_a_visit_is_the_same_through_all_rows_that_replaced_it() -> None:
    assert [origin_of(row, {9: 5, 5: 2}) for row in (2, 5, 9, 7)] == [2, 2, 2, 7]

"""Whether every row that can change is what was last recorded of it, and every version what the journal sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from basicplus import journal, versions
from basicplus.db import ReadSession
from basicplus.errors import BasicplusError
from basicplus.history.letting_go import let_go_rows
from basicplus.history.names import Names, word
from basicplus.history.rows import as_written, versioned
from basicplus.versions import Kept, table_of


def altered_versions(session: ReadSession) -> Iterator[str]:
    """Compare the versions of each commit with the sum in its journal entry."""
    kept: dict[int, list[Kept]] = defaultdict(list)
    for seq, version in versions.all_kept(session):
        kept[seq].append(version)
    written, gone = dict(journal.version_sums(session)), let_go_rows(session)
    for seq in sorted({*kept, *written}):
        here, there = versions.sum_of(kept.get(seq, [])), written.get(seq, versions.sum_of([]))
        if here != there and not _let_go(kept.get(seq, []), gone, there["rows"]):
            what = f"versions of rows of journal entry {seq}"
            yield f"{what}: {here['rows']} here, {there['rows']} recorded there, or not the same"


def _let_go(kept: list[Kept], gone: set[tuple[str, int]], rows: int) -> bool:
    """Say whether versions differ from their sum because the deletion log tells that something of them went."""
    return len(kept) == rows and any((table, row_id) in gone for table, row_id, _ in kept)


def altered_rows(session: ReadSession) -> Iterator[str]:
    """Compare each row with the last state that its versions give it; columns that came later have none yet."""
    try:
        states = versions.states(versions.all_kept(session))
    except BasicplusError as error:
        yield str(error)
        return
    for model in versioned():
        table = table_of(model).name
        try:
            rows = as_written(session, model)
        except ValueError as error:
            yield f"{word(table)}: a row cannot be read ({error})"
            continue
        recorded, names = states.get(table, {}), Names(states | {table: rows | states.get(table, {})})
        for row_id in sorted({*rows, *recorded}):
            if problem := _problem(rows.get(row_id), recorded.get(row_id)):
                yield f"{names.of(table, row_id)}: {problem}"


def _problem(row: dict[str, Any] | None, state: dict[str, Any] | None) -> str | None:
    if state is None:
        return "was never recorded"
    if row is None:
        return "its row is gone, and nobody recorded that"
    if any(row[name] != value for name, value in state.items() if name in row):
        return "its row is not what was last recorded"
    return None

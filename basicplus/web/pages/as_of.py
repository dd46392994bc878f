"""Time travel on a screen: a list as of a day, as known on a day, and what was learnt of it since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import col, func

from basicplus import clock, history
from basicplus.clock import brussels_day, parse_day
from basicplus.db import GroupSession, pick
from basicplus.history import Difference
from basicplus.journal import JournalEntry
from basicplus.web.language import Speech, speech
from basicplus.web.pages.forms import see_other
from basicplus.web.pages.frame import Viewed, page
from basicplus.web.reading.as_of import WHAT, What, differing, listed, unread
from basicplus.web.reading.listing import Part, one_of
from basicplus.web.roles import Role
from basicplus.web.section import Section

LOOKERS: tuple[Role, ...] = ("auditor", "coordinator", "admin")
SIZE, MOST_CHANGES = 100, 100
BEHIND, AHEAD = timedelta(days=5 * 365), timedelta(days=365)
"""How far the slider of the day goes; the field beside it takes any day."""
Write = Callable[[Speech, Any], str]
router = Section(prefix="/g/{group}/audit/as-of")


@dataclass(frozen=True)
class Column:
    """A column of a list: its field, its heading, how it is written, and the section that its link leads to."""

    name: str
    heading: str
    write: Write
    section: str = ""


@dataclass(frozen=True)
class Slide:
    """The days that a slider goes over: `at` is how many days after the first one it stands."""

    first: date
    last: date
    at: int


def _plain(t: Speech, value: Any) -> str:
    return t("none") if value in (None, "") else str(value)


def _word(family: str) -> Write:
    return lambda t, value: t.word(family, str(value)) if value else t("none")


SPAN = (Column("from_on", "from", Speech.day), Column("until_on", "until", Speech.last_day))
TIMES = (Column("starts_at", "from", Speech.moment), Column("ends_at", "until", Speech.moment))
WEEK = Column("week_minutes", "week", Speech.hours)
COLUMNS: dict[What, tuple[Column, ...]] = {
    "members": (
        Column("number", "number", _plain, "members"),
        Column("name", "name", _plain),
        Column("city", "city", _plain),
        Column("state", "state", _word("state")),
    ),
    "workers": (
        Column("number", "number", _plain, "workers"),
        Column("name", "name", _plain),
        Column("profession", "profession", _word("profession")),
        Column("contract", "contract", _plain),
        WEEK,
    ),
    "contracts": (
        Column("number", "number", _plain),
        Column("worker", "worker", _plain, "workers"),
        Column("kind", "kind", _word("contract")),
        *SPAN,
        Column("signed_on", "signed", Speech.day),
    ),
    "memberships": (
        Column("member", "number", _plain, "members"),
        Column("member_name", "name", _plain),
        Column("member_class", "class", _word("class")),
        *SPAN,
    ),
    "agreements": (
        Column("number", "number", _plain, "agreements"),
        Column("member_name", "member", _plain),
        Column("profession", "profession", _word("profession")),
        Column("basis", "basis", _word("basis")),
        Column("volume_minutes", "volume", Speech.hours),
        *SPAN,
    ),
    "visits": (
        *TIMES,
        Column("worker", "worker", _plain, "workers"),
        Column("member_name", "member", _plain),
        Column("site_name", "site", _plain),
    ),
    "hours": (
        *TIMES,
        Column("minutes", "hours", Speech.hours),
        Column("kind", "kind", _word("kind")),
        Column("worker", "worker", _plain, "workers"),
        Column("member", "member", _plain, "members"),
        Column("state", "state", _word("audit_hours")),
    ),
    "authorisations": (
        Column("reference", "reference", _plain),
        Column("joint_committee", "joint_committee", _plain),
        *SPAN,
    ),
    "findings": (
        Column("rule", "rule", _plain),
        Column("severity", "severity", _word("severity")),
        Column("subject", "subject", _plain),
        Column("sentence", "sentence", _plain),
        Column("confirmed", "certainty", _word("confirmed")),
    ),
    "headcount": (
        Column("heads", "heads", _plain),
        Column("fte", "fte", Speech.decimal),
        Column("limit", "limit", _plain),
    ),
}


@page(router, "", *LOOKERS)
def as_of_page(view: Viewed, what: str = "members", on: str = "", known_on: str = "", page: int = 1) -> Response:
    """Show a list as of a day, as known now or on a day, and then what was learnt of it since."""
    today, t = clock.today(), speech(view.language)
    wanted: What = one_of("what", what, WHAT) or WHAT[0]  # type: ignore[assignment]
    day = parse_day(on, "on") if on else today
    known = history.not_to_come("known_on", parse_day(known_on, "known_on"), today) if known_on else None
    if wanted == "findings" and known is not None:
        # An audit of what was known takes long: those that ran then were kept.
        return see_other(f"/g/{view.desk.group}/audit?until={day:%Y-%m}&known_on={known}")
    changes: list[Difference] = []
    with history.known(view.desk.database, view.desk.group, known, unread(wanted)) as state:
        items = listed(state, wanted, day, view.language)
        if known is not None:
            with view.reading() as now:
                changes = differing(state, now, day, wanted, view.language)[wanted]
    with view.reading() as session:
        recorded = _recorded_from(session) or today
    return view.render(
        "audit_as_of.html",
        "audit",
        what=wanted,
        lists=WHAT,
        columns=COLUMNS[wanted],
        part=_part([_row(t, wanted, item) for item in items], max(page, 1)),
        on=day,
        known_on=known,
        on_slide=_slide(min(day, today - BEHIND), max(day, today + AHEAD), day),
        known_slide=_slide(recorded, today, known or today),
        changes=[(change, _moved(t, wanted, change)) for change in changes[:MOST_CHANGES]],
        changed=len(changes),
    )


def _recorded_from(session: GroupSession) -> date | None:
    """Return the day of the first entry of the journal: nothing was known before it."""
    first = session.rows(pick(func.min(col(JournalEntry.at))))[0][0]
    return brussels_day(first) if first else None


def _slide(first: date, last: date, here: date) -> Slide:
    return Slide(first, last, (here - first).days)


def _row(t: Speech, what: What, item: BaseModel) -> list[tuple[str, str]]:
    """Return each cell of a line: what it says, and the address below the group that it leads to."""
    found = []
    for column in COLUMNS[what]:
        value = getattr(item, column.name)
        url = f"{column.section}/{value}" if column.section and value else ""
        found.append((column.write(t, value), url))
    return found


def _part(rows: list[list[tuple[str, str]]], number: int) -> Part[Any]:
    start = (number - 1) * SIZE
    return Part(items=rows[start : start + SIZE], total=len(rows), page=number, size=SIZE)


def _moved(t: Speech, what: What, change: Difference) -> list[tuple[str, str, str]]:
    """Return heading, before and after of each column that the list shows and that changed."""
    shown = {column.name: column for column in COLUMNS[what]}
    return [
        (t.word("field", shown[name].heading), _said(t, shown[name], before), _said(t, shown[name], after))
        for name, (before, after) in change.columns.items()
        if name in shown
    ]


def _said(t: Speech, column: Column, value: Any) -> str:
    """Write a value as it stands in JSON."""
    if value is not None and column.write in (Speech.day, Speech.last_day):
        value = date.fromisoformat(value)
    return _plain(t, value) if column.write is Speech.moment else column.write(t, value)

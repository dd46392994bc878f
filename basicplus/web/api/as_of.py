"""Time travel: lists and verdicts as of a day, as known on a day, and what differs between two."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Header, Query, Request
from pydantic import BaseModel

from basicplus import history, journal
from basicplus.clock import today
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk, Desk
from basicplus.web.language import language_of_api
from basicplus.web.reading.as_of import DifferenceItem, What, differing, listed, unread
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/as-of", tags=["group"])
MAY_LOOK = roles("auditor", "admin", "coordinator")


class AsOf(BaseModel):
    """A list as of a day, as known on a day; `known_on` is None for what is known now."""

    on: date
    known_on: date | None
    what: What
    items: list[dict[str, Any]]


class Differing(BaseModel):
    """What differs between what was known on two days, by table or list."""

    on: date
    known_on: date
    against: date | None
    differences: dict[str, list[DifferenceItem]]


KnownOn = Annotated[
    date | None, Query(description="As known at the end of this Brussels day; now if nothing is said.")
]
Auditor = Annotated[
    str | None,
    Header(alias="X-Auditor", min_length=1, max_length=120, description="Who looks: the journal notes it."),
]


@router.get("", openapi_extra=MAY_LOOK)
def get_as_of(
    request: Request,
    desk: AtDesk,
    on: Annotated[date, Query(description="The day of which the list is.")],
    what: What = "members",
    known_on: KnownOn = None,
    x_auditor: Auditor = None,
) -> AsOf:
    """Return a list as of a day, as known on a day; a look that names its auditor is journaled."""
    _past("known_on", known_on)
    _note(desk, x_auditor, f"as of: {what}", on=on, known_on=known_on)
    with history.known(desk.database, desk.group, known_on, unread(what)) as session:
        items = listed(session, what, on, language_of_api(request))
    return AsOf(on=on, known_on=known_on, what=what, items=[item.model_dump() for item in items])


@router.get("/diff", openapi_extra=MAY_LOOK)
def get_diff(
    request: Request,
    desk: AtDesk,
    on: Annotated[date, Query(description="The day of which the verdict or list is.")],
    known_on: Annotated[date, Query(description="The first state: as known at the end of this Brussels day.")],
    against: KnownOn = None,
    what: Annotated[What | None, Query(description="One list; all rows and the verdict otherwise.")] = None,
    x_auditor: Auditor = None,
) -> Differing:
    """Return what differs between what was known on two days: rows added, removed, changed, and the findings."""
    _past("known_on", known_on)
    _past("against", against)
    _note(desk, x_auditor, f"differences: {what or 'all'}", on=on, known_on=known_on, against=against)
    with (
        history.known(desk.database, desk.group, known_on) as earlier,
        history.known(desk.database, desk.group, against) as later,
    ):
        found = differing(earlier, later, on, what, language_of_api(request))
    return Differing(
        on=on,
        known_on=known_on,
        against=against,
        differences={
            table: [DifferenceItem(**vars(difference)) for difference in rows] for table, rows in found.items()
        },
    )


def _past(field: str, day: date | None) -> None:
    if day is not None:
        history.not_to_come(field, day, today())


def _note(desk: Desk, auditor: str | None, what: str, **detail: Any) -> None:
    """Note who looks, where nobody logs in; whoever did is named by its session, and noted already."""
    if auditor is not None and desk.principal.email is None:
        with desk.database.writing(desk.group, auditor) as session:
            journal.look(session, what, **detail)

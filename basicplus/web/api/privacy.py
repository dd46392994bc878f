"""What is held of a person, for the administrator who answers a request for it; the look is journaled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from basicplus import journal
from basicplus.clock import now, today
from basicplus.compliance.law import belgian_law
from basicplus.privacy import due, held_of, log, person_named, write_package
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/privacy", tags=["privacy"])
ZIP = "application/zip"


class ReasonItem(BaseModel):
    """Why a person was kept until a day; `confirmed` is how sure the rule is."""

    rule: str
    keep_until_on: date
    source: str
    confirmed: str


class DueItem(BaseModel):
    """A person who may be let go, by the number or name of its row, and every reason that is over."""

    subject: str
    confirmed: str
    keep_until_on: date
    reasons: list[ReasonItem]


class LogItem(BaseModel):
    """A line of the deletion log: what went, under which rule, and the journal entry."""

    subject: str
    columns: list[str]
    rule: str
    confirmed: str
    keep_until_on: date
    let_go_on: date
    journal_entry: int


@router.get("/export", response_class=Response, responses=sends(ZIP), openapi_extra=roles("admin"))
def get_export(
    desk: AtDesk,
    person: Annotated[str, Query(max_length=100, description="Number of a worker, or an e-mail address.")],
) -> Response:
    """Return everything that is held of a person, as a ZIP of JSON and an index; the journal notes the look."""
    with desk.reading() as session:
        content = write_package(session, held_of(session, person_named(session, person)), now())
    with desk.writing() as session:
        journal.look(session, "privacy export", person=person)
    headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(content, media_type=ZIP, headers=headers)


@router.get("/due", openapi_extra=roles("admin", "auditor"))
def get_due(desk: AtDesk) -> list[DueItem]:
    """Return whom the law lets go today, with every reason that is over; `let-go` lets them go."""
    with desk.reading() as session:
        found = due(session, belgian_law(), today())
    return [
        DueItem(
            subject=each.subject,
            confirmed=each.confirmed,
            keep_until_on=each.last.keep_until_on,
            reasons=[ReasonItem(**vars(reason)) for reason in each.reasons],
        )
        for each in found
    ]


@router.get("/log", openapi_extra=roles("admin", "auditor"))
def get_log(desk: AtDesk) -> list[LogItem]:
    """Return the deletion log, in the order in which it was written."""
    with desk.reading() as session:
        return [LogItem(**vars(line)) for line in log(session)]

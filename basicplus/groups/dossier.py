"""What the ministry asks of a group: applications, internal rules, activity reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups.models import ActivityReport, Application, InternalRules


class InternalRulesCreate(BaseModel):
    """A version of the internal rules, in force from a day on."""

    from_on: date
    document: FileCreate


class ApplicationCreate(BaseModel):
    """An application as the ministry received it; `internal_rules_version` is the one attached."""

    reference: Annotated[str, Field(min_length=1, max_length=60)]
    received_on: date
    registered_letter: bool
    internal_rules_version: Annotated[int, Field(gt=0)] | None = None
    proposed_committee: Annotated[str, Field(pattern=r"^(\d{3}(\.\d{2})?)?$")] = ""


class ActivityReportCreate(BaseModel):
    """The activity report on a year, and the day it was sent."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    sent_on: date
    document: FileCreate


def adopt_internal_rules(session: WriteSession, rules: InternalRulesCreate) -> InternalRules:
    """Record the next version of the internal rules; members accept it by its number."""
    last = session.exec(select(InternalRules).order_by(col(InternalRules.version).desc())).first()
    if last is not None and rules.from_on <= last.from_on:
        raise invalid("from_on", rules.from_on, f"a day after version {last.version} ({last.from_on})")
    document = keep_file(session, rules.document.name, rules.document.content)
    version = last.version + 1 if last else 1
    row = InternalRules(version=version, from_on=rules.from_on, kept_file_id=document.id)
    session.add(row)
    journal.record(
        session,
        "adopt internal rules",
        f"version {version}",
        from_on=row.from_on,
        document_sha256=document.content_sha256,
    )
    return row


def apply(session: WriteSession, application: ApplicationCreate) -> Application:
    """Record an application for an authorisation. The gate checks that its file is complete (GE-02)."""
    if session.exec(select(Application.id).filter_by(reference=application.reference)).first() is not None:
        raise invalid("reference", application.reference, "this reference is taken; choose another")
    version = application.internal_rules_version
    if version is not None:
        get(session, InternalRules, f"version {version} of the internal rules", version=version)
    row = Application(**application.model_dump())
    session.add(row)
    journal.record(session, "apply for authorisation", row.reference, received_on=row.received_on)
    return row


def ask_advice(session: WriteSession, reference: str, asked_on: date) -> Application:
    """Record that the National Labour Council is asked for advice: the clock of the minister stands still."""
    row = _open(session, reference)
    if row.advice_asked_on is not None:
        raise Conflict(f"Advice on application {reference} was asked on {row.advice_asked_on}.")
    _not_before("asked_on", asked_on, row.received_on)
    row.advice_asked_on = asked_on
    return _note(session, row, "ask advice", asked_on=asked_on)


def advice_given(session: WriteSession, reference: str, given_on: date) -> Application:
    """Record that the advice came: the clock of the minister runs again."""
    row = _open(session, reference)
    if row.advice_asked_on is None or row.advice_given_on is not None:
        why = f"came on {row.advice_given_on}" if row.advice_given_on else "was not asked"
        raise Conflict(f"Advice on application {reference} {why}.")
    _not_before("given_on", given_on, row.advice_asked_on)
    row.advice_given_on = given_on
    return _note(session, row, "record advice", given_on=given_on)


def decide_application(session: WriteSession, reference: str, decided_on: date, granted: bool) -> Application:
    """Record what the minister decides; an authorisation granted is recorded by `authorise`."""
    row = _open(session, reference)
    _not_before("decided_on", decided_on, row.received_on)
    row.decided_on, row.granted = decided_on, granted
    return _note(session, row, "record decision", decided_on=decided_on, granted=granted)


def send_report(session: WriteSession, report: ActivityReportCreate) -> ActivityReport:
    """Record that the activity report on a year was sent, with the report itself."""
    if session.exec(select(ActivityReport.id).filter_by(year=report.year)).first() is not None:
        raise Conflict(f"The activity report on {report.year} was sent already.")
    _not_before("sent_on", report.sent_on, date(report.year, 1, 1))
    document = keep_file(session, report.document.name, report.document.content)
    row = ActivityReport(year=report.year, sent_on=report.sent_on, kept_file_id=document.id)
    session.add(row)
    journal.record(
        session,
        "send activity report",
        str(row.year),
        sent_on=row.sent_on,
        document_sha256=document.content_sha256,
    )
    return row


def _open(session: WriteSession, reference: str) -> Application:
    row = get(session, Application, f"application {reference}", reference=reference)
    if row.decided_on is not None:
        raise Conflict(f"Application {reference} was decided on {row.decided_on}.")
    return row


def _not_before(field: str, day: date, earliest: date) -> None:
    if day < earliest:
        raise invalid(field, day, f"{earliest} or a later day")


def _note(session: WriteSession, row: Application, act: str, **detail: object) -> Application:
    session.add(row)
    journal.record(session, act, row.reference, **detail)
    return row

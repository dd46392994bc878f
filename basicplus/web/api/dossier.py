"""The group's papers: statutes, internal rules, applications, authorisations, activity reports, incidents."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import assignments, groups
from basicplus.compliance import incidents
from basicplus.compliance.incidents import ClosingCreate
from basicplus.web.api.shapes import GROUP, REFUSALS
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["papers of the group"])
Reference = Annotated[str, Field(description="Reference of the application.")]


class StatutesItem(BaseModel):
    """A legal form from a day on."""

    from_on: date
    legal_form: str
    founding: bool


class InternalRulesItem(BaseModel):
    """A version of the internal rules and its first day."""

    version: int
    from_on: date


class ApplicationItem(BaseModel):
    """An application and how far it is."""

    reference: str
    received_on: date
    registered_letter: bool
    internal_rules_version: int | None
    proposed_committee: str
    advice_asked_on: date | None
    advice_given_on: date | None
    decided_on: date | None
    granted: bool | None


class AuthorisationItem(BaseModel):
    """An authorisation; `withdrawn_because` when the minister withdrew it."""

    reference: str
    joint_committee: str
    granted_on: date
    from_on: date
    until_on: date | None
    organiser: str | None
    withdrawn_because: str | None


class ReportItem(BaseModel):
    """The activity report on a year."""

    year: int
    sent_on: date


class IncidentItem(BaseModel):
    """An excess, the day the authorisation ends by itself, and who closed it."""

    exceeded_on: date
    ends_on: date
    opened_on: date
    closed_on: date | None
    closed_by: str | None
    closed_because: str | None


class AdviceAsked(BaseModel):
    """The day on which the National Labour Council was asked."""

    reference: Reference
    asked_on: date


class AdviceGiven(BaseModel):
    """The day on which its advice came."""

    reference: Reference
    given_on: date


class DecisionCreate(BaseModel):
    """What the minister decided."""

    reference: Reference
    decided_on: date
    granted: bool


@router.post("/statutes", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def adopt_statutes(desk: AtWritingDesk, statutes: groups.StatutesCreate) -> StatutesItem:
    """Record the legal form from a day on."""
    with desk.writing() as session:
        return StatutesItem(**groups.adopt_statutes(session, statutes).model_dump())


@router.post("/internal-rules", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def adopt_internal_rules(desk: AtWritingDesk, rules: groups.InternalRulesCreate) -> InternalRulesItem:
    """Record the next version of the internal rules."""
    with desk.writing() as session:
        return InternalRulesItem(**groups.adopt_internal_rules(session, rules).model_dump())


@router.post("/applications", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def apply(desk: AtWritingDesk, application: groups.ApplicationCreate) -> ApplicationItem:
    """Record an application for an authorisation."""
    with desk.writing() as session:
        return ApplicationItem(**groups.apply(session, application).model_dump())


@router.post("/applications/advice-asked", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def ask_advice(desk: AtWritingDesk, advice: AdviceAsked) -> ApplicationItem:
    """Record that advice is asked: the clock of the minister stands still."""
    with desk.writing() as session:
        return ApplicationItem(**groups.ask_advice(session, advice.reference, advice.asked_on).model_dump())


@router.post("/applications/advice-given", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def give_advice(desk: AtWritingDesk, advice: AdviceGiven) -> ApplicationItem:
    """Record that the advice came: the clock runs again."""
    with desk.writing() as session:
        return ApplicationItem(**groups.advice_given(session, advice.reference, advice.given_on).model_dump())


@router.post("/applications/decision", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def decide(desk: AtWritingDesk, decision: DecisionCreate) -> ApplicationItem:
    """Record what the minister decided; an authorisation granted is recorded beside it."""
    with desk.writing() as session:
        return ApplicationItem(**groups.decide_application(session, **decision.model_dump()).model_dump())


@router.post("/authorisations", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def authorise(desk: AtWritingDesk, authorisation: groups.AuthorisationCreate) -> AuthorisationItem:
    """Record an authorisation."""
    with desk.writing() as session:
        return AuthorisationItem(**groups.authorise(session, authorisation).model_dump())


@router.post("/authorisations/withdrawal", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def withdraw(desk: AtWritingDesk, withdrawal: groups.WithdrawalCreate) -> AuthorisationItem:
    """Record that the minister withdraws an authorisation; visits planned without one are cancelled."""
    with desk.writing() as session:
        return AuthorisationItem(**assignments.withdraw(session, withdrawal).model_dump())


@router.post("/activity-reports", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def send_report(desk: AtWritingDesk, report: groups.ActivityReportCreate) -> ReportItem:
    """Record that the activity report on a year was sent."""
    with desk.writing() as session:
        return ReportItem(**groups.send_report(session, report).model_dump())


@router.get("/incidents", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_incidents(desk: AtDesk) -> list[IncidentItem]:
    """Return the incidents of the maximum of workers, the earliest first."""
    with desk.reading() as session:
        return [IncidentItem(**row.model_dump()) for row in incidents.incidents(session)]


@router.post("/incidents/closing", status_code=201, responses=REFUSALS, openapi_extra=roles("admin"))
def close_incident(desk: AtWritingDesk, closing: ClosingCreate) -> IncidentItem:
    """Close an incident on the advice of counsel."""
    with desk.writing() as session:
        return IncidentItem(**incidents.close_incident(session, closing).model_dump())

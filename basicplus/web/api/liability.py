"""Social and tax debts, joint liability, provisions and the theoretical liability, which shows pay."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel

from basicplus import liability
from basicplus.clock import today
from basicplus.liability.debts import Position
from basicplus.liability.provisions import ProvisionLine
from basicplus.liability.report import LiabilityReport
from basicplus.liability.simulation import DefaultSimulation
from basicplus.liability.solidarity import Exposure, ExposureOfMember
from basicplus.liability.staff import Theoretical
from basicplus.web.api.shapes import GROUP, REFUSALS
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/liability", tags=["liability"])
OnDay = Annotated[date | None, Query(description="The day asked about; today if not given.")]
READS, WRITES = roles("finance", "auditor"), roles("finance")


class MovementCreate(BaseModel):
    """A payment (all that is open if no amount is given; negative when it came back) or a correction."""

    kind: Literal["payment", "correction"] = "payment"
    moved_on: date
    amount_cents: int | None = None
    reason: str = ""


@router.get("/position", openapi_extra=READS)
def get_position(desk: AtDesk, on: OnDay = None) -> Position:
    """Return what social and tax debts were incurred, due, paid, open and overdue at the end of a day."""
    with desk.reading() as session:
        return liability.position(session, on or today())


@router.get("/exposure", openapi_extra=READS)
def get_exposure(desk: AtDesk, on: OnDay = None) -> Exposure:
    """Return what each member answers for: 100 % towards outsiders by both readings, a share among members."""
    with desk.reading() as session:
        return liability.exposure(session, on or today())


@router.get("/exposure/{number}", openapi_extra=READS)
def get_exposure_of_member(desk: AtDesk, number: str, on: OnDay = None) -> ExposureOfMember:
    """Return what one member, present or former, answers for, debt by debt."""
    with desk.reading() as session:
        return liability.exposure_of_member(session, number, on or today())


@router.get("/default", openapi_extra=READS)
def get_default(
    desk: AtDesk, member: Annotated[list[str], Query(description="Numbers of members.")], on: OnDay = None
) -> DefaultSimulation:
    """Simulate the failure of members; books nothing."""
    with desk.reading() as session:
        return liability.simulate_default(session, member, on or today())


@router.get("/provisions", openapi_extra=READS)
def get_provisions(desk: AtDesk, on: OnDay = None) -> list[ProvisionLine]:
    """Return what provisions and allocated funds hold at the end of a day, by vintage."""
    with desk.reading() as session:
        return liability.provisions_on(session, on or today())


@router.get("/staff", openapi_extra=READS)
def get_staff(desk: AtDesk, on: OnDay = None) -> Theoretical:
    """Return what the exit of each worker would cost, with inputs and steps: a management figure. Shows pay."""
    with desk.reading() as session:
        return liability.theoretical(session, on or today())


@router.get("/report", openapi_extra=READS)
def get_report(desk: AtDesk, on: OnDay = None) -> LiabilityReport:
    """Return booked debt, foreseen exits and theoretical liability side by side: not to be added. Shows pay."""
    with desk.reading() as session:
        return liability.report(session, on or today())


@router.post("/debts", status_code=201, responses=REFUSALS, openapi_extra=WRITES)
def book_debt(desk: AtDesk, debt: liability.DebtCreate) -> Position:
    """Book a social or tax debt; returns the position of its due day."""
    with desk.writing() as session:
        liability.book_debts(session, [debt], "API")
    return get_position(desk, debt.due_on)


@router.post("/debts/{reference}/movements", status_code=201, responses=REFUSALS, openapi_extra=WRITES)
def move_debt(desk: AtDesk, reference: str, movement: MovementCreate) -> Position:
    """Pay or correct a debt; returns the position of that day."""
    with desk.writing() as session:
        if movement.kind == "payment":
            liability.pay_debt(session, reference, movement.moved_on, movement.amount_cents, movement.reason)
        else:
            change = movement.amount_cents or 0
            liability.correct_debt(session, reference, movement.moved_on, change, movement.reason)
    return get_position(desk, movement.moved_on)


@router.post("/exits", status_code=201, responses=REFUSALS, openapi_extra=WRITES)
def record_exit(desk: AtDesk, foreseen: liability.ExitCreate) -> LiabilityReport:
    """Record that the exit of a worker is decided or probable; returns the report of that day."""
    with desk.writing() as session:
        liability.record_exit(session, foreseen)
    return get_report(desk, foreseen.recorded_on)


@router.post("/provisions", status_code=201, responses=REFUSALS, openapi_extra=WRITES)
def open_provision(desk: AtDesk, provision: liability.ProvisionCreate) -> list[ProvisionLine]:
    """Open a provision or allocated funds; returns all of them as they are today."""
    with desk.writing() as session:
        liability.open_provision(session, provision)
    return get_provisions(desk)


@router.post("/provisions/entries", status_code=201, responses=REFUSALS, openapi_extra=WRITES)
def enter(desk: AtDesk, entry: liability.EntryCreate) -> list[ProvisionLine]:
    """Put into a provision, use it or release it; returns all of them at the end of that day."""
    with desk.writing() as session:
        liability.enter(session, entry)
    return get_provisions(desk, entry.booked_on)

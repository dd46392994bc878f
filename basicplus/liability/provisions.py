"""Provisions, allocated funds and foreseen exits: what may be set aside, for what, and what is left of it.

Three figures are kept apart (ACC-01 to ACC-05): booked debt, provisions for decided or probable exits, and the
theoretical liability, for which no provision is allowed and only allocated funds of the equity may stand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal, workers
from basicplus.clock import DayCome
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.liability.ledger import Booking, balances, below_zero, signed
from basicplus.liability.models import (
    EXIT_NATURES,
    FUNDS,
    Certainty,
    ForeseenExit,
    Nature,
    Outcome,
    Provision,
    ProvisionEntry,
)
from basicplus.money import format_cents

Code = Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]


class ExitCreate(BaseModel):
    """The exit of a worker, decided or probable, with the cost expected of it in cents."""

    reference: Code
    worker: Annotated[str, Field(description="number of the worker")]
    certainty: Certainty
    recorded_on: date
    notice_from_on: date | None = None
    estimate_cents: Annotated[int, Field(gt=0)]


class ProvisionCreate(BaseModel):
    """A provision or allocated funds; a provision for an exit names the exit."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    nature: Nature
    exit: str | None = None


class EntryCreate(BaseModel):
    """What is put into a provision, used from it or released; the vintage is the year it was put in."""

    provision: str
    kind: Literal["dotation", "use", "release"]
    booked_on: DayCome
    amount_cents: Annotated[int, Field(gt=0)]
    vintage: Annotated[int, Field(ge=2000, le=2100)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    decision: Annotated[str, Field(max_length=100)] = ""


def record_exit(session: WriteSession, foreseen: ExitCreate) -> ForeseenExit:
    """Record that a worker's exit is decided or probable. The journal names neither worker nor amount."""
    worker = workers.by_number(session, foreseen.worker)
    if session.exec(select(ForeseenExit.id).filter_by(reference=foreseen.reference)).first() is not None:
        raise invalid("reference", foreseen.reference, "this reference is taken; choose another")
    row = ForeseenExit(**foreseen.model_dump(exclude={"worker"}), worker_id=worker.id)
    session.add(row)
    session.flush()
    journal.record(session, "foresee exit", row.reference, certainty=row.certainty, recorded_on=row.recorded_on)
    return row


def close_exit(session: WriteSession, reference: str, on: date, outcome: Outcome) -> ForeseenExit:
    """Close a foreseen exit: it was carried out, or dropped. What is left of its provision is then released."""
    row = exit_by_reference(session, reference)
    if row.closed_on is not None:
        raise Conflict(f"Exit {reference} was {row.outcome} on {row.closed_on} already.")
    if on <= row.recorded_on:
        raise invalid("on", on, f"a day after the exit was recorded ({row.recorded_on})")
    row.closed_on, row.outcome = on, outcome
    session.add(row)
    journal.record(session, "close exit", reference, closed_on=on, outcome=outcome)
    return row


def open_provision(session: WriteSession, provision: ProvisionCreate) -> Provision:
    """Open a provision or allocated funds; nothing is in it yet.

    Raises InvalidInput when a provision for an exit names none: what is neither decided nor probable may only
    be met by reserves (ACC-02; CNC 107/4, 2018/25).
    """
    if session.exec(select(Provision.id).where(Provision.code == provision.code)).first() is not None:
        raise invalid("code", provision.code, "this code is taken; choose another")
    foreseen = exit_by_reference(session, provision.exit) if provision.exit else None
    if provision.nature in EXIT_NATURES:
        if foreseen is None:
            allowed = (
                "name the exit; one that is neither decided nor probable is met by allocated funds only (ACC-02)"
            )
            raise invalid("exit", provision.exit or "nothing", allowed)
        if provision.nature != f"{foreseen.certainty}_exit":
            raise invalid("nature", provision.nature, f"exit {foreseen.reference} is {foreseen.certainty}")
    elif foreseen is not None:
        raise invalid("exit", provision.exit, f"only {' and '.join(EXIT_NATURES)} stand for an exit")
    row = Provision(
        **provision.model_dump(exclude={"exit"}), exit_id=foreseen.id if foreseen is not None else None
    )
    session.add(row)
    session.flush()
    journal.record(session, "open provision", row.code, nature=row.nature, exit=provision.exit)
    return row


def enter(session: WriteSession, entry: EntryCreate) -> ProvisionEntry:
    """Put into a provision, use it or release it; the balance of a vintage is never below zero, on any day.

    A dotation belongs to the vintage of its year. Allocated funds need the decision of the general assembly
    (ACC-02). A provision for an exit takes dotations while the exit is foreseen, up to its estimate.
    """
    provision = provision_by_code(session, entry.provision)
    _check(session, provision, entry)
    row = ProvisionEntry(
        **entry.model_dump(exclude={"provision"}),
        journal_seq=journal.first_seq(session),
        provision_id=provision.id,
    )
    session.add(row)
    session.flush()
    bookings = bookings_of(session)[provision.id]
    wrong = below_zero(bookings)
    if wrong is not None:
        day, vintage = wrong
        left = balances(bookings, day)[vintage] + entry.amount_cents
        raise invalid(
            "amount_cents", format_cents(entry.amount_cents), _at_most(provision.code, vintage, day, left)
        )
    journal.record(
        session,
        f"{entry.kind} of provision",
        provision.code,
        cents=row.amount_cents,
        vintage=row.vintage,
        booked_on=row.booked_on,
        decision=row.decision,
    )
    return row


def _at_most(code: str, vintage: int, day: date, left: int) -> str:
    return f"at most {format_cents(left)} EUR: that is what {code} has of vintage {vintage} on {day}"


def _check(session: GroupSession, provision: Provision, entry: EntryCreate) -> None:
    if entry.kind != "dotation":
        return
    if entry.vintage != entry.booked_on.year:
        raise invalid("vintage", entry.vintage, f"{entry.booked_on.year}, the year of the dotation")
    if provision.nature in FUNDS and not entry.decision:
        raise invalid("decision", "nothing", "allocated funds need the decision of the general assembly (ACC-02)")
    if provision.exit_id is None:
        return
    foreseen = get(session, ForeseenExit, f"exit {provision.exit_id}", id=provision.exit_id)
    if not is_foreseen(foreseen, entry.booked_on):
        until = f" and not closed on {foreseen.closed_on}" if foreseen.closed_on else ""
        allowed = (
            f"a day on which exit {foreseen.reference} is foreseen: from {foreseen.recorded_on}{until} (ACC-02)"
        )
        raise invalid("booked_on", entry.booked_on, allowed)
    put_in = sum(booking.cents for booking in bookings_of(session)[provision.id] if booking.cents > 0)
    if put_in + entry.amount_cents > foreseen.estimate_cents:
        room = format_cents(foreseen.estimate_cents - put_in)
        allowed = f"at most {room} EUR: exit {foreseen.reference} is estimated at"
        raise invalid(
            "amount", format_cents(entry.amount_cents), f"{allowed} {format_cents(foreseen.estimate_cents)}"
        )


def is_foreseen(foreseen: ForeseenExit, on: date) -> bool:
    """Say whether an exit is recorded and not yet closed on a day."""
    return foreseen.recorded_on <= on and (foreseen.closed_on is None or on < foreseen.closed_on)


def exit_by_reference(session: GroupSession, reference: str) -> ForeseenExit:
    """Return the foreseen exit with this reference."""
    return get(session, ForeseenExit, f"exit {reference}", reference=reference)


def provision_by_code(session: GroupSession, code: str) -> Provision:
    """Return the provision with this code."""
    return get(session, Provision, f"provision {code}", code=code)


def bookings_of(session: GroupSession) -> dict[int, list[Booking]]:
    """Return the bookings of each provision, by its id, in order of day."""
    found: dict[int, list[Booking]] = defaultdict(list)
    query = select(ProvisionEntry).order_by(col(ProvisionEntry.booked_on), col(ProvisionEntry.id))
    for row in session.exec(query):
        found[row.provision_id].append(Booking(row.booked_on, row.vintage, signed(row.kind, row.amount_cents)))
    return found


@dataclass(frozen=True)
class ProvisionLine:
    """A provision on a day, in cents: the balance of each vintage that has one, and in all."""

    code: str
    name: str
    nature: str
    vintages: dict[int, int]
    balance_cents: int

    @property
    def is_fund(self) -> bool:
        """Whether these are allocated funds of the equity, no provision."""
        return self.nature in FUNDS


def provisions_on(session: GroupSession, on: date) -> list[ProvisionLine]:
    """Return every provision and fund with its balance at the end of a day, in order of code."""
    bookings = bookings_of(session)
    lines = []
    for row in session.exec(select(Provision).order_by(col(Provision.code))):
        vintages = {year: cents for year, cents in balances(bookings[row.id], on).items() if cents}
        lines.append(ProvisionLine(row.code, row.name, row.nature, vintages, sum(vintages.values())))
    return lines

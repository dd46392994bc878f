"""Amendments: the next version of an agreement from a day on, open until it is signed, adopted or withdrawn."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import assignments, invoicing, journal, members, workers
from basicplus.assignments import Agreement
from basicplus.assignments.agreements import check_days, check_fee, member_of, successor, versions_of
from basicplus.assignments.agreements.terms import FEE_ONLY, Block, Clause
from basicplus.canonical import canonical_json
from basicplus.clock import FOREVER, Span
from basicplus.compliance.service import FileCreate, keep
from basicplus.conventions.models import Amendment
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups import InternalRules
from basicplus.invoicing.closed import keep_closed_from
from basicplus.invoicing.lines import billed_spans
from basicplus.rounding import RoundingRule
from basicplus.workers.models import Profession

_BESIDE = frozenset({"agreement", "from_on", "until_on", "why", "signed_on"})


class AgreementAmendment(BaseModel):
    """What changes in an agreement from a day on; what is left out stays, what is null is taken away.

    `signed_on` records an amendment that all have signed already.
    """

    agreement: Annotated[str, Field(description="number of the agreement")]
    from_on: date
    until_on: Annotated[date | None, Field(description="first day after the last; as before if left out")] = None
    why: Annotated[str, Field(min_length=1, max_length=300, description="what it is about, in a few words")]
    signed_on: date | None = None
    profession: Profession | None = None
    worker: Annotated[str | None, Field(description="number of the worker who is named")] = None
    pool: Annotated[str | None, Field(description="code of the cost pool")] = None
    basis: Literal["time_spent", "flat_fee", "pro_rata"] | None = None
    volume_minutes: Annotated[int, Field(gt=0)] | None = None
    rounding_rule: RoundingRule | None = None
    fee_cents: Annotated[int, Field(ge=0)] | None = None
    fee_per: Literal["month", "year"] | None = None
    index_code: Annotated[str | None, Field(pattern=r"^[A-Z0-9-]{1,30}$")] = None
    index_base_on: date | None = None
    index_each: Literal["january", "anniversary"] | None = None
    exact_fee_reason: Annotated[str | None, Field(min_length=1, max_length=500)] = None
    exact_fee_document: FileCreate | None = None
    taxed_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    key: Annotated[str | None, Field(description="code of the allocation key, if pro rata")] = None
    school_weeks_only: bool | None = None
    places: Annotated[list[str] | None, Field(description="codes of the sites; empty for all of the member's")] = (
        None
    )
    notice_months: Annotated[int, Field(ge=0, le=24)] | None = None
    internal_rules_version: Annotated[int, Field(gt=0)] | None = None
    clauses: Annotated[dict[Block, Clause] | None, Field(description="own texts by block, all of them")] = None


# Terms that an agreement can be without; any other term cannot be taken away.
_MAY_BE_NONE = frozenset({"worker", "fee_cents", "key", "internal_rules_version", *FEE_ONLY})


def amend(session: WriteSession, amendment: AgreementAmendment) -> Amendment:
    """Change an agreement from a day on: the next version, which holds once it is signed; earlier ones stay."""
    before, given = _amended(session, amendment)
    changes = _changes(session, before, given)
    until_on = amendment.until_on if "until_on" in amendment.model_fields_set else before.until_on
    check_days(before, amendment.from_on, until_on)
    if not changes and until_on == before.until_on:
        raise invalid("changes", "nothing", f"a term of {before.number} that is another from then on")
    row = open_amendment(session, before, Span.of(amendment.from_on, until_on), changes, amendment.why)
    if amendment.signed_on is not None:
        adopt(session, row, amendment.signed_on)
    return row


def open_amendment(
    session: WriteSession,
    before: Agreement,
    days: Span,
    changes: dict[str, Any],
    why: str,
    campaign_id: int | None = None,
) -> Amendment:
    """Open an amendment of checked columns on its days, to be sent and signed."""
    row = Amendment(
        agreement_id=before.id,
        campaign_id=campaign_id,
        from_on=days.from_on,
        until_on=days.end,
        ended_on=before.until_on,
        changes=canonical_json(changes),
        why=why,
    )
    session.add(row)
    session.flush()
    terms = sorted(changes)
    journal.record(session, "amend agreement", before.number, from_on=row.from_on, terms=terms, why=why)
    return row


def withdraw_amendment(session: WriteSession, number: str, because: str) -> Amendment:
    """Withdraw an amendment that is not signed by all: the agreement goes on as it is."""
    row = open_amendment_of(session, number)
    if row is None:
        raise Conflict(f"Agreement {number} has no open amendment to withdraw.")
    row.state, row.withdrawn_because = "withdrawn", because
    session.add(row)
    journal.record(session, "withdraw amendment", number, because=because)
    return row


def adopt(session: WriteSession, amendment: Amendment, signed_on: date) -> Agreement:
    """Have a signed amendment take over as the next version. Raises Conflict where its days are billed already.

    The gate judges the version like any agreement: visits before `signed_on` refuse it (GE-17).
    """
    before = amended_by(session, amendment)
    after = proposed(session, amendment)
    after.signed_on, after.sent_on, after.sent_file_id = signed_on, amendment.sent_on, amendment.sent_file_id
    _not_billed(session, before, after.from_on)
    keep_closed_from(session, after.from_on, f"a version of {before.number}")
    assignments.supersede(session, before, after)
    amendment.state = "adopted"
    session.add(amendment)
    _accept_rules(session, after)
    journal.record(session, "adopt amendment", after.number, from_on=after.from_on, signed_on=signed_on)
    return after


def amended_by(session: GroupSession, amendment: Amendment) -> Agreement:
    """Return the version that an amendment amends."""
    return get(session, Agreement, "agreement that is amended", id=amendment.agreement_id)


def proposed(session: GroupSession, amendment: Amendment) -> Agreement:
    """Return the version that an amendment would make; nothing is saved."""
    before = amended_by(session, amendment)
    changes = json.loads(amendment.changes)
    if changes.get("index_base_on"):
        changes["index_base_on"] = date.fromisoformat(changes["index_base_on"])
    return successor(before, changes, amendment.from_on, amendment.until_on)


def open_amendment_of(session: GroupSession, number: str) -> Amendment | None:
    """Return the open amendment of an agreement, None when there is none."""
    latest = versions_of(session, number)[-1]
    query = select(Amendment).where(Amendment.agreement_id == latest.id, Amendment.state == "open")
    return session.exec(query.order_by(col(Amendment.id).desc())).first()


def _amended(session: WriteSession, amendment: AgreementAmendment) -> tuple[Agreement, dict[str, Any]]:
    """Return the latest version, and the terms given; refuse a second open amendment, and a term taken away."""
    before = versions_of(session, amendment.agreement)[-1]
    refuse_second(session, before)
    given = {name: getattr(amendment, name) for name in amendment.model_fields_set - _BESIDE}
    for name, value in sorted(given.items()):
        if value is None and name not in _MAY_BE_NONE:
            raise invalid(name, "null", "an agreement always has this term: give another value, or leave it out")
    return before, given


def refuse_second(session: GroupSession, before: Agreement) -> None:
    """Refuse an amendment of a version that has an open one, or that is not signed itself. Raises Conflict."""
    if open_amendment_of(session, before.number) is not None:
        raise Conflict(f"Agreement {before.number} has an open amendment: sign it, or withdraw it first.")
    if before.signed_on is None:
        raise Conflict(f"Agreement {before.number} is not signed yet: sign it before you amend it.")


def _changes(session: WriteSession, before: Agreement, given: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that differ from the version before, checked as terms of an agreement."""
    columns = _columns(session, before, given)
    if columns.get("basis", before.basis) != "flat_fee":
        gone = {"fee_cents": None, "fee_per": "month", "exact_fee_file_id": None}
        columns = dict.fromkeys(FEE_ONLY[:4]) | gone | columns
    if columns.get("basis", before.basis) != "pro_rata":
        columns = {"key_id": None} | columns
    changed = {name: value for name, value in columns.items() if getattr(before, name) != value}
    terms = before.model_dump() | columns
    check_fee(terms | {"exact_fee_document": terms["exact_fee_file_id"]})
    if terms["basis"] == "pro_rata" and terms["key_id"] is None:
        raise invalid("key", "nothing", "a pro rata agreement needs the allocation key of its share")
    return changed


def _columns(session: WriteSession, before: Agreement, given: dict[str, Any]) -> dict[str, Any]:
    """Turn numbers and codes into ids, and lists into JSON. Raises NotFound for what is not there."""
    columns = dict(given)
    if "worker" in columns:
        number = columns.pop("worker")
        columns["worker_id"] = workers.by_number(session, number).id if number else None
    if "pool" in columns:
        columns["pool_id"] = invoicing.pool_by_code(session, columns.pop("pool")).id
    if "key" in columns:
        code = columns.pop("key")
        columns["key_id"] = invoicing.key_by_code(session, code).id if code else None
    if "exact_fee_document" in columns:
        columns["exact_fee_file_id"] = keep(session, columns.pop("exact_fee_document"))
    if columns.get("index_base_on"):
        columns["index_base_on"] = columns["index_base_on"].replace(day=1)
    if version := columns.get("internal_rules_version"):
        get(session, InternalRules, f"version {version} of the internal rules", version=version)
    for code in columns.get("places", ()):
        members.site_of(session, member_of(session, before), code)
    return columns | {name: canonical_json(columns[name]) for name in ("places", "clauses") if name in columns}


def _accept_rules(session: WriteSession, after: Agreement) -> None:
    """Have the member accept the internal rules that it signed, if it has not accepted them (GE-18)."""
    member = member_of(session, after)
    joined = members.memberships_of(session, member)
    if joined and (after.internal_rules_version or 0) > (joined[-1].internal_rules_version or 0):
        members.accept_rules(session, member.number, after.internal_rules_version or 0)


def _not_billed(session: GroupSession, before: Agreement, from_on: date) -> None:
    later = billed_spans(session, Span(from_on, FOREVER))[before.id]
    if later:
        billed = max(span.until_on for span in later)
        raise Conflict(
            f"Agreement {before.number} is billed for the days before {billed}: amend it from then on,"
            f" or credit what is billed from {from_on} on first."
        )

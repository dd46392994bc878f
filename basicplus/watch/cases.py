"""The life of a finding: open, an owner, evidence, closed or borne; who, why, until when."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.service import FileCreate
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.watch.models import GRAVITY, FindingCase


def list_cases(session: GroupSession, state: str | None = "open") -> list[FindingCase]:
    """Return the cases in a state (all of them for None), the gravest and oldest first."""
    query = select(FindingCase).order_by(col(FindingCase.opened_on), col(FindingCase.id))
    if state is not None:
        query = query.where(FindingCase.state == state)
    return sorted(session.exec(query), key=lambda case: GRAVITY[case.severity])


def assign_owner(session: WriteSession, case_id: int, owner: str) -> FindingCase:
    """Say who looks after an open case."""
    case = _open_case(session, case_id)
    if not owner.strip():
        raise invalid("owner", owner, "the name of a person")
    case.owner = owner
    return _kept(session, case, "own finding", owner=owner)


def close_case(
    session: WriteSession, case_id: int, by: str, on: date, because: str, evidence: FileCreate | None = None
) -> FindingCase:
    """Close a case for a reason, with the file that proves it; while the finding stands, evidence is asked."""
    case = _open_case(session, case_id)
    if case.gone_on is None and evidence is None:
        raise Conflict(
            f"Case {case_id} ({case.rule} {case.subject}) was still found on {case.seen_on}: mend it and run the"
            " audit again, bear it until a day, or close it with a file that proves why."
        )
    return _ended(session, case, "closed", by, on, because, evidence)


def waive_case(
    session: WriteSession,
    case_id: int,
    by: str,
    on: date,
    because: str,
    until: date,
    evidence: FileCreate | None = None,
) -> FindingCase:
    """Bear a finding until a day: it is no longer shown as open, and opens again then if it still stands.

    This changes no verdict: only a granted waiver lets a rule be departed from.
    """
    case = _open_case(session, case_id)
    if until <= on:
        raise invalid("until", until, f"a day after {on}")
    case.waived_until = until
    return _ended(session, case, "waived", by, on, because, evidence)


def _open_case(session: WriteSession, case_id: int) -> FindingCase:
    case = get(session, FindingCase, f"finding case {case_id}", id=case_id)
    if case.state != "open":
        raise Conflict(f"Case {case_id} was {case.state} by {case.ended_by} on {case.ended_on}.")
    return case


def _ended(
    session: WriteSession,
    case: FindingCase,
    state: str,
    by: str,
    on: date,
    because: str,
    evidence: FileCreate | None,
) -> FindingCase:
    if not because.strip():
        raise invalid("because", because, "say in a few words why")
    document = keep_file(session, evidence.name, evidence.content) if evidence else None
    case.state, case.ended_by, case.ended_on, case.ended_because = state, by, on, because
    case.kept_file_id = document.id if document else None
    sha256 = document.content_sha256 if document else None
    return _kept(
        session, case, f"{state} finding", by=by, because=because, until=case.waived_until, evidence_sha256=sha256
    )


def _kept(session: WriteSession, case: FindingCase, act: str, **detail: object) -> FindingCase:
    session.add(case)
    journal.record(session, act, f"{case.rule} {case.subject}"[:160], case=case.id, **detail)
    return case

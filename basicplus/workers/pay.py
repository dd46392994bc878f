"""The pay scales of the joint committee: what each function earns at least, from a day on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import select

from basicplus import journal
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.service import FileCreate
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.workers.models import PayScale


class ScaleCreate(BaseModel):
    """A value of a pay scale from a day on; `month_cents` is for a month of full time."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]{0,29}$")]
    joint_committee: Annotated[str, Field(min_length=1, max_length=10)]
    function: Annotated[str, Field(min_length=1, max_length=100)]
    from_on: date
    month_cents: Annotated[int, Field(gt=0)]
    source: Annotated[str, Field(min_length=1, max_length=300, description="the collective agreement it is from")]
    document: FileCreate | None = None


def record_scale(session: WriteSession, scale: ScaleCreate) -> PayScale:
    """Record what a scale pays from a day on. The gate refuses it while a contract pays less (GE-16)."""
    taken = select(PayScale.id).where(PayScale.code == scale.code, PayScale.from_on == scale.from_on)
    if session.exec(taken).first() is not None:
        raise invalid("from_on", scale.from_on, f"scale {scale.code} has a value from that day on; choose another")
    document = keep_file(session, scale.document.name, scale.document.content) if scale.document else None
    row = PayScale(**scale.model_dump(exclude={"document"}), kept_file_id=document.id if document else None)
    session.add(row)
    journal.record(
        session,
        "record pay scale",
        row.code,
        joint_committee=row.joint_committee,
        from_on=row.from_on,
        month_cents=row.month_cents,
        source=row.source,
    )
    return row


def check_scale(session: GroupSession, code: str) -> None:
    """Refuse the code of a scale that is not recorded; no code is no scale."""
    known = set(session.exec(select(PayScale.code).distinct()))
    if code and code not in known:
        raise invalid("scale", code, f"a recorded pay scale: {', '.join(sorted(known)) or 'none yet'}")

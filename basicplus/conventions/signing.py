"""Signatures: the text goes out, the group, the member and the worker who is named sign it, then it holds.

The group and the member are the parties. A worker who is named signs to acknowledge where the work is done and for
how long; an agreement for a profession names nobody, and needs two signatures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal, members
from basicplus.assignments import Agreement
from basicplus.assignments.agreements import member_of, versions_of
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.models import KeptFile
from basicplus.compliance.service import FileCreate, keep
from basicplus.conventions.amending import adopt, open_amendment_of, proposed
from basicplus.conventions.models import PARTIES, AgreementSignature, Amendment
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid


class SignatureCreate(BaseModel):
    """One party signs what was sent of an agreement."""

    agreement: Annotated[str, Field(description="number of the agreement")]
    party: Literal["group", "member", "worker"]
    signed_by: Annotated[str, Field(min_length=1, max_length=200, description="name of the person")]
    signed_on: date
    document: Annotated[FileCreate | None, Field(description="scan of the signed paper")] = None


@dataclass(frozen=True)
class Pending:
    """A text to be signed: a version that is not signed yet, or an open amendment and the version it makes."""

    version: Agreement
    amendment: Amendment | None = None

    @property
    def sent_file_id(self) -> int | None:
        """The bytes that were sent."""
        return (self.amendment or self.version).sent_file_id

    @property
    def sent_on(self) -> date | None:
        """The day on which it was sent."""
        return (self.amendment or self.version).sent_on

    @property
    def parties(self) -> tuple[str, ...]:
        """Who signs it: the worker only where one is named."""
        return PARTIES if self.version.worker_id is not None else PARTIES[:2]


def pending(session: GroupSession, number: str) -> Pending:
    """Return what is to be signed of an agreement. Raises Conflict when all of it is signed."""
    amendment = open_amendment_of(session, number)
    if amendment is not None:
        return Pending(proposed(session, amendment), amendment)
    latest = versions_of(session, number)[-1]
    if latest.signed_on is not None:
        raise Conflict(f"Agreement {latest.number} is signed since {latest.signed_on}: amend it to change it.")
    return Pending(latest)


def keep_sent(session: WriteSession, what: Pending, content: bytes, sent_on: date) -> KeptFile:
    """Keep the text of an agreement as it is sent; it can be sent anew until somebody signed it."""
    signed = signatures_of(session, what)
    if signed:
        raise Conflict(
            f"The text of {what.version.number} is signed by {signed[0].signed_by}: have the others sign the same."
        )
    file = keep_file(session, f"{what.version.number}.pdf", content)
    row = what.amendment or what.version
    row.sent_on, row.sent_file_id = sent_on, file.id
    session.add(row)
    journal.record(
        session, "send agreement", what.version.number, sent_on=sent_on, text_sha256=file.content_sha256
    )
    return file


def sign(session: WriteSession, signature: SignatureCreate) -> AgreementSignature:
    """Record that a party signed what was sent of an agreement; with the last signature it is signed and holds."""
    what = pending(session, signature.agreement)
    _may_sign(session, what, signature)
    signed = signatures_of(session, what)
    if signature.party in {row.party for row in signed}:
        raise Conflict(f"The {signature.party} signed {what.version.number} already.")
    file = get(session, KeptFile, "text that was sent", id=what.sent_file_id)
    row = AgreementSignature(
        journal_seq=journal.first_seq(session),
        agreement_id=what.amendment.agreement_id if what.amendment else what.version.id,
        amendment_id=what.amendment.id if what.amendment else None,
        party=signature.party,
        signed_by=signature.signed_by,
        signed_on=signature.signed_on,
        text_sha256=file.content_sha256,
        kept_file_id=keep(session, signature.document),
    )
    session.add(row)
    session.flush()
    journal.record(session, "sign agreement", what.version.number, party=row.party, signed_by=row.signed_by)
    if not missing(what.parties, [*signed, row]):
        _hold(session, what, max(each.signed_on for each in (*signed, row)))
    return row


def missing(parties: Iterable[str], signatures: Iterable[AgreementSignature]) -> tuple[str, ...]:
    """Return the parties that have not signed yet."""
    signed = {row.party for row in signatures}
    return tuple(party for party in parties if party not in signed)


def signatures_of(session: GroupSession, what: Pending) -> list[AgreementSignature]:
    """Return the signatures under a text that waits for more, the first one first."""
    query = select(AgreementSignature).order_by(col(AgreementSignature.id))
    if what.amendment is not None:
        return list(session.exec(query.where(AgreementSignature.amendment_id == what.amendment.id)))
    own = AgreementSignature.agreement_id == what.version.id
    return list(session.exec(query.where(own, col(AgreementSignature.amendment_id).is_(None))))


def _may_sign(session: WriteSession, what: Pending, signature: SignatureCreate) -> None:
    number = what.version.number
    if what.sent_on is None:
        raise Conflict(f"The text of {number} was not sent yet: send it, so that all sign the same one.")
    if signature.party not in what.parties:
        raise invalid("party", signature.party, f"{' or '.join(what.parties)}: {number} names no worker")
    if signature.signed_on < what.sent_on:
        raise invalid("signed_on", signature.signed_on, f"the day on which it was sent, or later ({what.sent_on})")
    if signature.party == "member":
        members.check_signer(session, member_of(session, what.version), "signed_by", signature.signed_by)


def _hold(session: WriteSession, what: Pending, signed_on: date) -> None:
    if what.amendment is not None:
        adopt(session, what.amendment, signed_on)
        return
    what.version.signed_on = signed_on
    session.add(what.version)

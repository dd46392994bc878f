"""What members wish for their documents: a channel from a day on, and where it finds them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import select

from basicplus import journal
from basicplus.db import WriteSession
from basicplus.errors import invalid
from basicplus.groups.service import enterprise_number
from basicplus.invoicing.delivery.channel import BELGIAN_SCHEME, Channel, is_email
from basicplus.invoicing.delivery.models import DeliveryWish
from basicplus.members import Member, by_number


class WishCreate(BaseModel):
    """How a member wishes to receive documents dated from a day on; contacts and enterprise number fill gaps."""

    member: Annotated[str, Field(description="number of the member")]
    from_on: date
    channel: Channel
    emails: Annotated[list[str], Field(max_length=10, description="for the channel email only")] = []
    participant: Annotated[
        str, Field(max_length=20, description="Peppol id as 0208:0202239951, for the channel peppol only")
    ] = ""


def wish_channel(session: WriteSession, given: WishCreate) -> DeliveryWish:
    """Record how a member wishes to receive its documents from a day on; a wish from the same day is replaced."""
    member = by_number(session, given.member)
    _check(given, member)
    query = select(DeliveryWish).filter_by(member_id=member.id, from_on=given.from_on)
    row = session.exec(query).first()
    row = row or DeliveryWish(member_id=member.id, from_on=given.from_on, channel=given.channel)
    row.channel, row.addresses, row.participant = given.channel, ", ".join(given.emails), given.participant
    session.add(row)
    journal.record(session, "wish channel", given.member, from_on=given.from_on, channel=given.channel)
    return row


def _check(given: WishCreate, member: Member) -> None:
    for email in given.emails:
        check_address("emails", "email", email)
    if given.emails and given.channel != "email":
        raise invalid("emails", ", ".join(given.emails), "nothing, or the channel email")
    if given.participant and given.channel != "peppol":
        raise invalid("participant", given.participant, "nothing, or the channel peppol")
    if given.participant:
        check_address("participant", "peppol", given.participant)
    elif given.channel == "peppol" and not member.enterprise_number:
        raise invalid(
            "participant",
            "nothing",
            f"a Peppol id: {member.number} has no enterprise number on file to make one of",
        )


def check_address(field: str, channel: str, text: str) -> None:
    """Refuse what cannot be an address of a channel: an e-mail address, or a Belgian Peppol id (scheme 0208)."""
    if channel == "email" and not is_email(text):
        raise invalid(field, text, "an e-mail address, as factures@exemple.be")
    if channel == "peppol" and not _is_participant(text):
        raise invalid(field, text, "0208: and the ten digits of an enterprise number, as 0208:0202239951")


def _is_participant(text: str) -> bool:
    scheme, _, number = text.partition(":")
    try:
        return scheme == BELGIAN_SCHEME and enterprise_number(number) == number
    except ValueError:
        return False

"""The outbox: documents are queued once by rule, go another way for a reason only, and are told of by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import members
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput, NotFound
from basicplus.invoicing import delivery
from basicplus.journal import JournalEntry
from basicplus.members import Contact
from tests import cast
from tests.invoicing.delivery.documents import FIRST, NOON, happened, issue, queue, rows, tax, wish


def told(database: Database) -> list[tuple[str, str, str, str]]:
    """Return channel, rule, address and state of every delivery."""
    return [(row.channel, row.rule, row.address, row.state) for row in rows(database)]


def change(
    database: Database, channel: delivery.Channel, because: str = "le membre le demande", address: str = ""
) -> None:
    with cast.writing(database) as session:
        delivery.change_channel(session, FIRST, channel, because, NOON, address)


def tell(database: Database, state: Any, says: str = "") -> None:
    with cast.writing(database) as session:
        delivery.tell(session, FIRST, state, says, NOON)


def test_documents_of_a_period_are_queued_once_each_by_its_rule(database: Database) -> None:
    issue(database)
    wish(database, "M001", emails=["compta@ecole.example"])
    wish(database, "M002", "peppol")
    queue(database)
    assert told(database) == [
        ("email", "asked_email", "compta@ecole.example", "queued"),
        ("peppol", "asked_peppol", "0208:0401234560", "queued"),
        ("portal", "signer_known", "M003", "queued"),
    ]
    queue(database)
    assert len(rows(database)) == 3
    with cast.reading(database) as session:
        acts = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)).one()
        assert (acts.act, acts.subject) == ("queue documents", "2025-03")
        assert cast.told(acts) | {"seals": None} == {"email": 1, "peppol": 1, "portal": 1, "seals": None}
        assert delivery.document_states(session, [FIRST]) == {FIRST: "issued"}


def test_taxed_lines_of_2026_to_a_registered_buyer_go_by_peppol_whatever_it_asks(database: Database) -> None:
    issue(database, "M001", issue_on=date(2026, 1, 5))
    tax(database, "2026-000001")
    wish(database)
    with cast.writing(database) as session:
        members.declare_vat(session, "M001", date(2026, 1, 1), "mixed", 20)
    queue(database, "2026-000001")
    with cast.reading(database) as session:
        [way] = delivery.ways(session)
    assert (way.delivery.channel, way.delivery.rule, way.delivery.address) == (
        "peppol",
        "compulsory",
        "0208:0202239951",
    )
    assert way.why("fr") == "Peppol obligatoire : lignes taxées facturées à un assujetti"


def test_the_address_is_the_treasurers_and_else_the_members(database: Database) -> None:
    issue(database, "M001", "M002")
    with cast.writing(database) as session:
        members.add_contact(
            session, "M001", members.ContactCreate(role="treasurer", name="Luc", email="luc@a.example")
        )
        members.by_number(session, "M001").email = "ecole@a.example"
        members.by_number(session, "M002").email = "ecole@b.example"
    queue(database)
    assert [row.address for row in rows(database)] == ["luc@a.example", "ecole@b.example"]


def test_without_wish_email_or_signer_a_document_goes_by_post(database: Database) -> None:
    issue(database, "M001")
    with cast.writing(database) as session:
        for contact in session.exec(select(Contact)):
            contact.role = "other"
            session.add(contact)
        members.declare_vat(session, "M001", date(2025, 6, 2), "exempt")
    queue(database)
    assert told(database) == [("post", "no_other", "École M001, Avenue de la Gare 7, 5500 Dinant", "queued")]


def test_the_wish_of_the_document_date_counts(database: Database) -> None:
    issue(database, "M001", "M002")
    with cast.writing(database) as session:
        for member, day in (("M001", date(2025, 4, 7)), ("M002", date(2025, 4, 8))):
            delivery.wish_channel(session, delivery.WishCreate(member=member, from_on=day, channel="post"))
    queue(database)
    assert [row.rule for row in rows(database)] == ["asked_post", "signer_known"]


def test_what_is_on_its_way_is_not_queued_by_name_again(database: Database) -> None:
    issue(database, "M001")
    queue(database, FIRST)
    for documents, error, says in (
        ((FIRST,), Conflict, f"{FIRST} is queued by portal already: `change-channel` sends it anew."),
        (("2025-000099",), NotFound, "There is no document 2025-000099 in this group."),
    ):
        with pytest.raises(error) as refused:
            queue(database, *documents)
        assert str(refused.value) == says
    with cast.writing(database) as session, pytest.raises(InvalidInput, match="either a period or the numbers"):
        delivery.queue_documents(session, NOON)


def test_another_channel_needs_a_reason_and_cancels_what_was_not_sent(database: Database) -> None:
    issue(database, "M001")
    queue(database)
    with pytest.raises(InvalidInput, match="say in a few words why"):
        change(database, "email", " ", "a@b.example")
    with pytest.raises(InvalidInput, match="an address for email: none is known"):
        change(database, "email")
    with pytest.raises(InvalidInput, match="an e-mail address"):
        change(database, "email", address="nobody")
    change(database, "email", address="a@b.example, c@d.example")
    assert told(database) == [
        ("portal", "signer_known", "M001", "cancelled"),
        ("email", "by_hand", "a@b.example, c@d.example", "queued"),
    ]
    first, second = rows(database)
    assert (second.because, first.message_id != second.message_id) == ("le membre le demande", True)
    assert second.message_id.startswith("<2025-000001.2.")
    assert second.message_id.endswith("@groupement.example>")


def test_what_was_sent_stays_sent_when_it_goes_another_way_too(database: Database) -> None:
    issue(database, "M001")
    queue(database)
    tell(database, "sent", "montré")
    change(database, "post")
    assert [row.state for row in rows(database)] == ["sent", "queued"]
    with cast.reading(database) as session:
        assert delivery.document_states(session, [FIRST]) == {FIRST: "sent"}


def test_a_letter_is_told_of_by_hand_and_comes_back(database: Database) -> None:
    issue(database, "M001")
    wish(database, channel="post")
    queue(database)
    tell(database, "sent", "Recommandé du 7 avril")
    tell(database, "bounced", "Destinataire inconnu")
    [row] = rows(database)
    assert (row.state, row.last_error, row.sent_at) == ("bounced", "Destinataire inconnu", NOON)
    assert happened(database) == [("queued", 0), ("sent", 0), ("bounced", 0)]
    with pytest.raises(Conflict, match="is bounced: delivered can be told of what is queued, sent"):
        tell(database, "delivered")
    with cast.writing(database) as session:
        delivery.retry(session, FIRST, NOON)
    tell(database, "sent")
    tell(database, "delivered")
    with (
        cast.writing(database) as session,
        pytest.raises(Conflict, match="only what is queued, failed or bounced"),
    ):
        delivery.retry(session, FIRST, NOON)


def test_what_was_never_queued_has_no_delivery_to_try_again(database: Database) -> None:
    issue(database, "M001")
    with cast.writing(database) as session, pytest.raises(Conflict, match="basicplus deliver queue --document"):
        delivery.retry(session, FIRST, NOON)
    with cast.reading(database) as session:
        assert delivery.unqueued(session) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"channel": "email", "emails": ["a@b"]}, "emails: found 'a@b'; an e-mail address"),
        ({"channel": "email", "emails": ["a@b.be, c@d.be"]}, "emails: found 'a@b.be, c@d.be'; an e-mail address"),
        ({"channel": "post", "emails": ["a@b.be"]}, "emails: found 'a@b.be'; nothing, or the channel email"),
        ({"channel": "post", "participant": "0208:0202239951"}, "participant: found .*; nothing, or the channel"),
        (
            {"channel": "peppol", "participant": "0208:0202239952"},
            "participant: found .*; 0208: and the ten digits",
        ),
        (
            {"channel": "peppol", "participant": "9925:0202239951"},
            "participant: found .*; 0208: and the ten digits",
        ),
        ({"channel": "peppol", "participant": "0208:0202.239.951"}, "participant: found .*; 0208: and the ten"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(sqlite_database: Database, given: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        wish(sqlite_database, **given)


def test_a_wish_of_the_same_day_replaces_the_one_before(database: Database) -> None:
    wish(database, channel="peppol", participant="0208:0202239951")
    wish(database, channel="email", emails=["a@b.be", "c@d.be"])
    with cast.reading(database) as session:
        [row] = session.exec(select(delivery.DeliveryWish))
    assert (row.channel, row.addresses, row.participant) == ("email", "a@b.be, c@d.be", "")

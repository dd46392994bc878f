"""Signatures: what was sent is signed by group, member and the worker who is named; with the last one it holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from basicplus import assignments, conventions
from basicplus.compliance.gate import Refused
from basicplus.compliance.models import KeptFile
from basicplus.conventions import AgreementSignature
from basicplus.db import Database, get
from basicplus.errors import BasicplusError, Conflict
from basicplus.verification import verify
from tests import cast
from tests.conventions.papers import JULY, SENT_ON, amended, sent, signed, states, versions


def test_the_last_signature_makes_an_agreement_hold_from_its_day_on(database: Database) -> None:
    cast.agreed(database, "A-NEW", signed_on=None, worker="W001")
    told = []
    for step in (
        lambda: None,
        lambda: sent(database, "A-NEW"),
        lambda: signed(database, "group", "A-NEW"),
        lambda: signed(database, "worker", "A-NEW", signed_on=date(2025, 6, 20)),
        lambda: signed(database, "member", "A-NEW"),
    ):
        step()
        told.append((states(database, JULY)["A-NEW"], versions(database, "A-NEW")[0][-1]))
    assert told == [
        ("draft", None),
        ("sent", None),
        ("partly signed", None),
        ("partly signed", None),
        ("in force", date(2025, 6, 20)),
    ]


def test_an_amendment_takes_over_with_the_last_signature_and_not_before(database: Database) -> None:
    amended(database, signed_on=None, volume_minutes=9000)
    sent(database)
    signed(database, "group")
    assert versions(database) == [("A-CP-1", "from 2025-01-01", 6000, date(2024, 11, 25))]
    assert states(database, JULY)["A-CP-1.2"] == "partly signed"
    signed(database, "member", signed_on=date(2025, 6, 17))
    assert versions(database)[1:] == [("A-CP-1.2", "from 2025-07-01", 9000, date(2025, 6, 17))]


def test_all_sign_the_bytes_that_were_sent(database: Database) -> None:
    amended(database, signed_on=None, volume_minutes=9000)
    first = sent(database)
    assert sent(database, on=date(2025, 6, 3)) == first
    signed(database, "group")
    with pytest.raises(Conflict, match="is signed by Chantal Noël: have the others sign the same"):
        sent(database)
    signed(database, "member", document=cast.document("scan.pdf"))
    with cast.reading(database) as session:
        rows = list(session.exec(select(AgreementSignature)))
        assert [(row.party, row.signed_by, row.text_sha256 == first) for row in rows] == [
            ("group", "Chantal Noël", True),
            ("member", "Marie Dupont", True),
        ]
        version = assignments.versions_of(session, "A-CP-1")[-1]
        kept = get(session, KeptFile, "text", id=version.sent_file_id)
        assert (version.sent_on, kept.content_sha256) == (date(2025, 6, 3), first)
        assert kept.content.startswith(b"%PDF")
        assert verify(session, cast.GROUP).problems == []


@pytest.mark.parametrize(
    ("party", "changes", "told"),
    [
        ("worker", {}, "party: found 'worker'; group or member: A-CP-1.2 names no worker"),
        ("member", {"signed_by": "Luc Martin"}, "signed_by: found 'Luc Martin'; a signer of M001: Marie Dupont"),
        (
            "group",
            {"signed_on": date(2025, 6, 1)},
            "signed_on: found '2025-06-01'; the day on which it was sent, or later (2025-06-02)",
        ),
    ],
)
def test_who_may_not_sign_is_told_why(database: Database, party: str, changes: dict[str, Any], told: str) -> None:
    amended(database, signed_on=None, volume_minutes=9000)
    with pytest.raises(Conflict, match=r"The text of A-CP-1\.2 was not sent yet"):
        signed(database, "group")
    sent(database)
    with pytest.raises(BasicplusError) as refused:
        signed(database, party, **changes)
    assert str(refused.value) == told


def test_nobody_signs_twice_nor_what_is_signed(database: Database) -> None:
    with pytest.raises(Conflict, match="Agreement A-CP-1 is signed since 2024-11-25: amend it to change it"):
        sent(database)
    amended(database, signed_on=None, volume_minutes=9000)
    sent(database)
    signed(database, "group")
    with pytest.raises(Conflict, match=r"The group signed A-CP-1\.2 already"):
        signed(database, "group")


def test_a_signature_that_comes_after_the_first_visit_is_refused(database: Database) -> None:
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=JULY))
    amended(database, signed_on=None, volume_minutes=9000)
    sent(database)
    signed(database, "group")
    with pytest.raises(Refused, match="GE-17"):
        signed(database, "member", signed_on=date(2025, 7, 2))
    signed(database, "member", signed_on=JULY)


def test_the_signature_of_a_withdrawn_amendment_counts_for_no_other(database: Database) -> None:
    amended(database, signed_on=None, volume_minutes=9000)
    sent(database)
    signed(database, "group")
    with cast.writing(database) as session:
        conventions.withdraw_amendment(session, "A-CP-1", "more hours after all")
    amended(database, signed_on=None, volume_minutes=12000)
    sent(database)
    signed(database, "member")
    assert states(database, JULY)["A-CP-1.2"] == "partly signed"
    assert len(versions(database)) == 1


def test_the_rounding_of_a_text_that_was_sent_is_amended_and_not_mended(database: Database) -> None:
    cast.agreed(database, "A-NEW", signed_on=None)
    sent(database, "A-NEW")
    with (
        pytest.raises(Conflict, match=f"The text of A-NEW was sent on {SENT_ON}: amend it"),
        cast.writing(database) as session,
    ):
        assignments.change_rounding(session, "A-NEW", "per-visit-1")


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2024, 12, 31), "signed, to come"),
        (date(2025, 1, 1), "in force"),
        (date(2025, 7, 2), "in force"),
        (date(2025, 7, 3), "expires in 90 day(s)"),
        (date(2025, 9, 30), "expires in 1 day(s)"),
        (date(2025, 10, 1), "expired"),
    ],
)
def test_the_state_of_an_agreement_follows_the_day(database: Database, on: date, told: str) -> None:
    cast.agreed(database, "A-END", until_on=date(2025, 10, 1))
    assert states(database, on)["A-END"] == told


def test_what_was_ended_and_what_was_replaced_are_told_apart(database: Database) -> None:
    amended(database, volume_minutes=9000)
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CP-2", JULY)
    found = states(database, JULY)
    assert [found[number] for number in ("A-CP-1", "A-CP-1.2", "A-CP-2", "A-CP-3")] == [
        "replaced",
        "in force",
        "ended",
        "in force",
    ]


def test_what_ends_within_ninety_days_is_listed_until_it_is_prolonged(database: Database) -> None:
    for number, until_on in (("A-E2", date(2025, 9, 1)), ("A-E1", date(2025, 8, 1)), ("A-E3", date(2025, 9, 2))):
        cast.agreed(database, number, until_on=until_on)
    amended(database, "A-E1", from_on=date(2025, 8, 1), until_on=None)
    amended(database, "A-E2", from_on=date(2025, 9, 1), until_on=None, signed_on=None)
    with cast.reading(database) as session:
        today = date(2025, 6, 3)
        found = {
            days: [each.number for each in conventions.expiring(session, today, days)] for days in (89, 90, 91)
        }
    assert found == {89: [], 90: ["A-E2"], 91: ["A-E2", "A-E3"]}

"""The VAT guardian: a member attests each year, a light says how it stands, a list tells the administration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import members
from basicplus.compliance.service import FileCreate
from basicplus.db import Database
from basicplus.errors import Conflict, InvalidInput
from basicplus.members import VatAttestation, VatStatus
from tests import cast


def attestation(**changes: Any) -> VatAttestation:
    given = {
        "status": "exempt",
        "from_on": cast.NEW_YEAR,
        "signed_on": date(2024, 12, 9),
        "signed_by": "Marie Dupont",
    }
    return VatAttestation(**given | changes)


def attest(database: Database, number: str = "M001", **changes: Any) -> VatStatus:
    with cast.writing(database) as session:
        return members.attest_vat(session, number, attestation(**changes))


def light(database: Database, on: date, number: str = "M001") -> tuple[str, str]:
    with cast.reading(database) as session:
        found = members.vat_light(session, number, on)
    return found.colour, found.says()


def test_an_attestation_holds_a_year_and_keeps_its_document(database: Database) -> None:
    row = attest(database, document=FileCreate(name="attestation.txt", content=b"c2lnbmVk"))
    assert (row.status, row.taxable_percent, row.valid_until_on) == ("exempt", 0, date(2026, 1, 1))
    assert (row.signed_on, row.signed_by, row.kept_file_id is not None) == (
        date(2024, 12, 9),
        "Marie Dupont",
        True,
    )


def test_what_was_declared_from_the_same_day_is_attested_so_and_attested_once(database: Database) -> None:
    attest(database, from_on=date(2021, 1, 1), status="mixed", taxable_percent=12)
    assert light(database, date(2021, 6, 1)) == ("green", "attested until 2021-12-31")
    with pytest.raises(Conflict, match="M001 attested its VAT status from 2021-01-01 on already"):
        attest(database, from_on=date(2021, 1, 1))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_until_on": cast.NEW_YEAR}, "valid_until_on: found '2025-01-01'; a day after from_on"),
        ({"taxable_percent": 3}, "taxable_percent: found '3'; 0 for an exempt member"),
        ({"status": "mixed"}, "taxable_percent: found '0'; 0 for an exempt member, and 1 to 100 for another"),
    ],
)
def test_an_attestation_that_cannot_be_is_a_sentence(
    database: Database, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        attest(database, **changes)
    assert told in str(refusal.value)


def test_the_light_turns_sixty_days_before_the_end_and_red_at_the_end(database: Database) -> None:
    attest(database)
    assert [light(database, day) for day in (date(2025, 11, 1), date(2025, 11, 2))] == [
        ("green", "attested until 2025-12-31"),
        ("amber", "attestation valid until 31/12/2025: renew it"),
    ]
    assert [light(database, day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == [
        ("amber", "attestation valid until 31/12/2025: renew it"),
        ("red", "attestation expired on 31/12/2025: ask for the new one"),
    ]


def test_one_that_is_renewed_in_time_stays_green(database: Database) -> None:
    attest(database)
    attest(database, from_on=date(2026, 1, 1), signed_on=date(2025, 12, 8))
    assert [light(database, day)[0] for day in (date(2025, 12, 31), date(2026, 1, 1))] == ["green", "green"]


@pytest.mark.parametrize(
    ("percent", "found"),
    [
        (39, ("green", "attested until 2025-12-31")),
        (40, ("amber", "taxed share of 40 %, near the limit")),
        (49, ("amber", "taxed share of 49 %, near the limit")),
        (50, ("red", "taxed share of 50 %: the exemption does not hold")),
    ],
)
def test_the_taxed_share_colours_it(database: Database, percent: int, found: tuple[str, str]) -> None:
    attest(database, status="mixed", taxable_percent=percent)
    assert light(database, date(2025, 6, 1)) == found


def test_declared_without_signature_is_amber_and_nothing_said_is_red(database: Database) -> None:
    assert light(database, date(2025, 6, 1)) == ("amber", "declared without a signed attestation: ask for it")
    assert light(database, date(2020, 12, 31)) == ("red", "VAT status not known: ask for the attestation")


def test_the_lights_of_the_members_of_a_day_come_worst_first(database: Database) -> None:
    attest(database, "M001")
    attest(database, "M002", status="mixed", taxable_percent=60)
    with cast.reading(database) as session:
        found = members.vat_lights(session, date(2025, 6, 1))
        assert [(number, each.colour) for number, each in found.items()] == [
            ("M002", "red"),
            ("M003", "amber"),
            ("M001", "green"),
        ]
        assert members.vat_lights(session, date(2020, 12, 31)) == {}


def test_the_reason_is_said_in_four_languages(database: Database) -> None:
    with cast.reading(database) as session:
        found = members.vat_light(session, "M001", date(2020, 1, 1))
    assert {language: found.says(language) for language in ("fr", "nl", "de")} == {
        "fr": "statut TVA inconnu : demander l'attestation",
        "nl": "btw-statuut onbekend: attest vragen",
        "de": "MwSt.-Status unbekannt: Bescheinigung anfordern",
    }


def test_the_list_and_its_changes_since_a_day(database: Database) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member("M004", activity="Enseignement"))
        members.join(session, "M004", date(2025, 3, 1), **cast.ACCESSION)
        members.leave(session, "M004", date(2025, 9, 1))
    attest(database, "M002", status="mixed", taxable_percent=60)
    with cast.reading(database) as session:
        [joined] = [each for each in members.vat_list(session, date(2025, 6, 1)) if each.number == "M004"]
        numbers = [each.number for each in members.vat_list(session, date(2025, 9, 1))]
        spring = members.vat_changes(session, date(2024, 12, 31), date(2025, 3, 1))
        year = members.vat_changes(session, date(2025, 3, 1), date(2025, 12, 31))
        with pytest.raises(InvalidInput, match="since: found '2025-03-01'; a day before 2025-03-01"):
            members.vat_changes(session, date(2025, 3, 1), date(2025, 3, 1))
    assert (joined.activity, joined.status, joined.joined_on, joined.left_on) == (
        "Enseignement",
        "",
        date(2025, 3, 1),
        date(2025, 9, 1),
    )
    assert numbers == ["M001", "M002", "M003"]
    assert ([each.number for each in spring.joined], spring.left) == (["M004"], [])
    assert [(each.number, each.taxable_percent) for each in spring.differs] == [("M002", 60)]
    assert (year.joined, [each.number for each in year.left], year.differs) == ([], ["M004"], [])

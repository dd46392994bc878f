"""Members, their sites and their people are put right: only what is given changes, and the journal says which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import groups, members
from basicplus.db import Database, WriteSession
from basicplus.errors import BasicplusError
from basicplus.journal import JournalEntry
from basicplus.members import Contact, MemberChange, Site, SiteChange
from tests import cast


def row(database: Database, number: str = "M001") -> dict[str, Any]:
    with cast.reading(database) as session:
        return members.by_number(session, number).model_dump()


def change(database: Database, **given: Any) -> None:
    with cast.writing(database) as session:
        members.change_member(session, MemberChange.model_validate({"member": "M001"} | given))


def change_site(database: Database, **given: Any) -> None:
    with cast.writing(database) as session:
        members.change_site(session, SiteChange.model_validate({"site": "S-M001"} | given))


def site(database: Database, code: str = "S-M001") -> dict[str, Any]:
    with cast.reading(database) as session:
        return session.exec(select(Site).where(Site.code == code)).one().model_dump()


def told(database: Database) -> tuple[str, str, dict[str, Any]]:
    with cast.reading(database) as session:
        entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
        return entry.act, entry.subject, cast.told(entry)


def refused(database: Database, act: Callable[..., Any], *given: Any, **more: Any) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        act(database, *given, **more)
    assert cast.contents(database) == before
    return str(refusal.value)


def test_a_member_that_moves_keeps_all_that_nobody_gave(database: Database) -> None:
    before = row(database)
    moved = {"street": "Rue Neuve 1", "postal_code": "5000", "city": "Namur"}
    change(database, **moved, email="", language=None)
    assert row(database) == before | moved
    assert told(database) == ("change member", "M001", {"fields": ["city", "postal_code", "street"]})


def test_what_may_be_empty_is_emptied_by_name(database: Database) -> None:
    before = row(database)
    change(database, email="bureau@ecole.example", activity="Enseignement fondamental")
    change(database, clear=["email"], activity="Enseignement")
    assert row(database) == before | {"email": "", "activity": "Enseignement"}
    assert refused(database, change, clear=["email"]) == (
        "There is nothing to change: M001 says email so already."
    )
    assert refused(database, change, clear=["email"], email="a@b.example") == (
        "clear: found 'email'; a field without a new value; email is given a@b.example"
    )


def test_an_enterprise_number_is_nobody_elses(database: Database) -> None:
    change(database, enterprise_number="0405.678.942")
    assert row(database)["enterprise_number"] == "0405678942"
    assert refused(database, change, enterprise_number="0401.234.560") == (
        "enterprise_number: found '0401234560'; a number that no other member has; M002 has it"
    )


def test_a_member_does_not_become_the_organiser_of_an_authorisation(database: Database) -> None:
    organised = cast.authorisation(reference="AM-ORG", from_on=date(2030, 1, 1), organiser="0405678942")
    with cast.writing(database) as session:
        groups.authorise(session, organised)
    assert refused(database, change, enterprise_number="0405678942") == (
        "enterprise_number: found '0405678942'; a number that is not the organiser's of authorisation AM-ORG,"
        " who is no member (GE-24)"
    )


SETTLED = (
    "as recorded: rules look back at it once the association joined or an application proposed it"
    " (GE-02, GE-15); leave it out"
)


def test_a_joint_committee_changes_until_the_association_joins(database: Database) -> None:
    committee = row(database)["joint_committee"]
    assert refused(database, change, joint_committee="200.00") == (
        f"joint_committee: found '200.00'; {committee or 'none'}, {SETTLED}"
    )
    change(database, joint_committee=committee, city="Namur")
    with cast.writing(database) as session:
        members.register(session, cast.member("M900", joint_committee=""))
    change(database, member="M900", joint_committee="152.02")
    change(database, member="M900", joint_committee="152.01")
    assert row(database, "M900")["joint_committee"] == "152.01"


def test_a_joint_committee_that_an_application_proposes_stays(database: Database) -> None:
    application = groups.ApplicationCreate(
        reference="D-1",
        received_on=date(2026, 1, 5),
        registered_letter=True,
        internal_rules_version=1,
        proposed_committee="152.02",
    )
    with cast.writing(database) as session:
        members.register(session, cast.member("M900", joint_committee="152.02"))
        groups.apply(session, application)
    assert refused(database, change, member="M900", joint_committee="152.01") == (
        f"joint_committee: found '152.01'; 152.02, {SETTLED}"
    )


def test_a_member_nobody_knows_and_a_change_of_nothing_are_refused(database: Database) -> None:
    assert refused(database, change, member="M009", city="Namur") == "There is no member M009 in this group."
    assert refused(database, change) == (
        "fields: found 'nothing'; one of these at least: name, legal_form, enterprise_number, street, postal_code,"
        " city, email, language, billing_frequency, activity, joint_committee"
    )


def test_a_site_that_moves_takes_its_coordinates_along(database: Database) -> None:
    before = site(database)
    change_site(database, latitude=50.26, longitude=4.91)
    assert refused(database, change_site, postal_code="5000") == (
        "latitude: found '50.26'; that of the new place with its longitude, or neither of the two: the postal"
        " code then tells distances"
    )
    assert refused(database, change_site, clear=["latitude"]) == (
        "latitude: found 'nothing'; both latitude and longitude, or neither"
    )
    change_site(database, postal_code="5000", city="Namur", clear=["latitude", "longitude"])
    assert site(database) == before | {"postal_code": "5000", "city": "Namur"}
    assert told(database) == (
        "change site",
        "S-M001",
        {"fields": ["city", "latitude", "longitude", "postal_code"]},
    )


def add(database: Database, number: str, **given: Any) -> None:
    with cast.writing(database) as session:
        members.add_site(session, number, members.SiteCreate(**cast.site(number).model_dump() | given))


def sites(database: Database, number: str) -> list[str]:
    with cast.reading(database) as session:
        return [each.code for each in members.sites_of(session, members.by_number(session, number))]


def test_a_member_gets_a_new_site_or_shares_one_that_is_known(database: Database) -> None:
    add(database, "M001", code="S-NEW", name="Annexe")
    add(database, "M002", code="S-M001", name="Site M001")
    assert (sites(database, "M001"), sites(database, "M002")) == (["S-M001", "S-NEW"], ["S-M001", "S-M002"])
    assert told(database) == ("add site", "M002", {"site": "S-M001"})
    assert refused(database, add, "M002", code="S-M001") == "M002 has site S-M001 already."
    assert refused(database, add, "M003", code="S-NEW", name="Autre") == (
        "code: found 'S-NEW'; another code: S-NEW is Annexe, Rue Haute 1, 5500 Dinant"
    )
    assert refused(database, add, "M003", code="S-3", latitude=50.1) == (
        "longitude: found 'nothing'; both latitude and longitude, or neither"
    )


def people(database: Database) -> list[tuple[str, str]]:
    with cast.reading(database) as session:
        rows = session.exec(select(Contact).order_by(col(Contact.id)))
        return [(each.name, each.role) for each in rows if each.name in ("Marie Dupont", "Paul Simon")]


def end(database: Database, *given: Any) -> None:
    with cast.writing(database) as session:
        members.end_contact(session, "M001", *given)


def add_people(session: WriteSession) -> None:
    for role in ("head", "treasurer"):
        contact = {"role": role, "name": "Paul Simon", "email": "paul@ecole.example"}
        members.add_contact(session, "M001", members.ContactCreate.model_validate(contact))


def test_a_contact_ends_in_one_role_or_in_all_and_signs_no_more(database: Database) -> None:
    with cast.writing(database) as session:
        add_people(session)
    end(database, "Paul Simon", "head")
    assert people(database) == [("Marie Dupont", "signer"), ("Paul Simon", "treasurer")]
    end(database, "Marie Dupont")
    assert told(database) == ("end contact", "M001", {"roles": ["signer"]})
    assert refused(database, end, "Marie Dupont") == ("name: found 'Marie Dupont'; a contact of M001: Paul Simon")
    assert refused(database, end, "Paul Simon", "head") == "role: found 'head'; a role of Paul Simon: treasurer"
    with cast.reading(database) as session, pytest.raises(BasicplusError, match="a signer of M001: no one yet"):
        members.check_signer(session, members.by_number(session, "M001"), "signer", "Marie Dupont")

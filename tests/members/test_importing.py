"""Importing members: new candidates, changes to recorded ones, and what an import must leave alone."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from basicplus import groups, journal, members
from basicplus.errors import InvalidInput, Problem
from basicplus.members import Member, MemberImport, Site, VatStatus, import_members, sites_of
from basicplus.members.drafts import MemberDrafts, read_members
from tests import cast

DATA = Path(__file__).parent / "data"

LINE = {
    "number": "M-001",
    "name": "Les Amis du Moulin",
    "enterprise_number": "0999.000.129",
    "street": "Rue du Moulin 1",
    "postal_code": "5999",
    "city": "Moulinval",
}
SITE = {
    "site_code": "MOULIN",
    "site_name": "Ecole du Moulin",
    "site_street": "Rue du Moulin 1",
    "site_postal_code": "5999",
    "site_city": "Moulinval",
}


@pytest.fixture
def template(tmp_path):
    """Return a function that reads lines of the template, given as columns and values."""

    def read(*lines: dict[str, str]) -> MemberDrafts:
        path = tmp_path / "members.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for line in lines for name in line)))
            writer.writeheader()
            writer.writerows(lines)
        return read_members(path)

    return read


@pytest.fixture
def register() -> MemberDrafts:
    return read_members(DATA / "register.csv")


def imported(database, drafts: MemberDrafts, **options: bool) -> MemberImport:
    with cast.writing(database) as session:
        return import_members(session, drafts, **options)


def member(database, number: str) -> Member:
    with cast.reading(database) as session:
        return members.by_number(session, number)


def vat(database) -> list[tuple[date, str, int]]:
    with cast.reading(database) as session:
        rows = session.exec(select(VatStatus).where(VatStatus.from_on >= date(2026, 1, 1)))
        return [(row.from_on, row.status, row.taxable_percent) for row in rows]


def tried(database, drafts: MemberDrafts, **options: bool) -> MemberImport:
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
        return import_members(session, drafts, **options)


def test_the_register_becomes_candidates_with_their_sites(database, register):
    done = imported(database, register, skip_refused=True)
    assert (done.new, done.changed, done.unchanged) == (["PO90001", "PO90002", "PO90003", "PO00007"], [], 0)
    assert (done.sites_new, done.sites_changed, done.sites_unchanged) == (5, 0, 0)
    with cast.reading(database) as session:
        tilleuls = members.by_number(session, "PO90002")
        assert [site.code for site in sites_of(session, tilleuls)] == ["IMP080002", "IMP080003"]
        assert members.memberships_of(session, tilleuls) == []


def test_a_second_import_changes_nothing(database, register):
    imported(database, register, skip_refused=True)
    before = cast.contents(database)
    done = imported(database, register, skip_refused=True)
    assert (done.new, done.changed, done.unchanged, done.sites_unchanged) == ([], [], 4, 5)
    assert cast.contents(database) == before


def test_a_file_with_refused_lines_is_refused_whole(database, register):
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refused:
        imported(database, register)
    assert [problem.line for problem in refused.value.problems] == [9, 9, 10, 11, 12]
    assert cast.contents(database) == before


def test_a_dry_run_saves_nothing(database, register):
    before = cast.contents(database)
    assert len(tried(database, register, skip_refused=True).new) == 4
    assert cast.contents(database) == before


def test_importing_the_register_again_keeps_what_people_typed(database, register):
    imported(database, register, skip_refused=True)
    typed = {
        "email": "moulin@example.org",
        "language": "nl",
        "billing_frequency": "annual",
        "joint_committee": "152.02",
        "legal_form": "AISBL",
    }
    with cast.writing(database) as session:
        for name, value in typed.items():
            setattr(members.by_number(session, "PO90001"), name, value)
        members.by_number(session, "PO90003").enterprise_number = "0999000129"
        site = session.exec(select(Site).where(Site.code == "IMP080004")).one()
        site.latitude, site.longitude = 50.5, 4.5
        journal.record(session, "correct members", "two of them")
    before = cast.contents(database)
    done = imported(database, register, skip_refused=True)
    assert (done.changed, done.sites_changed) == ([], 0)
    assert cast.contents(database) == before


MOVED = {"number": "M001", "name": "Ecole 1", "street": "Rue Neuve 1", "postal_code": "5500", "city": "Dinant"}


def refused(database, drafts: MemberDrafts) -> list[str]:
    """Return what an import says that is refused whole; nothing of it may be left."""
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refusal:
        imported(database, drafts)
    assert cast.contents(database) == before
    return [str(problem) for problem in refusal.value.problems]


def test_what_the_act_refuses_of_a_member_the_file_refuses_with_its_line(database, template):
    with cast.writing(database) as session:
        organised = cast.authorisation(reference="AM-ORG", from_on=date(2030, 1, 1), organiser="0405678942")
        groups.authorise(session, organised)
    file = template(
        LINE,
        MOVED | {"joint_committee": "200.00"},
        MOVED | {"number": "M002", "enterprise_number": "0202.239.951"},
        MOVED | {"number": "M003", "enterprise_number": "0405.678.942"},
    )
    assert refused(database, file) == [
        "line 3, joint_committee: found '200.00'; none, as recorded: rules look back at it once the association"
        " joined or an application proposed it (GE-02, GE-15); leave it out",
        "line 4, enterprise_number: found '0202239951'; a number that no other member has; M001 has it",
        "line 5, enterprise_number: found '0405678942'; a number that is not the organiser's of authorisation"
        " AM-ORG, who is no member (GE-24)",
    ]


def test_a_refusal_names_the_column_of_its_file(database, register):
    imported(database, register, skip_refused=True)
    [first, *others] = register.members
    taken = replace(register, members=[replace(first, enterprise_number="0202239951"), *others], refused=[])
    assert refused(database, taken) == [
        f"line {first.line}, N° BCE du P.O.: found '0202239951'; a number that no other member has; M001 has it"
    ]


def test_a_member_that_is_refused_leaves_nothing_and_the_others_land(database, template):
    imported(database, template(LINE | SITE))
    site = SITE | {"site_code": "NEW"}
    file = template(
        LINE | {"city": "Moulinbourg"} | SITE | {"site_name": "Ecole du Haut Moulin"},
        MOVED | {"joint_committee": "200.00"} | site,
        MOVED | {"number": "M002"} | site,
    )
    done = imported(database, file, skip_refused=True)
    assert (done.new, done.changed, done.sites_new, done.sites_changed) == ([], ["M-001", "M002"], 1, 1)
    assert [problem.line for problem in done.refused] == [3]
    streets = [member(database, number).street for number in ("M001", "M002")]
    assert streets == ["Avenue de la Gare 7", "Rue Neuve 1"]
    with cast.reading(database) as session:
        sites = [sites_of(session, members.by_number(session, number)) for number in ("M001", "M002")]
        assert [[site.code for site in each] for each in sites] == [["S-M001"], ["NEW", "S-M002"]]


def test_a_candidate_gets_the_joint_committee_that_a_later_file_knows(database, template):
    imported(database, template(LINE))
    assert imported(database, template(LINE | {"joint_committee": "152.02"})).changed == ["M-001"]
    assert member(database, "M-001").joint_committee == "152.02"


def test_a_site_that_moves_without_coordinates_leaves_its_old_ones_behind(database, template):
    at = {"site_latitude": "50.26", "site_longitude": "4.91"}
    imported(database, template(LINE | SITE | at))
    assert imported(database, template(LINE | SITE | {"site_street": "Rue Haute 9"})).sites_changed == 1
    assert place(database) == ("Rue Haute 9", "5999", 50.26, 4.91)
    imported(database, template(LINE | SITE | {"site_postal_code": "5000"}))
    assert place(database) == ("Rue du Moulin 1", "5000", None, None)


def place(database) -> tuple[str, str, float | None, float | None]:
    with cast.reading(database) as session:
        site = session.exec(select(Site).where(Site.code == "MOULIN")).one()
        return site.street, site.postal_code, site.latitude, site.longitude


def test_what_a_file_changes_stands_in_the_journal_as_if_done_by_hand(database, template):
    vat_status = {"vat_status": "mixed", "vat_from": "2026-01-01", "taxable_percent": "35"}
    imported(database, template(LINE | SITE))
    with cast.reading(database) as session:
        before = len(list(journal.entries(session)))
    moved = LINE | {"city": "Moulinbourg"} | SITE | {"site_name": "Ecole du Haut Moulin"} | vat_status
    imported(database, template(moved, LINE | {"city": "Moulinbourg"} | SITE | {"site_code": "HAUT"} | vat_status))
    with cast.reading(database) as session:
        entries = list(journal.entries(session))[before:]
        assert [(entry.act, entry.subject) for entry in entries] == [
            ("change site", "MOULIN"),
            ("change member", "M-001"),
            ("add site", "M-001"),
            ("declare VAT status", "M-001"),
            ("import members", "template"),
        ]


def test_what_a_member_signed_of_its_vat_status_stands_above_a_file(database, template):
    imported(database, template(LINE))
    attestation = members.VatAttestation(
        status="exempt", from_on=date(2026, 1, 1), signed_on=date(2025, 12, 15), signed_by="Marie Dupont"
    )
    with cast.writing(database) as session:
        members.attest_vat(session, "M-001", attestation)
    done = imported(database, template(LINE | {"vat_status": "taxable", "vat_from": "2026-01-01"}))
    assert (done.unchanged, vat(database)) == (1, [(date(2026, 1, 1), "exempt", 0)])


def test_an_empty_cell_says_nothing_of_a_recorded_member(database, template):
    imported(database, template(LINE | {"email": "moulin@example.org", "language": "nl"}))
    done = imported(database, template(LINE | {"email": "", "language": "", "enterprise_number": ""}))
    kept = member(database, "M-001")
    assert (done.unchanged, kept.email, kept.language) == (1, "moulin@example.org", "nl")
    assert kept.enterprise_number == "0999000129"


def test_what_the_file_fills_in_is_brought_up_to_date(database, template):
    imported(database, template(LINE | SITE))
    done = imported(database, template(LINE | SITE | {"city": "Moulinbourg", "site_name": "Ecole du Haut Moulin"}))
    assert (done.new, done.changed, done.sites_changed) == ([], ["M-001"], 1)
    assert member(database, "M-001").city == "Moulinbourg"


def test_a_site_that_is_there_already_given_to_another_member_changes_that_member(database, template):
    other = LINE | {"number": "M-002", "enterprise_number": "0999.000.228"}
    imported(database, template(LINE | SITE, other))
    done = imported(database, template(other | SITE))
    assert (done.changed, done.unchanged, done.sites_new, done.sites_unchanged) == (["M-002"], 0, 0, 1)


def test_the_taxable_share_of_a_mixed_member_is_recorded(database, template):
    mixed = LINE | {"vat_status": "mixed", "vat_from": "2026-01-01", "taxable_percent": "35"}
    imported(database, template(mixed))
    assert vat(database) == [(date(2026, 1, 1), "mixed", 35)]
    assert imported(database, template(mixed)).unchanged == 1
    assert imported(database, template(mixed | {"taxable_percent": "40"})).changed == ["M-001"]
    assert vat(database) == [(date(2026, 1, 1), "mixed", 40)]


@pytest.mark.parametrize(("status", "percent"), [("exempt", 0), ("taxable", 100)])
def test_without_a_taxable_share_the_status_gives_it(database, template, status, percent):
    imported(database, template(LINE | {"vat_status": status, "vat_from": "2026-01-01"}))
    assert vat(database) == [(date(2026, 1, 1), status, percent)]


def test_an_enterprise_number_that_a_recorded_member_has_is_remarked(database, template):
    done = imported(database, template(LINE | {"enterprise_number": "0202.239.951"}))
    allowed = "M001, recorded earlier, has it too; check that they are two associations"
    assert done.new == ["M-001"]
    assert done.remarks == [Problem("enterprise_number", "0202239951", allowed, 2)]


def test_the_journal_keeps_a_digest_of_everything_imported(database, template):
    def digest(drafts: MemberDrafts) -> str:
        imported(database, drafts)
        with cast.reading(database) as session:
            last = list(journal.entries(session))[-1]
        assert last.act == "import members"
        return json.loads(last.detail)["drafts_sha256"]

    drafts = template(LINE | SITE)
    moved = replace(drafts.members[0], sites=(replace(drafts.members[0].sites[0], street="Rue Basse 2"),))
    assert digest(drafts) != digest(replace(drafts, members=[moved]))

"""Reading members and their sites from the school register and from the template; all names are invented."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from basicplus.errors import InvalidInput, Problem
from basicplus.members.drafts import (
    MAPPINGS,
    MemberDraft,
    MemberDrafts,
    SiteDraft,
    read_members,
    write_members_template,
)

DATA = Path(__file__).parent / "data"

MOULIN_SITE = SiteDraft(
    code="IMP080001",
    name="Ecole fondamentale libre du Moulin",
    street="Rue du Moulin 1",
    postal_code="5999",
    city="MOULINVAL",
    latitude=50.4001,
    longitude=4.8001,
)
CANAL_SITE = SiteDraft(
    code="IMP080002",
    name="Ecole fondamentale libre du Moulin (CANALVAL)",
    street="Avenue du Canal 12",
    postal_code="5998",
    city="CANALVAL",
    latitude=50.4102,
    longitude=4.8102,
)
FILLED_IN = frozenset({"name", "enterprise_number", "street", "postal_code", "city"})
MOULIN = MemberDraft(
    line=2,
    number="PO90001",
    name="Comité scolaire du Moulin",
    legal_form="ASBL",
    enterprise_number="0999000129",
    street="Rue du Moulin 1",
    postal_code="5999",
    city="MOULINVAL",
    language="fr",
    email="",
    joint_committee="",
    billing_frequency="monthly",
    vat_status=None,
    vat_from_on=None,
    taxable_percent=None,
    given=FILLED_IN,
    sites=(MOULIN_SITE, CANAL_SITE),
)
TEMPLATE_MEMBER = {
    "number": "M-001",
    "name": "Les Amis du Moulin",
    "street": "Rue du Moulin 1",
    "postal_code": "5999",
    "city": "Moulinval",
}
TEMPLATE_SITE = {
    "site_code": "MOULIN",
    "site_name": "Ecole du Moulin",
    "site_street": "Rue du Moulin 1",
    "site_postal_code": "5999",
    "site_city": "Moulinval",
}


@pytest.fixture
def register() -> MemberDrafts:
    return read_members(DATA / "register.csv")


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


def member_named(drafts: MemberDrafts, number: str) -> MemberDraft:
    return next(member for member in drafts.members if member.number == number)


# --- the register


def test_the_register_is_recognised_from_its_columns(register):
    assert register.mapping == "fwb-register"


def test_every_record_of_the_register_is_counted(register):
    assert register.lines_read == 12


def test_an_authority_becomes_a_member_and_its_lines_its_sites(register):
    assert member_named(register, "PO90001") == MOULIN


def test_members_come_in_the_order_of_the_file_with_padded_numbers(register):
    assert [(member.number, member.line) for member in register.members] == [
        ("PO90001", 2),
        ("PO90002", 5),
        ("PO90003", 7),
        ("PO00007", 8),
    ]


def test_a_site_shared_by_two_members_is_the_same_in_both(register):
    assert member_named(register, "PO90002").sites == (
        SiteDraft(
            code="IMP080003",
            name="Institut des Tilleuls",
            street="Place des Tilleuls 2",
            postal_code="4999",
            city="TILLEULVILLE",
            latitude=50.6003,
            longitude=5.6003,
        ),
        CANAL_SITE,
    )


def test_a_quoted_name_keeps_its_quotes(register):
    assert member_named(register, "PO90002").name == 'Ecole libre "Les Tilleuls" ASBL'


def test_a_member_without_enterprise_number_and_a_site_without_coordinates_are_remarked_once(register):
    ruisseau = member_named(register, "PO90003")
    assert (ruisseau.enterprise_number, ruisseau.sites[0].latitude, ruisseau.sites[0].longitude) == (
        None,
        None,
        None,
    )
    assert register.remarks == [
        Problem("N° BCE du P.O.", "", "accepted without an enterprise number; add it when known", 7),
        Problem("Latitude", "", "site IMP080004 is accepted without coordinates; add them when known", 7),
    ]


def test_refused_lines_say_why(register):
    assert register.refused == [
        Problem("Latitude", "48.8566", "the lowest allowed is 49.4", 9),
        Problem("Longitude", "2.3522", "the lowest allowed is 2.5", 9),
        Problem(
            "Adresse du P.O.",
            "Rue du Moulin 99",
            "this contradicts line 2, where it is 'Rue du Moulin 1'; make the lines agree",
            10,
        ),
        Problem(
            "N° BCE du P.O.",
            "0999000428",
            "write an enterprise number with valid check digits, as 0123.456.749",
            11,
        ),
        Problem(
            "N° FASE du P.O.",
            "90005",
            "this member is refused: its enterprise number on line 11 is not valid",
            12,
        ),
    ]


def test_a_refused_line_adds_no_site(register):
    assert [site.code for site in member_named(register, "PO00007").sites] == ["IMP080005"]


def test_an_invalid_enterprise_number_refuses_the_earlier_lines_too(tmp_path):
    header, *lines = (DATA / "register.csv").read_bytes().split(b"\r\n")
    path = tmp_path / "register.csv"
    path.write_bytes(b"\r\n".join([header, lines[10], lines[9]]))
    drafts = read_members(path)
    assert (drafts.members, [problem.line for problem in drafts.refused]) == ([], [2, 3])


def test_a_workbook_of_the_register_reads_the_same(register, tmp_path):
    text = (DATA / "register.csv").read_text(encoding="utf-8").lstrip("\ufeff")
    book = Workbook()
    for cells in csv.reader(text.splitlines(), delimiter=";"):
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in cells])
    book.save(tmp_path / "register.xlsx")
    drafts = read_members(tmp_path / "register.xlsx")
    assert (drafts.members, drafts.remarks) == (register.members, register.remarks)


# --- the template


def test_a_filled_template_becomes_members():
    drafts = read_members(DATA / "template.csv")
    moulin = SiteDraft("MOULIN", "Ecole du Moulin", "Rue du Moulin 1", "5999", "Moulinval", 50.4001, 4.8001)
    canal = SiteDraft("CANAL", "Ecole du Canal", "Avenue du Canal 12", "5998", "Canalval", 50.4102, 4.8102)
    others = {"language", "email", "joint_committee", "billing_frequency", "legal_form"}
    everything = FILLED_IN | others | {"vat_status", "vat_from_on", "taxable_percent"}
    amis = MemberDraft(
        line=2,
        number="M-001",
        name="Les Amis du Moulin",
        legal_form="ASBL",
        enterprise_number="0999000129",
        street="Rue du Moulin 1",
        postal_code="5999",
        city="Moulinval",
        language="fr",
        email="moulin@example.org",
        joint_committee="152.02",
        billing_frequency="quarterly",
        vat_status="mixed",
        vat_from_on=date(2026, 1, 1),
        taxable_percent=35,
        given=everything,
        sites=(moulin, canal),
    )
    plain = replace(
        amis,
        email="",
        joint_committee="",
        billing_frequency="monthly",
        vat_status=None,
        vat_from_on=None,
        taxable_percent=None,
    )
    linden = replace(
        plain,
        line=5,
        number="M-002",
        name="De Linden",
        legal_form="VZW",
        enterprise_number="0999000228",
        street="Lindeplein 2",
        postal_code="3999",
        city="Lindedorp",
        language="nl",
        given=FILLED_IN | {"language", "legal_form"},
        sites=(canal,),
    )
    alone = replace(
        plain,
        line=6,
        number="M-003",
        name="Association sans site",
        enterprise_number="0999000327",
        street="Rue Seule 3",
        postal_code="1999",
        city="Fauxbourg",
        given=FILLED_IN,
        sites=(),
    )
    assert drafts == MemberDrafts("template", 4, [amis, linden, alone], [], [])


def test_five_columns_are_enough(template):
    drafts = template(TEMPLATE_MEMBER)
    assert drafts.members == [
        replace(
            MOULIN,
            number="M-001",
            name="Les Amis du Moulin",
            enterprise_number=None,
            city="Moulinval",
            given=FILLED_IN - {"enterprise_number"},
            sites=(),
        )
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, Problem("name", "", "this cell may not be empty", 2)),
        (
            {"number": "m 1"},
            Problem("number", "m 1", "write capitals, digits and hyphens only, as M-001", 2),
        ),
        ({"language": "it"}, Problem("language", "it", "write one of: fr, nl, de, en", 2)),
        (
            {"email": "moulin at example"},
            Problem("email", "moulin at example", "write one e-mail address, as name@example.org", 2),
        ),
        (
            {"billing_frequency": "weekly"},
            Problem("billing_frequency", "weekly", "write one of: monthly, quarterly, annual", 2),
        ),
        (
            {"vat_status": "exempt", "vat_from": ""},
            Problem("vat_from", "", "give both vat_status and vat_from, or neither", 2),
        ),
        (
            {"vat_status": "", "vat_from": "2026-01-01"},
            Problem("vat_status", "", "give both vat_status and vat_from, or neither", 2),
        ),
        (
            {"vat_status": "mixed", "vat_from": "2026-01-01", "taxable_percent": ""},
            Problem("taxable_percent", "", "a mixed member has a taxable share: give it in percent", 2),
        ),
        (
            {"vat_status": "mixed", "vat_from": "2026-01-01", "taxable_percent": "101"},
            Problem("taxable_percent", "101", "the highest allowed is 100", 2),
        ),
        (
            {"vat_status": "exempt", "vat_from": "2026-01-01", "taxable_percent": "1"},
            Problem("taxable_percent", "1", "an exempt member has no taxable share: leave it empty", 2),
        ),
        (
            {"taxable_percent": "40"},
            Problem("taxable_percent", "40", "it belongs to a VAT status: give vat_status and vat_from too", 2),
        ),
        (
            TEMPLATE_SITE | {"site_code": ""},
            Problem("site_code", "", "this cell may not be empty", 2),
        ),
        (
            TEMPLATE_SITE | {"site_latitude": "50.4", "site_longitude": ""},
            Problem("site_longitude", "", "give both site_latitude and site_longitude, or neither", 2),
        ),
        (
            TEMPLATE_SITE | {"site_latitude": "51.61", "site_longitude": "4.8"},
            Problem("site_latitude", "51.61", "the highest allowed is 51.6", 2),
        ),
        (
            {"city": "x" * 101},
            Problem("city", "x" * 101, "at most 100 characters are allowed, these are 101", 2),
        ),
    ],
)
def test_a_line_with_a_wrong_cell_is_refused(template, change, problem):
    drafts = template(TEMPLATE_MEMBER | change)
    assert (drafts.members, drafts.refused) == ([], [problem])


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("49.4", "2.5"), ("51.6", "6.5")], ids=["south-west", "north-east"]
)
def test_a_site_on_the_bounds_is_accepted(template, latitude, longitude):
    line = TEMPLATE_MEMBER | TEMPLATE_SITE | {"site_latitude": latitude, "site_longitude": longitude}
    site = template(line).members[0].sites[0]
    assert (site.latitude, site.longitude) == (float(latitude), float(longitude))


def test_coordinates_that_differ_by_less_than_a_centimetre_are_the_same(template):
    line = TEMPLATE_MEMBER | TEMPLATE_SITE | {"site_latitude": "50.475441", "site_longitude": "4.8461348"}
    drafts = template(line, line | {"site_latitude": "50.475441000000004"})
    assert drafts.refused == []
    assert [(site.latitude, site.longitude) for site in drafts.members[0].sites] == [(50.475441, 4.8461348)]


def test_every_problem_of_a_line_is_listed(template):
    drafts = template(TEMPLATE_MEMBER | {"name": "", "language": "it"})
    assert [problem.field for problem in drafts.refused] == ["name", "language"]


def test_a_line_that_contradicts_the_same_site_is_refused(template):
    other = TEMPLATE_MEMBER | {"number": "M-002"} | TEMPLATE_SITE | {"site_street": "Rue du Moulin 3"}
    drafts = template(TEMPLATE_MEMBER | TEMPLATE_SITE, other)
    assert [member.number for member in drafts.members] == ["M-001"]
    assert drafts.refused == [
        Problem(
            "site_street",
            "Rue du Moulin 3",
            "this contradicts line 2, where it is 'Rue du Moulin 1'; make the lines agree",
            3,
        )
    ]


def test_a_refused_line_contradicts_no_later_one(template):
    drafts = template(TEMPLATE_MEMBER | {"name": "x" * 201}, TEMPLATE_MEMBER)
    assert [(member.name, member.line) for member in drafts.members] == [("Les Amis du Moulin", 3)]


def test_a_column_that_the_mapping_does_not_know_is_remarked(template):
    drafts = template(TEMPLATE_MEMBER | {"enterprise_number": "0999000129", "vat": "exempt"})
    assert drafts.remarks == [Problem("header", "vat", "the mapping template has no such column; it is not used")]


def test_a_second_member_with_the_same_enterprise_number_is_remarked(template):
    line = TEMPLATE_MEMBER | {"enterprise_number": "0999.000.129"}
    drafts = template(line, line | {"number": "M-002"}, line | {"number": "M-002"})
    assert (len(drafts.members), drafts.refused) == (2, [])
    allowed = "M-001 on line 2 has it too; check that they are two associations"
    assert drafts.remarks == [Problem("enterprise_number", "0999000129", allowed, 3)]


def test_the_template_reads_back_as_one_member_with_two_sites(tmp_path):
    path = tmp_path / "template.csv"
    write_members_template(path)
    drafts = read_members(path)
    assert [(member.number, len(member.sites)) for member in drafts.members] == [("M001", 2)]
    assert (drafts.mapping, drafts.refused, drafts.remarks) == ("template", [], [])


def test_a_template_written_as_a_workbook_reads_the_same(tmp_path):
    write_members_template(tmp_path / "template.csv")
    write_members_template(tmp_path / "template.xlsx")
    assert read_members(tmp_path / "template.xlsx") == read_members(tmp_path / "template.csv")


def test_the_template_overwrites_no_file(tmp_path):
    path = tmp_path / "template.csv"
    path.write_text("filled in")
    with pytest.raises(InvalidInput) as refused:
        write_members_template(path)
    assert refused.value.problems == (
        Problem("file", str(path), "this file is there already; choose another name"),
    )
    assert path.read_text() == "filled in"


def test_the_template_in_a_missing_folder_is_refused(tmp_path):
    path = tmp_path / "nowhere" / "template.csv"
    with pytest.raises(InvalidInput) as refused:
        write_members_template(path)
    assert refused.value.problems == (
        Problem("file", str(path), "the file cannot be written (No such file or directory)"),
    )


# --- the mappings


def test_the_mapping_can_be_named():
    assert read_members(DATA / "template.csv", "template") == read_members(DATA / "template.csv")


def test_an_unknown_mapping_is_refused_with_the_known_ones():
    with pytest.raises(InvalidInput) as refused:
        read_members(DATA / "template.csv", "phone-book")
    assert refused.value.problems == (
        Problem("mapping", "phone-book", "the known mappings are fwb-register, template"),
    )


def test_a_named_mapping_lists_every_missing_column(tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("number,name,city\n")
    with pytest.raises(InvalidInput) as refused:
        read_members(path, "template")
    assert refused.value.problems == (
        Problem("street", "columns number, name, city", "this column must be there"),
        Problem("postal_code", "columns number, name, city", "this column must be there"),
    )


def test_columns_that_no_mapping_recognises_are_refused_with_what_each_needs(tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("phone,name\n")
    with pytest.raises(InvalidInput) as refused:
        read_members(path)
    needs = [f"{name} (needs {', '.join(mapping.required)})" for name, mapping in MAPPINGS.items()]
    assert refused.value.problems == (
        Problem("mapping", "columns phone, name", "the known mappings are " + "; ".join(needs)),
    )


@pytest.mark.parametrize("mapping", MAPPINGS.values(), ids=MAPPINGS)
def test_a_mapping_says_in_words_where_every_needed_column_goes(mapping):
    assert [column for column in mapping.required if column not in mapping.description] == []

"""Drafts of members and their sites read from files through named mappings; saves nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from inspect import cleandoc
from pathlib import Path
from typing import Literal

from basicplus.errors import Problem, invalid
from basicplus.tabular import Reader, Table, read_table

BillingFrequency = Literal["monthly", "quarterly", "annual"]
VatStatus = Literal["exempt", "mixed", "taxable"]

LANGUAGES = ("fr", "nl", "de", "en")
BILLING_FREQUENCIES: tuple[BillingFrequency, ...] = ("monthly", "quarterly", "annual")
VAT_STATUSES: tuple[VatStatus, ...] = ("exempt", "mixed", "taxable")
# The longest texts that the records hold, in characters.
NUMBER_LENGTH = 20
NAME_LENGTH = 200
ESTABLISHMENT_LENGTH = 190  # leaves room for the locality in the name of the site
STREET_LENGTH = 200
POSTAL_CODE_LENGTH = 10
CITY_LENGTH = 100
EMAIL_LENGTH = 200
LEGAL_FORM_LENGTH = 20
JOINT_COMMITTEE_LENGTH = 10
SITE_CODE_LENGTH = 30
SITE_NAME_LENGTH = 300
LATITUDES = (Decimal("49.4"), Decimal("51.6"))  # Belgium and a margin, in degrees
LONGITUDES = (Decimal("2.5"), Decimal("6.5"))


@dataclass(frozen=True)
class SiteDraft:
    """A place where a member receives workers; coordinates in degrees (WGS 84), both or neither."""

    code: str
    name: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class MemberDraft:
    """A member as a file describes it; `line` is the first accepted line that names it.

    `enterprise_number` has ten digits. `vat_from_on` is the day from which `vat_status` holds; both are
    given or neither. Texts that the file does not give are empty.
    """

    line: int
    number: str
    name: str
    legal_form: str
    enterprise_number: str | None
    street: str
    postal_code: str
    city: str
    language: str
    email: str
    joint_committee: str
    billing_frequency: BillingFrequency
    vat_status: VatStatus | None
    vat_from_on: date | None
    sites: tuple[SiteDraft, ...] = ()


@dataclass(frozen=True)
class MemberDrafts:
    """What a file holds: members in file order, why lines were refused, and what is worth a look.

    A refused line adds nothing to a member; it may have several problems. `lines_read` counts the records
    below the header, blank lines left out.
    """

    mapping: str
    lines_read: int
    members: list[MemberDraft] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    """How the columns of one kind of file become members and sites.

    A file is recognised by its `required` columns. All lines of one member must agree on
    `member_columns` and all lines of one site on `site_columns` (attribute -> column).
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    number_column: str
    member_columns: dict[str, str]
    site_columns: dict[str, str]
    read_line: Callable[[Reader], tuple[MemberDraft, SiteDraft | None]]

    @property
    def description(self) -> str:
        """Which column goes where, in words."""
        return cleandoc(self.read_line.__doc__ or "")


def read_members(path: Path, mapping: str | None = None) -> MemberDrafts:
    """Read the members and sites in a CSV or XLSX file; recognise the mapping from the header when None.

    Several lines may describe one member, and one site: the first accepted line counts, equal ones are
    merged, and one that contradicts it is refused. An invalid enterprise number refuses every line of its
    member; one that is not there, or a site without coordinates, is accepted with a remark. A site may
    belong to several members; each draft then carries it.

    Raises InvalidInput when the file cannot be read as a table (see read_table), the mapping is not known
    or not recognised, or a column is missing.
    """
    table = read_table(path)
    chosen = _chosen(table, mapping)
    table.require(*chosen.required)
    lines = [_Line(reader, *chosen.read_line(reader)) for reader in map(Reader, table.rows)]
    _refuse_invalid_members(lines, chosen)
    drafts = MemberDrafts(chosen.name, lines_read=len(lines), remarks=list(_unknown_columns(table, chosen)))
    _gather(lines, chosen, drafts)
    return drafts


def _chosen(table: Table, name: str | None) -> Mapping:
    if name is not None:
        if name not in MAPPINGS:
            raise invalid("mapping", name, "the known mappings are " + ", ".join(MAPPINGS))
        return MAPPINGS[name]
    for mapping in MAPPINGS.values():
        if set(mapping.required) <= set(table.headers):
            return mapping
    known = "; ".join(f"{known.name} (needs {', '.join(known.required)})" for known in MAPPINGS.values())
    raise invalid("mapping", "columns " + ", ".join(table.headers), f"the known mappings are {known}")


def _unknown_columns(table: Table, mapping: Mapping) -> Iterator[Problem]:
    for name in table.headers:
        if name not in mapping.required + mapping.optional:
            yield Problem("header", name, f"the mapping {mapping.name} has no such column; it is not used")


@dataclass(frozen=True)
class _Line:
    """One line as read: its reader, which holds the problems, a member without sites, perhaps a site."""

    reader: Reader
    member: MemberDraft
    site: SiteDraft | None


def _refuse_invalid_members(lines: list[_Line], mapping: Mapping) -> None:
    """Refuse every line of a member of which one line has an invalid enterprise number."""
    column = mapping.member_columns["enterprise_number"]
    wrong = [line for line in lines if any(problem.field == column for problem in line.reader.problems)]
    first_wrong = {line.member.number: line.member.line for line in reversed(wrong) if line.member.number}
    for line in lines:
        if line.member.number in first_wrong and line not in wrong:
            culprit = first_wrong[line.member.number]
            allowed = f"this member is refused: its enterprise number on line {culprit} is not valid"
            line.reader.refuse(mapping.number_column, allowed)


def _gather(lines: list[_Line], mapping: Mapping, drafts: MemberDrafts) -> None:
    """Merge the lines into `drafts`: those without problems as members, the others as refused."""
    members: dict[str, _Line] = {}
    sites: dict[str, _Line] = {}
    sites_of: dict[str, dict[str, SiteDraft]] = {}
    for line in lines:
        code = line.site.code if line.site else ""
        _check_agreement(line, members.get(line.member.number), sites.get(code), mapping)
        if line.reader.problems:
            drafts.refused.extend(line.reader.problems)
            continue
        if line.member.number not in members:
            drafts.remarks.extend(_remarks_on_member(line, mapping))
        members.setdefault(line.member.number, line)
        if line.site and code not in sites:
            drafts.remarks.extend(_remarks_on_site(line, mapping))
        attached = sites_of.setdefault(line.member.number, {})
        if line.site and (first := sites.setdefault(code, line).site):
            attached[code] = first
    for number, line in members.items():
        drafts.members.append(replace(line.member, sites=tuple(sites_of[number].values())))


def _check_agreement(line: _Line, same_member: _Line | None, same_site: _Line | None, mapping: Mapping) -> None:
    """Refuse what contradicts the first accepted line of the same member, or of the same site."""
    if line.reader.problems:
        return
    if same_member:
        _refuse_differences(line, same_member, line.member, same_member.member, mapping.member_columns)
    if same_site:
        _refuse_differences(line, same_site, line.site, same_site.site, mapping.site_columns)


def _refuse_differences(
    line: _Line, earlier: _Line, found: object, expected: object, columns: dict[str, str]
) -> None:
    for attribute, column in columns.items():
        if getattr(found, attribute) != getattr(expected, attribute):
            there = f"line {earlier.member.line}, where it is {earlier.reader.found(column)!r}"
            line.reader.refuse(column, f"this contradicts {there}; make the lines agree")


def _remarks_on_member(line: _Line, mapping: Mapping) -> Iterator[Problem]:
    if line.member.enterprise_number is None:
        column = mapping.member_columns["enterprise_number"]
        yield Problem(column, "", "accepted without an enterprise number; add it when known", line.member.line)


def _remarks_on_site(line: _Line, mapping: Mapping) -> Iterator[Problem]:
    if line.site and line.site.latitude is None:
        allowed = f"site {line.site.code} is accepted without coordinates; add them when known"
        yield Problem(mapping.site_columns["latitude"], "", allowed, line.member.line)


def _needed(reader: Reader, column: str, max_length: int) -> str:
    """Read a text that must be there; the empty text stands in for it on a refused line."""
    return reader.text(column, required=True, max_length=max_length) or ""


def _both_or_neither(reader: Reader, one: str, other: str) -> None:
    empty = [column for column in (one, other) if not reader.found(column)]
    if len(empty) == 1:
        reader.refuse(empty[0], f"give both {one} and {other}, or neither")


def _coordinates(reader: Reader, columns: dict[str, str]) -> tuple[float | None, float | None]:
    """Read latitude and longitude in degrees to the centimetre: both, inside Belgium, or neither."""
    latitude = reader.decimal(columns["latitude"], *LATITUDES)
    longitude = reader.decimal(columns["longitude"], *LONGITUDES)
    _both_or_neither(reader, columns["latitude"], columns["longitude"])
    if latitude is None or longitude is None:
        return None, None
    return round(float(latitude), 7), round(float(longitude), 7)


# --- the school register of the Fédération Wallonie-Bruxelles ----------------------------------------

FWB_MEMBER_NUMBER = "N° FASE du P.O."
FWB_SITE_NUMBER = "N° FASE de l'implantation"
FWB_ESTABLISHMENT = "Nom de l'établissement"
FWB_ESTABLISHMENT_CITY = "Localité de l'établissement"
FWB_MEMBER_COLUMNS = {
    "name": "Nom de P.O.",
    "enterprise_number": "N° BCE du P.O.",
    "street": "Adresse du P.O.",
    "postal_code": "Code postal du P.O.",
    "city": "Localité du P.O.",
}
FWB_SITE_COLUMNS = {
    "street": "Adresse de l'implantation",
    "postal_code": "Code postal de l'implantation",
    "city": "Localité de l'implantation",
    "latitude": "Latitude",
    "longitude": "Longitude",
}
FWB_OTHER_COLUMNS = (
    "N° FASE de l'établissement",
    "Numéro BCE de l'établissement",
    "Type d'enseignement",
    "Niveau",
    "Genre",
    "Réseau",
    "Adresse de l'établissement",
    "Code postal de l'établissement",
    "Commune de l'établissement",
    "Bassin",
    "Arrondissement administratif",
    "Commune de l'implantation",
    "Commune du P.O.",
    "geolocalisation",
)


def _fwb_line(reader: Reader) -> tuple[MemberDraft, SiteDraft | None]:
    """Read the "Signalétique des établissements", one line per establishment, type of education and site.

    The member is the pouvoir organisateur (P.O.):
      number             "PO" and "N° FASE du P.O." in five digits
      name               "Nom de P.O."
      enterprise number  "N° BCE du P.O.", may be empty
      address            "Adresse du P.O.", "Code postal du P.O.", "Localité du P.O."
      for all            legal form ASBL, language fr, billed monthly; VAT status not known
    The site is the implantation:
      code               "IMP" and "N° FASE de l'implantation" in six digits
      name               "Nom de l'établissement" on the first accepted line of the site; then the
                         locality in brackets when it is not "Localité de l'établissement"
      address            "Adresse de l'implantation", "Code postal de l'implantation",
                         "Localité de l'implantation"
      coordinates        "Latitude", "Longitude", may be empty
    The other columns are not used.
    """
    number = reader.integer(FWB_MEMBER_NUMBER, low=1, high=99_999, required=True) or 0
    member = MemberDraft(
        line=reader.row.line,
        number=f"PO{number:05d}" if number else "",
        name=_needed(reader, FWB_MEMBER_COLUMNS["name"], NAME_LENGTH),
        legal_form="ASBL",
        enterprise_number=reader.enterprise_number(FWB_MEMBER_COLUMNS["enterprise_number"]),
        street=_needed(reader, FWB_MEMBER_COLUMNS["street"], STREET_LENGTH),
        postal_code=_needed(reader, FWB_MEMBER_COLUMNS["postal_code"], POSTAL_CODE_LENGTH),
        city=_needed(reader, FWB_MEMBER_COLUMNS["city"], CITY_LENGTH),
        language="fr",
        email="",
        joint_committee="",
        billing_frequency="monthly",
        vat_status=None,
        vat_from_on=None,
    )
    return member, _fwb_site(reader)


def _fwb_site(reader: Reader) -> SiteDraft:
    number = reader.integer(FWB_SITE_NUMBER, low=1, high=999_999, required=True) or 0
    name = _needed(reader, FWB_ESTABLISHMENT, ESTABLISHMENT_LENGTH)
    city = _needed(reader, FWB_SITE_COLUMNS["city"], CITY_LENGTH)
    latitude, longitude = _coordinates(reader, FWB_SITE_COLUMNS)
    return SiteDraft(
        code=f"IMP{number:06d}",
        name=name if city == reader.found(FWB_ESTABLISHMENT_CITY) else f"{name} ({city})",
        street=_needed(reader, FWB_SITE_COLUMNS["street"], STREET_LENGTH),
        postal_code=_needed(reader, FWB_SITE_COLUMNS["postal_code"], POSTAL_CODE_LENGTH),
        city=city,
        latitude=latitude,
        longitude=longitude,
    )


FWB_REGISTER = Mapping(
    name="fwb-register",
    required=(
        FWB_MEMBER_NUMBER,
        *FWB_MEMBER_COLUMNS.values(),
        FWB_SITE_NUMBER,
        FWB_ESTABLISHMENT,
        FWB_ESTABLISHMENT_CITY,
        *FWB_SITE_COLUMNS.values(),
    ),
    optional=FWB_OTHER_COLUMNS,
    number_column=FWB_MEMBER_NUMBER,
    member_columns=FWB_MEMBER_COLUMNS,
    site_columns=FWB_SITE_COLUMNS,
    read_line=_fwb_line,
)


# --- the template of this project --------------------------------------------------------------------

TEMPLATE_REQUIRED = ("number", "name", "street", "postal_code", "city")
TEMPLATE_MEMBER_COLUMNS = {
    "name": "name",
    "legal_form": "legal_form",
    "enterprise_number": "enterprise_number",
    "street": "street",
    "postal_code": "postal_code",
    "city": "city",
    "language": "language",
    "email": "email",
    "joint_committee": "joint_committee",
    "billing_frequency": "billing_frequency",
    "vat_status": "vat_status",
    "vat_from_on": "vat_from",
}
TEMPLATE_SITE_COLUMNS = {
    "code": "site_code",
    "name": "site_name",
    "street": "site_street",
    "postal_code": "site_postal_code",
    "city": "site_city",
    "latitude": "site_latitude",
    "longitude": "site_longitude",
}
TEMPLATE_COLUMNS = ("number", *TEMPLATE_MEMBER_COLUMNS.values(), *TEMPLATE_SITE_COLUMNS.values())


def _template_line(reader: Reader) -> tuple[MemberDraft, SiteDraft | None]:
    """Read the template of this project: one line per member and site.

    A member with several sites repeats its line, each with another site; a member without sites leaves
    the site columns empty.
      number                                    must be there: capitals, digits and hyphens
      name, street, postal_code, city           must be there
      legal_form                                ASBL when empty
      email, joint_committee                    may be empty
      enterprise_number                         may be empty; ten digits, however punctuated
      language                                  fr, nl, de or en; fr when empty
      billing_frequency                         monthly, quarterly or annual; monthly when empty
      vat_status                                exempt, mixed or taxable; may be empty
      vat_from                                  the day from which vat_status holds; empty when that is
      site_code, site_name, site_street, site_postal_code, site_city
                                                the site: all five, or none
      site_latitude, site_longitude             degrees, both or neither
    """
    member = MemberDraft(
        line=reader.row.line,
        number=_member_number(reader, "number"),
        name=_needed(reader, "name", NAME_LENGTH),
        legal_form=reader.text("legal_form", max_length=LEGAL_FORM_LENGTH) or "ASBL",
        enterprise_number=reader.enterprise_number("enterprise_number"),
        street=_needed(reader, "street", STREET_LENGTH),
        postal_code=_needed(reader, "postal_code", POSTAL_CODE_LENGTH),
        city=_needed(reader, "city", CITY_LENGTH),
        language=reader.choice("language", LANGUAGES, default="fr") or "",
        email=_email(reader, "email"),
        joint_committee=reader.text("joint_committee", max_length=JOINT_COMMITTEE_LENGTH) or "",
        billing_frequency=reader.choice("billing_frequency", BILLING_FREQUENCIES) or "monthly",
        vat_status=reader.choice("vat_status", VAT_STATUSES),
        vat_from_on=reader.day("vat_from"),
    )
    _both_or_neither(reader, "vat_status", "vat_from")
    return member, _template_site(reader)


def _template_site(reader: Reader) -> SiteDraft | None:
    if not any(reader.found(column) for column in TEMPLATE_SITE_COLUMNS.values()):
        return None
    latitude, longitude = _coordinates(reader, TEMPLATE_SITE_COLUMNS)
    return SiteDraft(
        code=_needed(reader, "site_code", SITE_CODE_LENGTH),
        name=_needed(reader, "site_name", SITE_NAME_LENGTH),
        street=_needed(reader, "site_street", STREET_LENGTH),
        postal_code=_needed(reader, "site_postal_code", POSTAL_CODE_LENGTH),
        city=_needed(reader, "site_city", CITY_LENGTH),
        latitude=latitude,
        longitude=longitude,
    )


def _member_number(reader: Reader, column: str) -> str:
    text = _needed(reader, column, NUMBER_LENGTH)
    if text and re.fullmatch(r"[A-Z0-9-]+", text) is None:
        reader.refuse(column, "write a member number in capitals, digits and hyphens only, as M-001")
    return text


def _email(reader: Reader, column: str) -> str:
    text = reader.text(column, max_length=EMAIL_LENGTH) or ""
    if text and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is None:
        reader.refuse(column, "write one e-mail address, as name@example.org")
    return text


TEMPLATE = Mapping(
    name="template",
    required=TEMPLATE_REQUIRED,
    optional=tuple(column for column in TEMPLATE_COLUMNS if column not in TEMPLATE_REQUIRED),
    number_column="number",
    member_columns=TEMPLATE_MEMBER_COLUMNS,
    site_columns=TEMPLATE_SITE_COLUMNS,
    read_line=_template_line,
)

MAPPINGS = {mapping.name: mapping for mapping in (FWB_REGISTER, TEMPLATE)}

TEMPLATE_EXAMPLE_MEMBER = {
    "number": "M001",
    "name": "Les Amis du Moulin",
    "legal_form": "ASBL",
    "enterprise_number": "0123.456.749",
    "street": "Rue de l'Exemple 1",
    "postal_code": "5000",
    "city": "Namur",
    "language": "fr",
    "email": "moulin@example.org",
    "joint_committee": "152.02",
    "billing_frequency": "monthly",
    "vat_status": "exempt",
    "vat_from": "2026-01-01",
}
TEMPLATE_EXAMPLE_SITES = (
    {
        "site_code": "M001-A",
        "site_name": "Ecole du Moulin",
        "site_street": "Rue de l'Exemple 1",
        "site_postal_code": "5000",
        "site_city": "Namur",
        "site_latitude": "50.4669",
        "site_longitude": "4.8675",
    },
    {
        "site_code": "M001-B",
        "site_name": "Ecole du Moulin (Jambes)",
        "site_street": "Avenue du Modèle 22",
        "site_postal_code": "5100",
        "site_city": "Jambes",
        "site_latitude": "50.4570",
        "site_longitude": "4.8790",
    },
)


def write_members_template(path: Path) -> None:
    """Write the template as a CSV file that spreadsheets open: its header and two invented lines.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, TEMPLATE_COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(TEMPLATE_EXAMPLE_MEMBER | site for site in TEMPLATE_EXAMPLE_SITES)
    except FileExistsError:
        raise invalid("file", path, "this file is there already; choose another name") from None
    except OSError as error:
        raise invalid("file", path, f"the file cannot be written ({error.strerror})") from None

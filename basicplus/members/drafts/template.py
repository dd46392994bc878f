"""The template of this project: its mapping, and the file to fill in."""

from __future__ import annotations

from pathlib import Path

from basicplus.members.drafts.draft import BILLING_FREQUENCIES, VAT_STATUSES, MemberDraft, SiteDraft
from basicplus.members.drafts.mapping import (
    CITY_LENGTH,
    EMAIL_LENGTH,
    JOINT_COMMITTEE_LENGTH,
    LEGAL_FORM_LENGTH,
    NAME_LENGTH,
    NUMBER_LENGTH,
    POSTAL_CODE_LENGTH,
    SITE_CODE_LENGTH,
    SITE_NAME_LENGTH,
    STREET_LENGTH,
    Mapping,
    coordinates,
    needed,
)
from basicplus.members.models import LANGUAGES
from basicplus.tabular import Reader, write_template

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
    "taxable_percent": "taxable_percent",
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
      taxable_percent                           0 to 100, must be there for a mixed member; when empty 0
                                                for an exempt one, 100 for a taxable one
      site_code, site_name, site_street, site_postal_code, site_city
                                                the site: all five, or none
      site_latitude, site_longitude             degrees, both or neither
    """
    member = MemberDraft(
        line=reader.row.line,
        number=reader.code("number", NUMBER_LENGTH, required=True) or "",
        name=needed(reader, "name", NAME_LENGTH),
        legal_form=reader.text("legal_form", max_length=LEGAL_FORM_LENGTH) or "ASBL",
        enterprise_number=reader.enterprise_number("enterprise_number"),
        street=needed(reader, "street", STREET_LENGTH),
        postal_code=needed(reader, "postal_code", POSTAL_CODE_LENGTH),
        city=needed(reader, "city", CITY_LENGTH),
        language=reader.choice("language", LANGUAGES, default="fr") or "",
        email=reader.email("email", EMAIL_LENGTH),
        joint_committee=reader.text("joint_committee", max_length=JOINT_COMMITTEE_LENGTH) or "",
        billing_frequency=reader.choice("billing_frequency", BILLING_FREQUENCIES) or "monthly",
        vat_status=reader.choice("vat_status", VAT_STATUSES),
        vat_from_on=reader.day("vat_from"),
        taxable_percent=reader.integer("taxable_percent", low=0, high=100),
    )
    reader.both_or_neither("vat_status", "vat_from")
    _check_taxable_share(reader, member)
    return member, _template_site(reader)


def _check_taxable_share(reader: Reader, member: MemberDraft) -> None:
    if member.vat_status == "mixed" and not reader.found("taxable_percent"):
        reader.refuse("taxable_percent", "a mixed member has a taxable share: give it in percent")
    elif member.vat_status == "exempt" and member.taxable_percent:
        reader.refuse("taxable_percent", "an exempt member has no taxable share: leave it empty")
    elif not reader.found("vat_status") and reader.found("taxable_percent"):
        reader.refuse("taxable_percent", "it belongs to a VAT status: give vat_status and vat_from too")


def _template_site(reader: Reader) -> SiteDraft | None:
    if not any(reader.found(column) for column in TEMPLATE_SITE_COLUMNS.values()):
        return None
    latitude, longitude = coordinates(reader, TEMPLATE_SITE_COLUMNS)
    return SiteDraft(
        code=needed(reader, "site_code", SITE_CODE_LENGTH),
        name=needed(reader, "site_name", SITE_NAME_LENGTH),
        street=needed(reader, "site_street", STREET_LENGTH),
        postal_code=needed(reader, "site_postal_code", POSTAL_CODE_LENGTH),
        city=needed(reader, "site_city", CITY_LENGTH),
        latitude=latitude,
        longitude=longitude,
    )


TEMPLATE = Mapping(
    name="template",
    required=TEMPLATE_REQUIRED,
    optional=tuple(column for column in TEMPLATE_COLUMNS if column not in TEMPLATE_REQUIRED),
    number_column="number",
    member_columns=TEMPLATE_MEMBER_COLUMNS,
    site_columns=TEMPLATE_SITE_COLUMNS,
    read_line=_template_line,
)


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
    "taxable_percent": "",
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
    """Write the template with two invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, TEMPLATE_COLUMNS, [TEMPLATE_EXAMPLE_MEMBER | site for site in TEMPLATE_EXAMPLE_SITES])

"""The mapping of the school register of the Fédération Wallonie-Bruxelles."""

from __future__ import annotations

from basicplus.members.drafts.draft import MemberDraft, SiteDraft
from basicplus.members.drafts.mapping import (
    CITY_LENGTH,
    ESTABLISHMENT_LENGTH,
    NAME_LENGTH,
    POSTAL_CODE_LENGTH,
    STREET_LENGTH,
    Mapping,
    coordinates,
    needed,
)
from basicplus.tabular import Reader

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
        name=needed(reader, FWB_MEMBER_COLUMNS["name"], NAME_LENGTH),
        legal_form="ASBL",
        enterprise_number=reader.enterprise_number(FWB_MEMBER_COLUMNS["enterprise_number"]),
        street=needed(reader, FWB_MEMBER_COLUMNS["street"], STREET_LENGTH),
        postal_code=needed(reader, FWB_MEMBER_COLUMNS["postal_code"], POSTAL_CODE_LENGTH),
        city=needed(reader, FWB_MEMBER_COLUMNS["city"], CITY_LENGTH),
        language="fr",
        email="",
        joint_committee="",
        billing_frequency="monthly",
        vat_status=None,
        vat_from_on=None,
        taxable_percent=None,
    )
    return member, _fwb_site(reader)


def _fwb_site(reader: Reader) -> SiteDraft:
    number = reader.integer(FWB_SITE_NUMBER, low=1, high=999_999, required=True) or 0
    name = needed(reader, FWB_ESTABLISHMENT, ESTABLISHMENT_LENGTH)
    city = needed(reader, FWB_SITE_COLUMNS["city"], CITY_LENGTH)
    latitude, longitude = coordinates(reader, FWB_SITE_COLUMNS)
    return SiteDraft(
        code=f"IMP{number:06d}",
        name=name if city == reader.found(FWB_ESTABLISHMENT_CITY) else f"{name} ({city})",
        street=needed(reader, FWB_SITE_COLUMNS["street"], STREET_LENGTH),
        postal_code=needed(reader, FWB_SITE_COLUMNS["postal_code"], POSTAL_CODE_LENGTH),
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

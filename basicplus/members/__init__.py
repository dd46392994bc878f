"""Member associations: who they are, when they belong to the group, where they are, whom to ask."""

from basicplus.members.facts import WITNESS
from basicplus.members.importing import MemberImport, import_members
from basicplus.members.models import Contact, Member, Membership, MemberSite, Site, VatStatus
from basicplus.members.service import (
    ContactCreate,
    MemberCreate,
    SiteCreate,
    add_contact,
    by_number,
    declare_vat,
    join,
    leave,
    memberships_of,
    register,
    site_of,
    sites_of,
)
from basicplus.members.vat import Light, VatAttestation, attest_vat, vat_changes, vat_light, vat_lights, vat_list

__all__ = [
    "WITNESS",
    "Contact",
    "ContactCreate",
    "Light",
    "Member",
    "MemberCreate",
    "MemberImport",
    "MemberSite",
    "Membership",
    "Site",
    "SiteCreate",
    "VatAttestation",
    "VatStatus",
    "add_contact",
    "attest_vat",
    "by_number",
    "declare_vat",
    "import_members",
    "join",
    "leave",
    "memberships_of",
    "register",
    "site_of",
    "sites_of",
    "vat_changes",
    "vat_light",
    "vat_lights",
    "vat_list",
]

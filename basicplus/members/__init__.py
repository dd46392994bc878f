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

__all__ = [
    "WITNESS",
    "Contact",
    "ContactCreate",
    "Member",
    "MemberCreate",
    "MemberImport",
    "MemberSite",
    "Membership",
    "Site",
    "SiteCreate",
    "VatStatus",
    "add_contact",
    "by_number",
    "declare_vat",
    "import_members",
    "join",
    "leave",
    "memberships_of",
    "register",
    "site_of",
    "sites_of",
]

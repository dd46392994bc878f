"""Member associations: who they are, when they belong to the group, where they are, whom to ask."""

from basicplus.members.accession import RegisterRow, accept_rules, acknowledge, register_on
from basicplus.members.facts import WITNESS
from basicplus.members.importing import MemberImport, import_members
from basicplus.members.models import (
    AbroadNotice,
    Contact,
    Member,
    Membership,
    MemberSite,
    Site,
    Strike,
    VatStatus,
)
from basicplus.members.notices import (
    AbroadNoticeCreate,
    StrikeCreate,
    close_strike,
    notice_abroad,
    record_strike,
    strikes_of,
)
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
    "AbroadNotice",
    "AbroadNoticeCreate",
    "Contact",
    "ContactCreate",
    "Member",
    "MemberCreate",
    "MemberImport",
    "MemberSite",
    "Membership",
    "RegisterRow",
    "Site",
    "SiteCreate",
    "Strike",
    "StrikeCreate",
    "VatStatus",
    "accept_rules",
    "acknowledge",
    "add_contact",
    "by_number",
    "close_strike",
    "declare_vat",
    "import_members",
    "join",
    "leave",
    "memberships_of",
    "notice_abroad",
    "record_strike",
    "register",
    "register_on",
    "site_of",
    "sites_of",
    "strikes_of",
]

"""Drafts of members and their sites, read from files through named mappings; saves nothing."""

from basicplus.members.drafts.draft import MemberDraft, MemberDrafts, SiteDraft
from basicplus.members.drafts.mapping import Mapping
from basicplus.members.drafts.reading import MAPPINGS, read_members
from basicplus.members.drafts.template import write_members_template

__all__ = [
    "MAPPINGS",
    "Mapping",
    "MemberDraft",
    "MemberDrafts",
    "SiteDraft",
    "read_members",
    "write_members_template",
]

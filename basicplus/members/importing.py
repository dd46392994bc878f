"""Bring member drafts into the records: new candidates with their sites, and changes to those recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import select

from basicplus import journal
from basicplus.canonical import sha256_of
from basicplus.db import GroupSession, WriteSession, attempt
from basicplus.errors import BasicplusError, InvalidInput, Problem
from basicplus.members.corrections import AT, MemberChange, SiteChange, add_site, change_member, change_site
from basicplus.members.drafts import MAPPINGS, Mapping, MemberDraft, MemberDrafts, SiteDraft
from basicplus.members.models import Member, MemberSite, Site, VatStatus
from basicplus.members.service import MemberCreate, SiteCreate, declare_vat, register

ATTRIBUTES = (
    "name",
    "legal_form",
    "enterprise_number",
    "street",
    "postal_code",
    "city",
    "language",
    "email",
    "joint_committee",
    "billing_frequency",
)


@dataclass
class MemberImport:
    """What an import did, or would do: member numbers, and what the file could not give."""

    lines_read: int
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    sites_new: int = 0
    sites_changed: int = 0
    sites_unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def import_members(session: WriteSession, drafts: MemberDrafts, *, skip_refused: bool = False) -> MemberImport:
    """Record the drafts as candidate members with their sites; what is there already is brought up to date.

    Each goes through the service of its act, with its checks. Of a recorded member or site only what the file
    fills in is changed; a new site or VAT status counts as a change of its member. A member that a service
    refuses is refused with its sites, and a file with refused lines whole, unless `skip_refused`. A second
    import changes nothing; a session opened for a dry run saves nothing.
    """
    done = MemberImport(drafts.lines_read, refused=list(drafts.refused), remarks=list(drafts.remarks))
    known, mapping = _Known.of(session), MAPPINGS[drafts.mapping]
    taken = [draft for draft in drafts.members if _is_taken(session, known, draft, mapping, done)]
    if done.refused and not skip_refused:
        raise InvalidInput(*sorted(done.refused, key=lambda problem: problem.line or 0))
    codes = {site.code for draft in taken for site in draft.sites}
    done.sites_new = len(codes - set(known.sites))
    done.sites_unchanged = len(codes) - done.sites_new - done.sites_changed
    done.remarks.extend(_remarks_on_numbers(taken, known.members))
    if done.new or done.changed or done.sites_new or done.sites_changed:
        journal.record(
            session,
            "import members",
            drafts.mapping,
            new=len(done.new),
            changed=len(done.changed),
            sites_new=done.sites_new,
            sites_changed=done.sites_changed,
            file_sha256=drafts.sha256,
            drafts_sha256=drafts_sha256(drafts.members),
        )
    return done


def drafts_sha256(drafts: Iterable[MemberDraft]) -> str:
    """Return the SHA-256 of everything the drafts say of members, sites and VAT, in their order."""
    return sha256_of([asdict(draft) | {"given": sorted(draft.given)} for draft in drafts])


@dataclass(frozen=True)
class _Known:
    """What the group had recorded before the file: by number, by code, and by who has or said it."""

    members: dict[str, Member]
    sites: dict[str, Site]
    attached: set[tuple[int, int]]
    statuses: dict[tuple[int, date], VatStatus]

    @classmethod
    def of(cls, session: GroupSession) -> _Known:
        return cls(
            {member.number: member for member in session.exec(select(Member))},
            {site.code: site for site in session.exec(select(Site))},
            {(row.member_id, row.site_id) for row in session.exec(select(MemberSite))},
            {(row.member_id, row.from_on): row for row in session.exec(select(VatStatus))},
        )


def _is_taken(
    session: WriteSession, known: _Known, draft: MemberDraft, mapping: Mapping, done: MemberImport
) -> bool:
    """Take a draft whole and count it, or leave nothing of it and say what was refused."""
    try:
        with attempt(session):
            sites_changed = sum([_change_site(session, known, site) for site in draft.sites])
            changed = _change_or_register(session, known, draft) | _declare_vat(session, known, draft)
    except InvalidInput as error:
        columns = mapping.member_columns
        done.refused += [
            replace(problem, field=columns.get(problem.field, problem.field), line=draft.line)
            for problem in error.problems
        ]
        return False
    except BasicplusError as error:
        done.refused.append(Problem(mapping.number_column, draft.number, str(error), draft.line))
        return False
    done.sites_changed += sites_changed
    if draft.number not in known.members:
        done.new.append(draft.number)
    elif changed:
        done.changed.append(draft.number)
    else:
        done.unchanged += 1
    return True


def _change_or_register(session: WriteSession, known: _Known, draft: MemberDraft) -> bool:
    """Record a candidate with its sites, or change what the file says otherwise; say whether anything changed."""
    places = [_place(known, site) for site in draft.sites]
    member = known.members.get(draft.number)
    if member is None:
        said = {name: getattr(draft, name) for name in ATTRIBUTES}
        register(session, MemberCreate.model_validate(said | {"number": draft.number, "sites": places}))
        return True
    given = {name: getattr(draft, name) for name in ATTRIBUTES if name in draft.given}
    differing = _differing(member, given)
    if differing:
        change_member(session, MemberChange.model_validate(differing | {"member": draft.number}))
    ids = {code: site.id for code, site in known.sites.items()}
    won = [place for place in places if (member.id, ids.get(place.code)) not in known.attached]
    for place in won:
        add_site(session, draft.number, place)
    return bool(differing or won)


def _place(known: _Known, draft: SiteDraft) -> SiteCreate:
    """Return a site as a member gets it; the file says nothing of the country of one that is recorded."""
    site = known.sites.get(draft.code)
    return SiteCreate.model_validate(asdict(draft) | ({"country": site.country} if site else {}))


def _change_site(session: WriteSession, known: _Known, draft: SiteDraft) -> bool:
    """Change what a file says otherwise of a recorded site; say whether anything changed.

    Coordinates that the file lacks may have been looked up since; those of another locality hold no longer.
    """
    site = known.sites.get(draft.code)
    differing = _differing(site, asdict(draft)) if site else {}
    if not differing:
        return False
    has_moved = "postal_code" in differing and draft.latitude is None
    clear = [name for name in AT if has_moved and getattr(site, name) is not None]
    change_site(session, SiteChange.model_validate(differing | {"site": draft.code, "clear": clear}))
    return True


def _declare_vat(session: WriteSession, known: _Known, draft: MemberDraft) -> bool:
    """Record or correct a VAT status that the file gives; say whether anything changed."""
    if draft.vat_status is None or draft.vat_from_on is None:
        return False
    member = known.members.get(draft.number)
    row = known.statuses.get((member.id, draft.vat_from_on)) if member else None
    if row is not None and row.signed_on is not None:
        return False  # What a member signed stands above what a file says.
    percent = _taxable_percent(draft)
    if row is not None and (row.status, row.taxable_percent) == (draft.vat_status, percent):
        return False
    declare_vat(session, draft.number, draft.vat_from_on, draft.vat_status, percent)
    return True


def _taxable_percent(draft: MemberDraft) -> int:
    if draft.taxable_percent is not None:
        return draft.taxable_percent
    return 100 if draft.vat_status == "taxable" else 0


def _differing(row: Member | Site, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are given and differ from those of a row."""
    return {name: value for name, value in values.items() if value is not None and getattr(row, name) != value}


def _remarks_on_numbers(drafts: list[MemberDraft], members: dict[str, Member]) -> Iterator[Problem]:
    """Remark each draft whose enterprise number a member outside the file has too."""
    in_file = {draft.number for draft in drafts}
    others = {
        member.enterprise_number: member.number
        for member in members.values()
        if member.enterprise_number and member.number not in in_file
    }
    for draft in drafts:
        if draft.enterprise_number and (other := others.get(draft.enterprise_number)):
            allowed = f"{other}, recorded earlier, has it too; check that they are two associations"
            yield Problem("enterprise_number", draft.enterprise_number, allowed, draft.line)

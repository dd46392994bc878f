"""Bring member drafts into the records: new candidates with their sites, and changes to those recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from sqlmodel import select

from basicplus import journal
from basicplus.canonical import sha256_of
from basicplus.db import WriteSession
from basicplus.errors import InvalidInput, Problem
from basicplus.members.drafts import MemberDraft, MemberDrafts, SiteDraft
from basicplus.members.models import Member, MemberSite, Site, VatStatus

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

    Of a recorded member or site only what the file fills in is changed; a new site or VAT status counts as
    a change of its member. A file with refused lines is refused whole, unless `skip_refused`. A second
    import changes nothing; a session opened for a dry run saves nothing.
    """
    if drafts.refused and not skip_refused:
        raise InvalidInput(*drafts.refused)
    done = MemberImport(drafts.lines_read, refused=list(drafts.refused), remarks=list(drafts.remarks))
    members = {member.number: member for member in session.exec(select(Member))}
    new = {draft.number for draft in drafts.members} - set(members)
    sites = _import_sites(session, drafts.members, done)
    changed = {draft.number for draft in drafts.members if _import_member(session, members, draft)}
    session.flush()
    changed |= _attach(session, drafts.members, members, sites) | _import_vat(session, drafts.members, members)
    for draft in drafts.members:
        if draft.number in new:
            done.new.append(draft.number)
        elif draft.number in changed:
            done.changed.append(draft.number)
        else:
            done.unchanged += 1
    done.remarks.extend(_remarks_on_numbers(drafts.members, members))
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


def _import_member(session: WriteSession, members: dict[str, Member], draft: MemberDraft) -> bool:
    """Record or update a member; say whether anything changed."""
    member = members.get(draft.number)
    if member is not None:
        return _update(member, {name: getattr(draft, name) for name in ATTRIBUTES if name in draft.given})
    member = Member(number=draft.number, **{name: getattr(draft, name) for name in ATTRIBUTES})
    members[draft.number] = member
    session.add(member)
    return True


def _import_sites(session: WriteSession, drafts: Iterable[MemberDraft], done: MemberImport) -> dict[str, Site]:
    wanted: dict[str, SiteDraft] = {site.code: site for draft in drafts for site in draft.sites}
    sites = {site.code: site for site in session.exec(select(Site))}
    for code, draft in wanted.items():
        values = vars(draft)
        site = sites.get(code)
        if site is None:
            sites[code] = Site(**values)
            session.add(sites[code])
            done.sites_new += 1
        # Coordinates that the file lacks may have been looked up since.
        elif _update(site, {name: value for name, value in values.items() if value is not None}):
            done.sites_changed += 1
        else:
            done.sites_unchanged += 1
    return sites


def _attach(
    session: WriteSession, drafts: Iterable[MemberDraft], members: dict[str, Member], sites: dict[str, Site]
) -> set[str]:
    """Give the members their sites; return the numbers of those that won one."""
    attached = {(row.member_id, row.site_id) for row in session.exec(select(MemberSite))}
    winners = set()
    for draft in drafts:
        for site_draft in draft.sites:
            pair = (members[draft.number].id, sites[site_draft.code].id)
            if pair not in attached:
                session.add(MemberSite(member_id=pair[0], site_id=pair[1]))
                winners.add(draft.number)
    return winners


def _import_vat(session: WriteSession, drafts: Iterable[MemberDraft], members: dict[str, Member]) -> set[str]:
    """Record or correct the VAT statuses; return the numbers of the members concerned."""
    known = {(row.member_id, row.from_on): row for row in session.exec(select(VatStatus))}
    concerned = set()
    for draft in drafts:
        if draft.vat_status is None or draft.vat_from_on is None:
            continue
        member_id = members[draft.number].id
        said = {"status": draft.vat_status, "taxable_percent": _taxable_percent(draft)}
        row = known.get((member_id, draft.vat_from_on))
        if row is not None and row.signed_on is not None:
            continue  # What a member signed stands above what a file says.
        if row is None:
            row = VatStatus(member_id=member_id, from_on=draft.vat_from_on, status="")
            session.add(row)
        if _update(row, said):
            concerned.add(draft.number)
    return concerned


def _taxable_percent(draft: MemberDraft) -> int:
    if draft.taxable_percent is not None:
        return draft.taxable_percent
    return 100 if draft.vat_status == "taxable" else 0


def _update(row: Member | Site | VatStatus, values: Mapping[str, object]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


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

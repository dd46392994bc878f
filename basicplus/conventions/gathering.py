"""Gathers from the records what the text of an agreement says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sqlmodel import col, select

from basicplus import groups, members
from basicplus.assignments import Agreement, Assignment
from basicplus.assignments.agreements import member_of, versions_of
from basicplus.clock import Span
from basicplus.conventions.amending import amended_by, proposed
from basicplus.conventions.content import Content, Paper, Price, Visits
from basicplus.conventions.models import Amendment
from basicplus.conventions.signing import Pending, pending
from basicplus.db import GroupSession, get
from basicplus.errors import NotFound
from basicplus.groups import Authorisation
from basicplus.invoicing import CostPool
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.issuing import buyer_of, seller_of
from basicplus.invoicing.models import AllocationKey, Tariff
from basicplus.members import Contact, Member, Site
from basicplus.workers import Worker


def paper_of(
    session: GroupSession, number: str, version: int | None = None, language: Language | None = None
) -> Paper:
    """Return the text of a version of an agreement: without one, what waits for signatures, else the latest.

    From the second version on it is an amendment, with the version before. Raises NotFound, which names those
    there are.
    """
    rows = {row.version: row for row in versions_of(session, number)}
    amended = {row.id: row.version + 1 for row in rows.values()}
    query = select(Amendment).where(col(Amendment.agreement_id).in_(amended), Amendment.state != "withdrawn")
    amendments = {amended[row.agreement_id]: row for row in session.exec(query)}
    rows |= {next_: proposed(session, row) for next_, row in amendments.items() if row.state == "open"}
    wanted = version or max(rows)
    if wanted not in rows:
        raise NotFound(f"Agreement {number} has no version {wanted}; it has {', '.join(map(str, rows))}.")
    return paper(session, rows[wanted], amendments.get(wanted), language, draft=rows[wanted].signed_on is None)


def paper(
    session: GroupSession,
    version: Agreement,
    amendment: Amendment | None,
    language: Language | None = None,
    *,
    draft: bool = False,
) -> Paper:
    """Return the text of a version; of one that an amendment makes or made, with the version before as it was."""
    content = content_of(session, version, language, draft=draft)
    if amendment is None:
        return Paper(content)
    before = content_of(session, amended_by(session, amendment), language)
    return Paper(content, replace(before, until_on=amendment.ended_on), amendment.why)


def sendable(session: GroupSession, number: str) -> tuple[Pending, Paper]:
    """Return what is to be signed of an agreement and its final text. Raises Conflict when all is signed."""
    what = pending(session, number)
    return what, paper(session, what.version, what.amendment)


def content_of(
    session: GroupSession, version: Agreement, language: Language | None = None, *, draft: bool = False
) -> Content:
    """Gather what a version says, saved or not."""
    member = member_of(session, version)
    authorisation = _authorisation(session, version.from_on)
    worker = session.get(Worker, version.worker_id) if version.worker_id is not None else None
    return Content(
        language=language or member.language,  # type: ignore[arg-type]
        agreement=version.number.partition(".")[0],
        number=version.number,
        version=version.version,
        seller=seller_of(groups.current(session)),
        buyer=buyer_of(member),
        from_on=version.from_on,
        until_on=version.until_on,
        authorisation=authorisation.reference if authorisation else None,
        committee=authorisation.joint_committee if authorisation else None,
        profession=version.profession,
        worker=worker.name if worker else None,
        volume_minutes=version.volume_minutes,
        visits=_visits(session, version),
        school_weeks_only=version.school_weeks_only,
        places=_places(session, member, json.loads(version.places)),
        signers=tuple(_signers(session, member)),
        price=_price(session, version),
        notice_months=version.notice_months,
        internal_rules_version=version.internal_rules_version,
        clauses=json.loads(version.clauses),
        is_draft=draft,
    )


def _authorisation(session: GroupSession, day: date) -> Authorisation | None:
    rows = session.exec(select(Authorisation).order_by(col(Authorisation.from_on)))
    return next((row for row in rows if day in Span.of(row.from_on, row.until_on)), None)


def _visits(session: GroupSession, version: Agreement) -> tuple[Visits, ...]:
    """Return the presences assigned under the agreement on any day of the version."""
    query = (
        select(Assignment, Site, Worker)
        .join(Site, col(Site.id) == Assignment.site_id)
        .join(Worker, col(Worker.id) == Assignment.worker_id)
        .where(Assignment.agreement_id == version.life_id)
        .order_by(col(Assignment.from_on), col(Assignment.id))
    )
    days = Span.of(version.from_on, version.until_on)
    return tuple(
        Visits(row.rule, row.from_on, row.start_time, row.minutes, site.name, worker.name)
        for row, site, worker in session.exec(query)
        if Span.of(row.from_on, row.until_on).overlaps(days)
    )


def _places(session: GroupSession, member: Member, codes: list[str]) -> tuple[tuple[str, str], ...]:
    sites = [members.site_of(session, member, code) for code in codes] or members.sites_of(session, member)
    return tuple((site.name, f"{site.street}, {site.postal_code} {site.city}") for site in sites)


def _signers(session: GroupSession, member: Member) -> list[str]:
    query = select(Contact.name).where(Contact.member_id == member.id, Contact.role == "signer")
    return list(session.exec(query.order_by(col(Contact.id))))


def _price(session: GroupSession, version: Agreement) -> Price:
    pool = get(session, CostPool, "cost pool of this agreement", id=version.pool_id)
    year = version.from_on.year
    tariff = session.exec(select(Tariff).where(Tariff.pool_id == pool.id, Tariff.year == year)).first()
    key = session.get(AllocationKey, version.key_id) if version.key_id is not None else None
    return Price(
        basis=version.basis,
        pool=pool.name,
        rounding_rule=version.rounding_rule,
        taxed_percent=version.taxed_percent,
        rate_year=year,
        rate_e4=tariff.hourly_rate_e4 if tariff and version.basis == "time_spent" else None,
        fee_cents=version.fee_cents,
        fee_per=version.fee_per,
        exact_fee_reason=version.exact_fee_reason,
        key=key.name if key else None,
        index_code=version.index_code,
        index_base_on=version.index_base_on,
        index_each=version.index_each,
        index_begins_on=version.index_begins_on,
    )

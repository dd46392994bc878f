"""Founds the demonstration group: its members, workers, pools, prices and agreements, through the services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from basicplus import assignments, groups, invoicing, members, workers
from basicplus.assignments import AgreementCreate, AssignmentCreate
from basicplus.db import Database, WriteSession
from basicplus.demo import costs
from basicplus.demo.agreements import InventedAgreement, invent_agreements
from basicplus.demo.entitlements import entitle
from basicplus.demo.members import InventedMember
from basicplus.demo.papers import RULES_VERSION, file_papers
from basicplus.demo.progress import Progress, batches
from basicplus.demo.ways import Morning, on_the_way
from basicplus.demo.week_patterns import pattern_text
from basicplus.demo.workers import InventedWorker
from basicplus.members.drafts import read_members
from basicplus.money import hours_amount
from basicplus.staffing.expansion import SHORTEST

GROUP = "demo"
ACTOR = "demo"
KEY = "POIDS"
MORNING, AFTERNOON = "08:30", "13:00"


@dataclass(frozen=True)
class ServedMember:
    """A member as the year needs it, invented or from a register."""

    number: str
    joined_on: date
    left_on: date | None
    latitude: float | None
    longitude: float | None
    language: str
    signer: str
    weight: int
    site: str


@dataclass(frozen=True)
class Cast:
    """Who takes part in the year."""

    year: int
    seed: int
    members: Sequence[ServedMember]
    workers: Sequence[InventedWorker]
    agreements: Sequence[InventedAgreement]


def found(database: Database, year: int) -> None:
    """Found the group and file its papers."""
    with database.writing(None, ACTOR, new_group=True) as session:
        groups.found(
            session,
            groups.GroupCreate(
                code=GROUP,
                name="Groupement Démonstration ASBL",
                enterprise_number="1999999943",
                street="Rue de l'Exemple 1",
                postal_code="5000",
                city="Namur",
                rpm_court="Liège, division Namur",
                email="factures@groupement.example",
                website="www.groupement.example",
                iban="BE96001000012305",
            ),
        )
        file_papers(session, year)


def replace_holidays(database: Database, year: int) -> None:
    """Decide in time that a holiday of a weekend is kept on the working day after it."""
    with database.writing(GROUP, ACTOR) as session:
        for day, holiday in groups.group_holidays(session, year).items():
            if day != holiday:
                groups.replace_holiday(
                    session,
                    groups.ReplacementCreate(
                        holiday=holiday,
                        replaced_on=day,
                        agreed_by="Délégation du personnel",
                        decided_on=date(year - 1, 11, 20),
                        posted_on=date(year - 1, 12, 1),
                    ),
                )


def enrol_invented(
    database: Database, invented: Sequence[InventedMember], year: int, progress: Progress
) -> list[ServedMember]:
    """Register the invented members, admit them and record their VAT status."""
    with progress("members", len(invented)) as advance:
        for batch in batches(invented, 50):
            with database.writing(GROUP, ACTOR) as session:
                for member in batch:
                    _enrol(session, member, year)
            advance(len(batch))
    return [
        ServedMember(
            member.number,
            member.joined_on,
            member.left_on,
            member.latitude,
            member.longitude,
            member.language,
            next(contact.name for contact in member.contacts if contact.role == "signer"),
            member.pupils,
            member.sites[0].code,
        )
        for member in invented
    ]


def _enrol(session: WriteSession, member: InventedMember, year: int) -> None:
    wanted = ("number", "name", "legal_form", "enterprise_number", "street", "postal_code", "city")
    also = ("language", "email", "joint_committee", "billing_frequency")
    members.register(
        session,
        members.MemberCreate(
            **{name: getattr(member, name) for name in wanted + also},
            activity="Vie associative" if member.kind == "association" else "Enseignement",
            sites=[members.SiteCreate(**vars(site)) for site in member.sites],
            contacts=[members.ContactCreate(**vars(contact)) for contact in member.contacts],
        ),
    )
    _join(session, member.number, member.joined_on)
    if member.left_on is not None:
        members.leave(session, member.number, member.left_on)
    attested_from_on = max(member.joined_on, date(year, 1, 1))
    members.attest_vat(
        session,
        member.number,
        members.VatAttestation(
            status=member.vat_status,
            taxable_percent=member.taxable_share_percent,
            from_on=attested_from_on,
            valid_until_on=date(attested_from_on.year + 1, 1, 1),
            signed_on=attested_from_on - timedelta(days=14),
            signed_by=next(contact.name for contact in member.contacts if contact.role == "signer"),
        ),
    )


def _join(session: WriteSession, number: str, joined_on: date) -> None:
    signed_on = joined_on - timedelta(days=14)
    members.join(session, number, joined_on, acknowledged_on=signed_on, internal_rules_version=RULES_VERSION)


def enrol_register(database: Database, file: Path, year: int, progress: Progress) -> list[ServedMember]:
    """Import a members file and admit every association that can be a member; the others stay candidates.

    The signers are named by function: nobody is invented for a real association.
    """
    drafts = read_members(file)
    joined_on = date(year - 1, 1, 1)
    able = [draft for draft in drafts.members if draft.enterprise_number and draft.sites]
    with progress("members of the register", len(able)) as advance:
        with database.writing(GROUP, ACTOR, f"import of {file.name}") as session:
            members.import_members(session, drafts, skip_refused=True)
        for batch in batches(able, 50):
            with database.writing(GROUP, ACTOR) as session:
                for draft in batch:
                    members.add_contact(
                        session,
                        draft.number,
                        members.ContactCreate(
                            role="signer",
                            name="Direction",
                            email=draft.email or f"direction@{draft.number.lower()}.example.org",
                        ),
                    )
                    _join(session, draft.number, joined_on)
                    members.declare_vat(session, draft.number, date(year, 1, 1), "exempt")
            advance(len(batch))
    return [
        ServedMember(
            draft.number,
            joined_on,
            None,
            draft.sites[0].latitude,
            draft.sites[0].longitude,
            draft.language,
            "Direction",
            len(draft.sites),
            draft.sites[0].code,
        )
        for draft in able
    ]


def hire(database: Database, people: Sequence[InventedWorker], progress: Progress) -> None:
    """Register and hire the workers, with their amendments, foreseen absences and qualifications."""
    with progress("workers", len(people)) as advance:
        for worker in people:
            with database.writing(GROUP, ACTOR, despite="croissance décidée") as session:
                _hire(session, worker)
            advance(1)


def _hire(session: WriteSession, worker: InventedWorker) -> None:
    workers.register(
        session,
        workers.WorkerCreate(
            number=worker.number,
            first_name=worker.first_name,
            last_name=worker.last_name,
            profession=worker.profession,
            function=worker.function,
            language=worker.language,
            email=worker.email,
            home_postal_code=worker.postal_code,
            home_city=worker.city,
            home_latitude=worker.latitude,
            home_longitude=worker.longitude,
        ),
    )
    contract = f"CT-{worker.number}"
    workers.hire(
        session,
        workers.ContractCreate(
            number=contract,
            worker=worker.number,
            from_on=worker.contract_from,
            week_minutes=worker.week_minutes,
            full_time_minutes=worker.full_time_minutes,
            signed_on=worker.contract_signed_on,
            purpose_clause=True,
            pattern=pattern_text(worker.pattern),
        ),
    )
    if worker.amendment is not None:
        workers.amend(
            session,
            contract,
            worker.amendment.from_on,
            worker.amendment.week_minutes,
            worker.amendment.signed_on,
            pattern_text(worker.amendment.pattern),
        )
    for absence in worker.absences:
        if absence.kind != "sickness":
            workers.record_absence(
                session,
                worker.number,
                absence.kind,  # type: ignore[arg-type]
                absence.from_on,
                absence.until_on,
            )
    for qualification in worker.qualifications:
        workers.record_qualification(
            session, worker.number, qualification.name, qualification.from_on, qualification.until_on
        )
    entitle(session, worker)


def price(database: Database, cast: Cast) -> dict[str, int]:
    """Open the pools and the key and set the year's provisional prices; return the pools' ids by code."""
    rates = costs.hourly_rates(cast.workers, cast.agreements, cast.year, cast.seed)
    shared = costs.volumes(cast.workers, cast.agreements, "pro_rata")
    pools: dict[str, int] = {}
    with database.writing(GROUP, ACTOR, f"budget {cast.year}") as session:
        for worker in cast.workers:
            code = costs.pool_of(worker)
            if code in rates and code not in pools:
                pools[code] = _open_pool(session, worker, code)
                month_cents = hours_amount(shared[code], rates[code]) // 12 if code in shared else 0
                invoicing.set_tariff(session, code, cast.year, rates[code], month_cents)
        pools[costs.OVERHEAD] = invoicing.open_pool(
            session, invoicing.PoolCreate(code=costs.OVERHEAD, name="Frais généraux", kind="overhead")
        ).id
        invoicing.open_key(session, KEY, "points de répartition")
        invoicing.weigh(
            session, KEY, {member.number: member.weight for member in cast.members}, date(cast.year, 1, 1)
        )
    return pools


_NAMES = {
    "accountant": "Comptables",
    "prevention_advisor": "Conseillers en prévention",
    "energy_advisor": "Conseillers en énergie",
    "dpo": "Délégués à la protection des données",
    "lawyer": "Juristes",
}


def _open_pool(session: WriteSession, worker: InventedWorker, code: str) -> int:
    dedicated = worker.profession == "dedicated"
    pool = invoicing.PoolCreate(
        code=code,
        name=f"Travailleur dédié : {worker.function}" if dedicated else _NAMES[worker.profession],
        kind="dedicated" if dedicated else "profession",
        profession=worker.profession,
        worker=worker.number if dedicated else None,
    )
    return invoicing.open_pool(session, pool).id


def sign_agreements(database: Database, cast: Cast, pools: dict[str, int], progress: Progress) -> None:
    """Sign the agreements and put a worker on each, in its places of the week."""
    rates = costs.hourly_rates(cast.workers, cast.agreements, cast.year, cast.seed)
    with database.reading(GROUP) as reading:
        key_id = invoicing.key_by_code(reading, KEY).id
    people = {worker.number: worker for worker in cast.workers}
    places = {member.number: member for member in cast.members}
    lost = on_the_way(cast.agreements, places)
    with progress("agreements", len(cast.agreements)) as advance:
        for batch in batches(cast.agreements, 50):
            with database.writing(GROUP, ACTOR) as session:
                for agreement in batch:
                    worker = people[agreement.worker]
                    code = costs.pool_of(worker)
                    volume = costs.volume_minutes(agreement)
                    fee = hours_amount(volume, rates[code]) // 12
                    assignments.agree(
                        session,
                        AgreementCreate(
                            number=agreement.number,
                            member=agreement.member,
                            profession=agreement.profession,
                            worker=agreement.worker if agreement.profession == "dedicated" else None,
                            pool_id=pools[code],
                            basis=agreement.basis,
                            volume_minutes=volume,
                            fee_cents=fee if agreement.basis == "flat_fee" else None,
                            key_id=key_id if agreement.basis == "pro_rata" else None,
                            school_weeks_only=agreement.school_weeks_only,
                            signed_on=agreement.from_on - timedelta(days=20),
                            from_on=agreement.from_on,
                            until_on=agreement.until_on,
                        ),
                    )
                    for slot in _recurring(agreement, worker, places[agreement.member].site, cast.year, lost):
                        assignments.assign(session, slot)
            advance(len(batch))


def _recurring(
    agreement: InventedAgreement, worker: InventedWorker, site: str, year: int, lost: Mapping[Morning, int]
) -> Iterator[AssignmentCreate]:
    """Yield an assignment per half-day of the week: weekly, every two weeks, or every four.

    A morning ends earlier by what is `lost` on the way to the afternoon.
    """
    phases: dict[tuple[int, int], list[int]] = defaultdict(list)
    for weekday, half, phase in agreement.slots:
        phases[weekday, half].append(phase)
    first_monday = date(year, 1, 1) - timedelta(days=date(year, 1, 1).weekday())
    start = max(agreement.from_on, date(year, 1, 1))
    for (weekday, half), found in sorted(phases.items()):
        interval = {4: 1, 2: 2}.get(len(found), 4)
        if interval == 2 and (found[1] - found[0]) % 4 != 2:
            interval = 4
        way = max(lost.get((agreement.number, weekday, phase), 0) for phase in found)
        for phase in found if interval == 4 else found[:1]:
            day = first_monday + timedelta(days=7 * phase + weekday)
            while day < start:
                day += timedelta(days=7 * interval)
            yield AssignmentCreate(
                agreement=agreement.number,
                worker=worker.number,
                site=site,
                rule=f"FREQ=WEEKLY;INTERVAL={interval}",
                start_time=AFTERNOON if half else MORNING,
                minutes=max(SHORTEST, _minutes(worker, weekday, half) - way),
                from_on=day,
                until_on=agreement.until_on,
            )


def _minutes(worker: InventedWorker, weekday: int, half: int) -> int:
    """Return how long a half-day lasts, in the shortest of the worker's patterns that has it."""
    patterns = [worker.pattern] + ([worker.amendment.pattern] if worker.amendment else [])
    spans = [pattern[weekday][half] for pattern in patterns if half < len(pattern.get(weekday, ()))]
    return min(_clock(end) - _clock(start) for start, end in spans)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def agreements_for(
    seed: int, served: Sequence[ServedMember], people: Sequence[InventedWorker], year: int
) -> Sequence[InventedAgreement]:
    """Invent the agreements of the year between these members and these workers."""
    return invent_agreements(seed, served, people, year)

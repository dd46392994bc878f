"""The fixed cast of the tests: one group, three members, three workers, their agreements, one coordinator."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlmodel import SQLModel, col, select

from basicplus import assignments, groups, invoicing, journal, members, workers
from basicplus.assignments import TimeEntry, timesheets
from basicplus.clock import Span, month_of, year_span
from basicplus.compliance.service import FileCreate, WaiverCreate
from basicplus.db import Database, ReadSession, WriteSession
from basicplus.journal import JournalEntry

GROUP = "demo"
COORDINATOR = "Chantal Noël"
YEAR = 2025
NEW_YEAR = date(2025, 1, 1)
SIGNERS = {"M001": "Marie Dupont", "M002": "Jan Peeters", "M003": "Anna Schmitz"}
ACTS = 49
"""How many acts founded the cast."""
PUPILS = {"M001": 312, "M002": 208, "M003": 97}
PUBLISHED_AT = datetime.fromisoformat("2024-12-02T09:00:00+00:00")
SIGNED_AT = datetime.fromisoformat("2026-01-05T08:00:00+00:00")


def group(**changes: Any) -> groups.GroupCreate:
    """The group's identity."""
    given = {
        "code": GROUP,
        "name": "Groupement des Écoles",
        "enterprise_number": "0739484052",
        "street": "Rue des Écoles 12",
        "postal_code": "5000",
        "city": "Namur",
        "rpm_court": "Liège, division Namur",
        "email": "factures@groupement.example",
        "website": "www.groupement.example",
        "iban": "BE68539007547034",
    }
    return groups.GroupCreate(**given | changes)


def document(name: str) -> FileCreate:
    """A document that proves something."""
    return FileCreate(name=name, content=b64encode(name.encode()))


ACCESSION: Any = {"acknowledged_on": date(2020, 12, 14), "internal_rules_version": 1}
"""What every member of the cast signs when it joins."""


def authorisation(**changes: Any) -> groups.AuthorisationCreate:
    """An authorisation from 2020 on."""
    given = {
        "reference": "AM-2020",
        "joint_committee": "337",
        "granted_on": date(2019, 12, 2),
        "from_on": date(2020, 1, 1),
    }
    return groups.AuthorisationCreate(**given | changes)


def member(number: str = "M004", **changes: Any) -> members.MemberCreate:
    """An association with one site and one signer."""
    given = {
        "number": number,
        "name": f"École {number}",
        "enterprise_number": "0405678942",
        "street": "Avenue de la Gare 7",
        "postal_code": "5500",
        "city": "Dinant",
        "sites": [site(number)],
        "contacts": [{"role": "signer", "name": SIGNERS.get(number, "Luc Martin"), "email": "ecole@example.org"}],
    }
    return members.MemberCreate(**given | changes)


def site(number: str) -> members.SiteCreate:
    """The site of a member."""
    return members.SiteCreate(
        code=f"S-{number}", name=f"Site {number}", street="Rue Haute 1", postal_code="5500", city="Dinant"
    )


def worker(number: str = "W004", profession: str = "prevention_advisor", **changes: Any) -> workers.WorkerCreate:
    """A worker."""
    given = {"number": number, "first_name": "Anne", "last_name": f"Lambert {number}", "profession": profession}
    return workers.WorkerCreate(**given | changes)


def contract(worker_number: str = "W004", **changes: Any) -> workers.ContractCreate:
    """A full-time contract from 2021 on, signed in time."""
    given = {
        "number": f"C-{worker_number}",
        "worker": worker_number,
        "from_on": date(2021, 1, 4),
        "week_minutes": 2280,
        "signed_on": date(2020, 12, 14),
        "purpose_clause": True,
    }
    return workers.ContractCreate(**given | changes)


def agreement(number: str = "A-NEW", **changes: Any) -> dict[str, Any]:
    """What an agreement for prevention advisors, paid by the hour, needs beside its pool."""
    return {
        "number": number,
        "member": "M001",
        "profession": "prevention_advisor",
        "basis": "time_spent",
        "volume_minutes": 6000,
        "signed_on": date(2024, 11, 25),
        "from_on": NEW_YEAR,
    } | changes


def visit(**changes: Any) -> assignments.VisitCreate:
    """A morning of W001 at M001 on Monday 3 March 2025."""
    given = {
        "worker": "W001",
        "member": "M001",
        "site": "S-M001",
        "agreement": "A-CP-1",
        "day": date(2025, 3, 3),
        "start_time": "08:30",
        "minutes": 210,
        "told_on": PUBLISHED_AT.date(),
    }
    return assignments.VisitCreate(**given | changes)


def hours(**changes: Any) -> assignments.HoursCreate:
    """The same morning, as hours."""
    given = {
        "worker": "W001",
        "agreement": "A-CP-1",
        "site": "S-M001",
        "day": date(2025, 3, 3),
        "start_time": "08:30",
        "end_time": "12:00",
    }
    return assignments.HoursCreate(**given | changes)


def waiver(rule: str, **changes: Any) -> WaiverCreate:
    """A waiver of a rule for everybody in 2025, with the document that grants it."""
    given = {
        "reference": f"DER-{rule}",
        "rule": rule,
        "from_on": NEW_YEAR,
        "until_on": date(2026, 1, 1),
        "granted_by": "SPF Emploi",
        "reason": "décision du ministre",
        "document": FileCreate(name="decision.txt", content=b64encode(rule.encode())),
    }
    return WaiverCreate(**given | changes)


def found(database: Database) -> None:
    """Found the group with its whole cast."""
    with database.writing(None, COORDINATOR, new_group=True) as session:
        groups.found(session, group())
        groups.authorise(session, authorisation())
        _papers(session)
        _members(session)
        _workers(session)
        _pools(session)
        _agreements(session)
        drafted = assignments.draft(session, year_span(YEAR))
        assignments.publish(session, drafted.plan, PUBLISHED_AT)


def _members(session: WriteSession) -> None:
    numbers = {"M001": "0202239951", "M002": "0401234560", "M003": "0402345607"}
    for (number, enterprise_number), language in zip(numbers.items(), ("fr", "nl", "de"), strict=True):
        members.register(session, member(number, enterprise_number=enterprise_number, language=language))
        members.join(session, number, date(2021, 1, 1), **ACCESSION)
        members.declare_vat(session, number, date(2021, 1, 1), "exempt")


def _papers(session: WriteSession) -> None:
    rules = groups.InternalRulesCreate(from_on=date(2019, 10, 1), document=document("rules-1.pdf"))
    groups.adopt_internal_rules(session, rules)
    for year in range(2020, YEAR + 1):
        sent_on, report = date(year + 1, 3, 3), document(f"report-{year}.pdf")
        groups.send_report(session, groups.ActivityReportCreate(year=year, sent_on=sent_on, document=report))


def _workers(session: WriteSession) -> None:
    for number, profession in (("W001", "prevention_advisor"), ("W002", "accountant"), ("W003", "dpo")):
        workers.register(session, worker(number, profession))
    workers.hire(session, contract("W001"))
    workers.hire(session, contract("W002"))
    workers.hire(session, contract("W003", week_minutes=1140, pattern="variable"))


def _pools(session: WriteSession) -> None:
    for code, name, profession in (
        ("CP", "Conseillers en prévention", "prevention_advisor"),
        ("CPT", "Comptables", "accountant"),
        ("DPO", "Délégués à la protection des données", "dpo"),
    ):
        invoicing.open_pool(
            session, invoicing.PoolCreate(code=code, name=name, kind="profession", profession=profession)
        )
    invoicing.open_pool(session, invoicing.PoolCreate(code="FG", name="Frais généraux", kind="overhead"))
    invoicing.set_tariff(session, "CP", YEAR, 450000)
    invoicing.set_tariff(session, "CPT", YEAR, 420000)
    invoicing.set_tariff(session, "DPO", YEAR, 480000, pro_rata_month_cents=100000)
    invoicing.open_key(session, "ELEVES", "élèves")
    invoicing.weigh(session, "ELEVES", PUPILS, date(2021, 1, 1))


def _agreements(session: WriteSession) -> None:
    for number in (1, 2, 3):
        agree(session, agreement(f"A-CP-{number}", member=f"M00{number}"), "CP")
    agree(session, agreement("A-CPT-1", profession="accountant", basis="flat_fee", fee_cents=45000), "CPT")
    key = invoicing.key_by_code(session, "ELEVES")
    for number in (1, 2, 3):
        terms = {"member": f"M00{number}", "profession": "dpo", "basis": "pro_rata", "key_id": key.id}
        agree(session, agreement(f"A-DPO-{number}", **terms), "DPO")


def agree(session: WriteSession, terms: dict[str, Any], pool: str = "CP") -> assignments.Agreement:
    """Record an agreement paid from a pool."""
    pool_id = invoicing.pool_by_code(session, pool).id
    return assignments.agree(session, assignments.AgreementCreate(**terms, pool_id=pool_id))


def agreed(database: Database, number: str, pool: str = "CP", **changes: Any) -> None:
    """Record an agreement like those of the cast, with these changes."""
    with writing(database) as session:
        agree(session, agreement(number, **changes), pool)


def flat_fee(database: Database, number: str = "A-FEE-1", **changes: Any) -> None:
    """Record an agreement with M001 for a flat fee of 450.00 a month, paid from the accountants' pool."""
    given = {"profession": "accountant", "basis": "flat_fee", "fee_cents": 45000}
    agreed(database, number, "CPT", **given | changes)


def register_for_vat(database: Database) -> None:
    """Give the group a VAT number."""
    with writing(database) as session:
        group = groups.current(session)
        group.vat_registered = True
        journal.record(session, "mend group", group.code)


def writing(database: Database, code: str = GROUP, despite: str | None = None) -> Any:
    """Open a writing session of the coordinator; `despite` is why to go ahead although a rule warns."""
    return database.writing(code, COORDINATOR, despite=despite)


def reading(database: Database, code: str = GROUP) -> Any:
    """Open a reading session."""
    return database.reading(code)


def day_and_night(database: Database) -> None:
    """Put schemes on file under which everybody may work at night and on Sundays."""
    with writing(database) as session:
        for kind in ("night", "sunday"):
            scheme = {"kind": kind, "from_on": NEW_YEAR, "signed_on": date(2024, 12, 2)}
            workers.adopt_scheme(session, workers.SchemeCreate(**scheme))


def log(database: Database, *lines: assignments.HoursCreate, despite: str | None = None) -> None:
    """Record hours as drafts; `despite` is why, where a rule warns."""
    with writing(database, despite=despite) as session:
        for line in lines:
            timesheets.log(session, line)


def check(database: Database, span: Span) -> None:
    """Submit and check everybody's hours of a span."""
    with writing(database) as session:
        for number in ("W001", "W002", "W003"):
            timesheets.submit(session, number, span)
        timesheets.check(session, span)


def sign(database: Database, *numbers: str, month: date = date(2025, 3, 1)) -> None:
    """Have members sign the checked hours of a month."""
    with writing(database) as session:
        for number in numbers or tuple(SIGNERS):
            timesheets.sign(session, number, month, SIGNERS[number], SIGNED_AT)


def publish(database: Database, day: date = NEW_YEAR, at: datetime = PUBLISHED_AT) -> None:
    """Publish the draft of the plan of a day."""
    with writing(database) as session:
        assignments.publish(session, assignments.plan_of(session, day), at)


def do(database: Database, *lines: assignments.HoursCreate, despite: str | None = None) -> None:
    """Record hours, submit, check and sign them: months and members are those of the lines."""
    log(database, *lines, despite=despite)
    for first in sorted({line.day.replace(day=1) for line in lines}):
        check(database, month_of(first))
        owners = {f"M00{line.agreement[-1]}" for line in lines if line.agreement and line.day in month_of(first)}
        sign(database, *sorted(owners), month=first)


def book(database: Database, *costs: tuple[str, int], month: date = date(2025, 6, 1)) -> None:
    """Book (pool, cents) as gross pay of a month."""
    with writing(database) as session:
        invoicing.book(
            session,
            [
                invoicing.CostCreate(month=month, kind="gross", amount_cents=cents, pool=pool)
                for pool, cents in costs
            ],
            "payroll",
        )


def entries(session: ReadSession, **where: object) -> list[TimeEntry]:
    """Return the hours that have these values, in order of time."""
    query = select(TimeEntry).filter_by(**where).order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
    return list(session.exec(query))


def states(database: Database) -> list[tuple[date, str]]:
    """Return the day and the state of all hours, in order of time."""
    with reading(database) as session:
        return [(entry.day, entry.state) for entry in entries(session)]


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as the database keeps it."""
    with database.engine.execution_options(purpose="read").connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sqlalchemy.select(table).order_by(table.c.id))]
            for table in SQLModel.metadata.sorted_tables
        }


def told(entry: JournalEntry) -> dict[str, Any]:
    """Return what an act says of itself, without the sum of the versions it kept."""
    return {name: value for name, value in json.loads(entry.detail).items() if name != "versions"}


def put(database: Database, model: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows behind the gate's back, as an older program or a hand on the database would have."""
    with database.engine.begin() as connection:
        for row in rows:
            connection.execute(sqlalchemy.insert(model).values(**row))


def costs(session: ReadSession) -> list[invoicing.CostEntry]:
    """Return the costs booked, in order of id."""
    return list(session.exec(select(invoicing.CostEntry).order_by(col(invoicing.CostEntry.id))))


def lines(session: ReadSession, **where: object) -> list[invoicing.InvoiceLine]:
    """Return the invoice lines that have these values, in order of id."""
    query = select(invoicing.InvoiceLine).filter_by(**where).order_by(col(invoicing.InvoiceLine.id))
    return list(session.exec(query))


def invoices(session: ReadSession, **where: object) -> list[invoicing.Invoice]:
    """Return the documents that have these values, in order of id."""
    query = select(invoicing.Invoice).filter_by(**where).order_by(col(invoicing.Invoice.id))
    return list(session.exec(query))

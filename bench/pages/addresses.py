"""The addresses of every page of every role, taken from the routes; what stands in the braces is on the stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute, iter_route_contexts
from sqlmodel import col, func

from basicplus.access import Role, User
from basicplus.app import create_app
from basicplus.assignments import Agreement, TimeEntry, Visit
from basicplus.compliance.rules import RULES
from basicplus.db import GroupSession, pick
from basicplus.invoicing import CostPool, Invoice
from basicplus.invoicing.payments.models import BankMovement
from basicplus.liability.models import Provision
from basicplus.members import Member
from basicplus.watch import FindingCase
from basicplus.web.roles import roles_of
from basicplus.workers import Worker
from bench.pages.stage import Person, Stage

NOT_ASKED = ("/login", "/password", "/account/keys")
"""Pages for who comes in, and one that begins an authenticator each time it is shown."""


def addresses(stage: Stage, person: Person) -> Iterator[str]:
    """Give the address of each page that a person may see; without those whose braces nothing fills."""
    known = _known(stage, person)
    for path in paths(create_app(stage.database, actor="nobody"), person.role):
        address = _filled(path, known)
        if "{" not in address:
            yield address


def paths(app: FastAPI, role: Role) -> Iterator[str]:
    """Give the path of each page that a role may see, as its route declares it."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or route.response_class is not HTMLResponse:
            continue
        path = str(context.path)
        if (
            "GET" in (route.methods or ())
            and {role, "anyone"} & set(roles_of(route))
            and not path.startswith(NOT_ASKED)
        ):
            yield path


def _filled(path: str, known: Mapping[str, str]) -> str:
    for pattern, value in known.items():
        path = re.sub(pattern, value, path)
    return path


def _known(stage: Stage, person: Person) -> dict[str, str]:
    """Return what takes the place of each part of a path, the longer parts first."""
    month, last = f"{stage.month.from_on:%Y-%m}", f"{stage.last.from_on:%Y-%m}"
    with stage.database.reading(stage.group) as session:
        found = _found(session, stage)
        mine = person.number or found["member"]
    year, billed = found["year"], found["billed"]
    return {
        r"\{group\}": stage.group,
        r"/portal/\{member\}/invoices/\{number\}": f"/portal/{mine}/invoices/{_invoice_of(stage, mine)}",
        r"/portal/\{member\}": f"/portal/{mine}",
        r"month/\{month\}/\{agreement\}/\{worker\}": f"month/{last}/{found['agreement']}/{found['worker']}",
        r"month/\{month\}": f"month/{last}",
        r"plan/visits/\{visit_id\}": f"plan/visits/{found['visit']}",
        r"plan/\{kind\}/\{number\}": f"plan/workers/{found['worker']}?month={month}",
        r"plan$": f"plan?month={month}",
        r"plan/(conflicts|conflicts/count|publish|versions|add|many)$": rf"plan/\1?month={month}",
        r"agreements/\{number\}": f"agreements/{found['agreement']}",
        r"invoices/\{number\}": f"invoices/{found['invoice']}",
        r"members/\{number\}": f"members/{found['member']}",
        r"workers/\{number\}": f"workers/{found['worker']}",
        r"users/\{number\}": f"users/{found['user']}",
        r"cases/\{number\}": f"cases/{found['case']}",
        r"runs/\{period\}": f"runs/{billed}",
        r"budget/\{year\}/effects": f"budget/{year}/effects?change=pour&measure=hours",
        r"provisions/\{code\}": f"provisions/{found['provision']}",
        r"pools/\{code\}": f"pools/{found['pool']}",
        r"payments/\{movement\}": f"payments/{found['movement']}",
        r"rules/\{rule\}": f"rules/{RULES[0].id}",
        r"do/\{name\}": "do/log-hours",
        r"\{member\}": found["member"],
        r"\{year\}": year,
    }


def _found(session: GroupSession, stage: Stage) -> dict[str, str]:
    """Return a record of each kind that paths name, by the name of the part; braces where there is none."""
    hours = pick(Worker.number, Agreement.number, Member.number).where(TimeEntry.day >= stage.last.from_on)
    hours = hours.join(TimeEntry, col(TimeEntry.worker_id) == Worker.id)
    hours = hours.join(Agreement, col(Agreement.id) == TimeEntry.agreement_id)
    hours = hours.join(Member, col(Member.id) == TimeEntry.member_id).limit(1)
    [(worker, agreement, member)] = session.rows(hours)
    [(last_billed,)] = session.rows(pick(func.max(Invoice.from_on)))
    queries: dict[str, Any] = {
        "visit": pick(Visit.id).where(Visit.day >= stage.month.from_on),
        "invoice": pick(Invoice.number),
        "user": pick(User.id),
        "case": pick(FindingCase.id),
        "movement": pick(BankMovement.id),
        "pool": pick(CostPool.code),
        "provision": pick(Provision.code),
    }
    rows = {name: session.rows(query.limit(1)) for name, query in queries.items()}
    found = {name: str(each[0][0]) if each else "{none}" for name, each in rows.items()}
    return found | {
        "worker": worker,
        "agreement": agreement,
        "member": member,
        "year": f"{last_billed:%Y}",
        "billed": f"{last_billed:%Y-%m}",
    }


def _invoice_of(stage: Stage, member: str) -> str:
    with stage.database.reading(stage.group) as session:
        query = (
            pick(Invoice.number).join(Member, col(Member.id) == Invoice.member_id).where(Member.number == member)
        )
        found = session.rows(query.limit(1))
    return found[0][0] if found else "{none}"

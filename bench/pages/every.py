"""Every page of every role, asked again and again by somebody who is logged in; the slowest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.testclient import TestClient

from basicplus.access import ROLES, Role
from basicplus.app import create_app
from basicplus.cli.serving import warm
from bench.pages.addresses import addresses
from bench.pages.stage import Stage
from bench.pages.telling import Answer, late, middle, tell, timed

SCRIPTS = ("/conflicts/count", "/progress")
"""Pieces of pages, which scripts ask for."""


@dataclass(frozen=True)
class Asked:
    """A page that a role asked for: the first answer, and those after it."""

    role: Role
    address: str
    first: Answer
    answers: list[Answer]


def pages(stage: Stage, requests: int, roles: tuple[Role, ...] = ROLES) -> None:
    """Measure every page as every role and print it, the slowest first."""
    app = warm(create_app(stage.database))
    found = [asked for role in roles for asked in _as_role(stage, app, role, requests)]
    for asked in sorted(found, key=lambda each: -middle([answer.seconds for answer in each.answers])):
        first = f"first {1000 * asked.first.seconds:.0f} ms, computing {1000 * asked.first.cpu_seconds:.0f}"
        tell(f"{asked.role:<12}{asked.address}", asked.answers, first)
    over = [each for each in found if late([answer.seconds for answer in each.answers]) >= 0.25]
    print(f"{len(found)} pages of {len(roles)} roles, {len(over)} with a p95 of 250 ms or more")


def _as_role(stage: Stage, app: FastAPI, role: Role, requests: int) -> Iterator[Asked]:
    person = stage.one_as(role)
    client = TestClient(app, headers={"Accept-Language": "fr"}, follow_redirects=True)
    client.cookies.set("basicplus", stage.token_of(person))
    for address in addresses(stage, person):
        headers = {"HX-Request": "true"} if address.split("?")[0].endswith(SCRIPTS) else {}

        def ask(address: str = address, headers: dict[str, str] = headers) -> Answer:
            return timed(lambda: client.get(address, headers=headers))

        first = ask()
        if first.response.status_code != 200:
            print(f"{role} {address}: {first.response.status_code}, not measured")
            continue
        yield Asked(role, address, first, [ask() for _ in range(requests)])

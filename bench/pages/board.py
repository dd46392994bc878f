"""The coordinator's board of a month: by worker, profession and member, a move, its undo, conflicts, dialogs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from fastapi.testclient import TestClient

from basicplus.app import create_app
from basicplus.cli.serving import warm
from bench.pages.stage import Stage
from bench.pages.telling import Answer, tell, timed

SCRIPT = {"HX-Request": "true"}
GIVEN = {"start_time": "08:45", "despite": "measured"}
VIEWS = {"by worker": "", "by profession": "&view=profession", "by member": "&view=member"}
DIALOGS = 20


def board(stage: Stage, requests: int) -> None:
    """Measure the board and what is done on it, and print it."""
    client = TestClient(warm(create_app(stage.database)), headers={"Accept-Language": "fr"})
    client.cookies.set("basicplus", stage.token_of(stage.one_as("coordinator")))
    client.headers["Origin"] = "http://testserver"
    plan, of_month = f"/g/{stage.group}/plan", f"month={stage.month.from_on:%Y-%m}"
    for name, more in VIEWS.items():
        address = f"{plan}?{of_month}{more}"
        tell(f"board {name}", [_got(client, address) for _ in range(requests)])
        tell(
            f"board {name}, first after an act",
            [_anew(client, address, plan, of_month) for _ in range(requests // 4)],
        )
    visits = re.findall(r'id="v(\d+)" href', client.get(f"{plan}?{of_month}").text)
    _moves(client, plan, of_month, Random(1).sample(visits, min(requests // 4, len(visits))))
    conflicts = f"{plan}/conflicts?{of_month}"
    tell("conflicts, first after an act", [_got(client, conflicts, SCRIPT)])
    tell("conflicts, again", [_got(client, conflicts, SCRIPT) for _ in range(DIALOGS)])
    tell("dialog of a visit", [_got(client, f"{plan}/visits/{visit}", SCRIPT) for visit in visits[:DIALOGS]])


def _got(client: TestClient, address: str, headers: Mapping[str, str] | None = None) -> Answer:
    return timed(lambda: client.get(address, headers=headers))


def _anew(client: TestClient, address: str, plan: str, of_month: str) -> Answer:
    """Ask for the board after a visit of its month was moved, as one who opens it then."""
    visits = re.findall(r'id="v(\d+)" href', client.get(address).text)
    for visit in Random(len(visits)).sample(visits, len(visits)):
        if client.post(f"{plan}/visits/{visit}/move?{of_month}", data=GIVEN, headers=SCRIPT).status_code == 200:
            break
    answer = _got(client, address)
    client.post(f"{plan}/undo?{of_month}", headers=SCRIPT)
    return answer


def _moves(client: TestClient, plan: str, of_month: str, visits: list[str]) -> None:
    """Move visits by a quarter of an hour, as the dialog does, and take each move back."""

    def post(path: str) -> Answer:
        return timed(lambda: client.post(f"{plan}/{path}?{of_month}", data=GIVEN, headers=SCRIPT))

    done, undone, refused = [], [], 0
    for visit in visits:
        moved = post(f"visits/{visit}/move")
        if moved.response.status_code != 200:
            refused += 1
            continue
        done.append(moved)
        undone.append(post("undo"))
    tell("move, rows swapped in", done, f"{refused} more refused")
    tell("undo", undone)

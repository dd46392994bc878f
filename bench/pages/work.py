"""Fifty people at work: each logs in, does what its role does, and thinks for 5 to 15 seconds in between.

The server is a process of its own, as `basicplus serve` starts it, on this machine's cores, which the fifty and
whatever else runs here use too. A page counts until its last byte has come, without style sheets and scripts: a
browser keeps these.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from random import Random

import httpx
from sqlmodel import col

from basicplus.assignments import Visit
from basicplus.clock import today
from basicplus.db import pick
from basicplus.members import Member
from basicplus.workers import Worker
from bench.pages.journeys import JOURNEYS
from bench.pages.serving import Served, served
from bench.pages.stage import PASSWORD, Person, Stage
from bench.pages.telling import late, middle

THINKS = (5.0, 15.0)
BUDGET = 0.25
LOGIN = "POST /login"
"""A password takes a quarter of a second of a core to be proved, by intention."""
ACCEPTED = (200, 303, 409)
"""A rule may refuse what chance has chosen: that is an answer too."""


@dataclass
class Log:
    """How long every request took, by what was asked, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    settled: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def note(self, name: str, seconds: float, status: int) -> None:
        """Note an answer; those asked for once all had come in are `settled`."""
        self.took[name].append(seconds)
        if time.monotonic() - seconds - self.begun > 2 * THINKS[1]:
            self.settled.append(seconds)
        if status not in ACCEPTED:
            self.wrong.append(f"{name}: {status}")


@dataclass
class Seat:
    """One person at a browser."""

    client: httpx.AsyncClient
    person: Person
    words: dict[str, str]
    log: Log
    random: Random

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> str:
        """Open a page and return it."""
        return await self._ask("GET", address, {}, headers)

    async def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> str:
        """Send a form and return its answer."""
        return await self._ask("POST", address, form, headers)

    def choose(self, among: list[str]) -> str:
        """Choose one of several things by chance."""
        return self.random.choice(among)

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str], headers: Mapping[str, str] | None
    ) -> str:
        started = time.perf_counter()
        said = address.format(**self.words)
        answer = await self.client.request(method, said, data=form or None, headers=headers)
        name = address.replace("?month={month}", "").replace("/g/{group}", "") or "/"
        self.log.note(f"{method} {name}", time.perf_counter() - started, answer.status_code)
        return answer.text

    async def work(self, until: float) -> None:
        """Log in and work until a moment."""
        await asyncio.sleep(self.random.uniform(0, THINKS[1]))
        await self.post("/login", {"email": self.person.email, "password": PASSWORD})
        journey = JOURNEYS[self.person.role]
        while time.monotonic() < until:
            [step] = self.random.choices(list(journey), list(journey.values()))
            await (self.get(step) if isinstance(step, str) else step(self))
            await asyncio.sleep(self.random.uniform(*THINKS))


def people_at_work(stage: Stage, seconds: float, count: int) -> None:
    """Let people of the stage work, all roles in proportion, and print how long they waited."""
    everybody, words = stage.people(), _words(stage)
    people = [everybody[place * len(everybody) // count] for place in range(min(count, len(everybody)))]
    stage.database.close()
    with served(stage.file) as server:
        httpx.get(server.address + "/login", timeout=None, trust_env=False)  # Nobody measures a first answer.
        load, computed, started = os.getloadavg()[0], server.cpu_seconds(), time.monotonic()
        log = asyncio.run(_worked(server, people, words, seconds))
        passed = time.monotonic() - started
        share = (server.cpu_seconds() - computed) / passed
    asked = sum(map(len, log.took.values()))
    for name, took in sorted(log.took.items(), key=lambda each: -late(each[1])):
        over = "  over 250 ms" if late(took) >= BUDGET else ""
        print(
            f"{name:<52}p50 {1000 * middle(took):6.1f}, p95 {1000 * late(took):6.1f} ms ({len(took)} times){over}"
        )
    pages = list(chain.from_iterable(took for name, took in log.took.items() if name != LOGIN))
    print(
        f"{len(people)} people, {asked} requests in {passed:.0f} s, {asked / passed:.1f} a second; all but logins:"
        f" p50 {1000 * middle(pages):.1f}, p95 {1000 * late(pages):.1f} ms;"
        f" once all were in: p50 {1000 * middle(log.settled):.1f}, p95 {1000 * late(log.settled):.1f} ms"
        f" ({len(log.settled)} requests); the server computed {100 * share:.0f} % of one core;"
        f" load of the machine before {load:.1f}"
    )
    for wrong in sorted(set(log.wrong)):
        print(f"wrong: {wrong}")


async def _worked(server: Served, people: list[Person], words: Mapping[str, str], seconds: float) -> Log:
    log, until = Log(), time.monotonic() + seconds
    headers = {"Accept-Language": "fr", "Accept-Encoding": "gzip", "Origin": server.address}
    seats = [
        Seat(
            httpx.AsyncClient(base_url=server.address, headers=headers, timeout=None, trust_env=False),
            person,
            {**words, "own": person.number},
            log,
            Random(number),
        )
        for number, person in enumerate(people)
    ]
    await asyncio.gather(*(seat.work(until) for seat in seats))
    await asyncio.gather(*(seat.client.aclose() for seat in seats))
    return log


def _words(stage: Stage) -> dict[str, str]:
    """Return what stands in the braces of addresses: for everybody the same, but for `own`."""
    month, day = stage.month.from_on, today()
    with stage.database.reading(stage.group) as session:
        visits = pick(Worker.number, Member.number).where(Visit.day >= month, Visit.day < stage.month.until_on)
        visits = visits.join(Visit, col(Visit.worker_id) == Worker.id)
        worker, member = session.rows(visits.join(Member, col(Member.id) == Visit.member_id).limit(1))[0]
    days = [each for each in stage.month.days() if each <= day]
    return {
        "group": stage.group,
        "month": f"{month:%Y-%m}",
        "last": f"{stage.last.from_on:%Y-%m}",
        "last_day": f"{stage.last.from_on}",
        "day": f"{day}",
        "later": f"{day + timedelta(days=7)}",
        "worker": worker,
        "served": member,
        "days": " ".join(f"{each}" for each in days),
        **{f"{each}": f"{each + timedelta(days=1)}" for each in days},
    }

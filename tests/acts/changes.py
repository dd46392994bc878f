"""Random changes, mostly plausible, around the limits of the law: what a hurried coordinator might try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from basicplus.acts.doing import Asked

YEAR = date(2025, 1, 1)
# The first day of the authorisation, of the memberships, of the contracts, and the days around a new year.
EDGES = [date(2020, 1, 1), date(2021, 1, 1), date(2021, 1, 4), date(2025, 1, 1), date(2026, 1, 1)]
WEEKS = [1140, 1140, 1140, 2280, 2280, 1139, 570]
TIMES = ["08:00", "08:30", "11:59", "12:00", "12:01", "23:00"]


class Changes:
    """Draws one change after the other; the same seed draws the same ones."""

    def __init__(self, seed: int, workers: int) -> None:
        self.random = Random(seed)
        self.workers = workers
        self.agreements = 0
        self.waivers = 0
        self.drawers: list[Callable[[], list[Asked]]] = [
            *([self.hire] * 3),
            *([self.visit] * 3),
            *([self.hours] * 3),
            *([self.agree] * 2),
            self.amend,
            self.end_contract,
            self.join,
            self.leave,
            self.end_agreement,
            self.cancel_visits,
            *([self.edit_plan] * 2),
            self.waive,
            self.revoke,
            self.read_the_law,
            self.submit_and_check,
            self.absence,
            self.sign,
            self.strike,
            self.end_strike,
            self.withdraw_and_authorise,
        ]

    def draw(self) -> tuple[list[Asked], str | None]:
        """Return a change, an act or two, and the reason to go ahead if one is given."""
        return self.pick(self.drawers)(), self.pick([None, None, "we know"])

    def pick(self, among: list[Any]) -> Any:
        """Return one of several."""
        return self.random.choice(among)

    def day(self) -> date:
        """Return a day of 2025, or one beside an edge."""
        if self.random.random() < 0.3:
            return self.pick(EDGES) + timedelta(days=self.pick([-1, 0, 1]))  # type: ignore[no-any-return]
        return YEAR + timedelta(days=self.random.randrange(365))

    def worker(self) -> str:
        """Return a worker: one of the first three, a later one, seldom one that nobody knows."""
        return f"W{self.pick([1, 2, 3, self.random.randint(1, self.workers), self.random.randint(1, 60)]):03d}"

    def member(self) -> str:
        """Return a member, or a candidate."""
        return f"M{self.pick([1, 2, 3, 4, 5]):03d}"

    def hire(self) -> list[Asked]:
        """Hire somebody new, or give somebody a second contract."""
        from_on = self.day()
        ends = from_on + timedelta(days=self.random.randrange(1, 400))
        fresh = self.random.random() < 0.8
        self.workers += fresh
        worker = f"W{self.workers:03d}" if fresh else self.worker()
        contract = {
            "number": f"C-{worker}" if fresh else f"C-{worker}-{self.random.randrange(9)}",
            "worker": worker,
            "from_on": str(from_on),
            "until_on": self.pick([None, str(ends)]),
            "week_minutes": self.pick(WEEKS),
            "pattern": "variable",
            "signed_on": str(from_on - timedelta(days=self.pick([14, 1, 1, 0]))),
            "purpose_clause": self.random.random() < 0.9,
        }
        known = {"number": worker, "first_name": "A", "last_name": worker, "profession": "dpo"}
        return [*([Asked("register-worker", known)] if fresh else []), Asked("hire", contract)]

    def amend(self) -> list[Asked]:
        """Agree another weekly duration."""
        fields = {
            "contract": f"C-{self.worker()}",
            "from_on": str(self.day()),
            "week_minutes": self.pick(WEEKS),
            "pattern": "variable",
            "joint_committee": self.pick(["", "", "", "200"]),
        }
        return [Asked("amend-contract", fields)]

    def end_contract(self) -> list[Asked]:
        """End a contract."""
        return [Asked("end-contract", {"contract": f"C-{self.worker()}", "until_on": str(self.day())})]

    def join(self) -> list[Asked]:
        """Let a candidate join, in one class or the other."""
        classes = ["effective", "effective", "adherent"]
        from_on = self.day()
        fields = {
            "member": self.member(),
            "from_on": str(from_on),
            "member_class": self.pick(classes),
            "acknowledged_on": self.pick(
                [None, *[str(from_on - timedelta(days=days)) for days in (14, 0, 0, -1)]]
            ),
            "internal_rules_version": self.pick([None, 1, 1, 1]),
        }
        return [Asked("join", fields)]

    def leave(self) -> list[Asked]:
        """Let a member leave."""
        return [Asked("leave", {"member": self.member(), "until_on": str(self.day())})]

    def agree(self) -> list[Asked]:
        """Agree with a member or a candidate."""
        self.agreements += 1
        from_on = self.day()
        fields = {
            "number": f"A-{self.agreements}",
            "member": self.member(),
            "profession": "dpo",
            "pool": "DPO",
            "basis": "time_spent",
            "volume_minutes": 6000,
            "signed_on": self.pick([None, str(from_on - timedelta(days=14)), str(from_on + timedelta(days=1))]),
            "from_on": str(from_on),
            "until_on": self.pick([None, str(from_on + timedelta(days=self.random.randrange(1, 400)))]),
        }
        return [Asked("agree", fields)]

    def agreement(self) -> str:
        """Return an agreement of the cast, or a later one."""
        return str(self.pick(["A-CP-1", "A-CP-2", "A-CP-3", f"A-{self.random.randint(1, self.agreements + 1)}"]))

    def end_agreement(self) -> list[Asked]:
        """End an agreement."""
        return [Asked("end-agreement", {"agreement": self.agreement(), "until_on": str(self.day())})]

    def busy_day(self) -> str:
        """Return one of few days, so that presences meet."""
        return self.pick(["2025-03-03", "2025-03-04", "2025-10-25", "2025-12-31", str(self.day())])  # type: ignore[no-any-return]

    def visit(self) -> list[Asked]:
        """Plan a visit."""
        member = self.member()
        fields = {
            "worker": self.worker(),
            "member": member,
            "site": f"S-{member}",
            "agreement": self.pick([None, self.agreement(), *[f"A-CP-{member[-1]}"] * 4]),
            "day": self.busy_day(),
            "start_time": self.pick(TIMES),
            "minutes": self.pick([1, 60, 210, 720]),
        }
        return [Asked("add-visit", fields)]

    def cancel_visits(self) -> list[Asked]:
        """Cancel a worker's visits of a quarter."""
        from_on = self.day()
        fields = {"from_on": str(from_on), "until_on": str(from_on + timedelta(days=90))}
        return [Asked("cancel-visits", {"worker": self.worker()} | fields)]

    def edit_plan(self) -> list[Asked]:
        """Move, swap or shift visits, take an edit back or do it again, publish the draft."""
        day, visit = self.busy_day(), self.random.randint(1, 12)
        days = {"from_on": day, "until_on": str(date.fromisoformat(day) + timedelta(days=7))}
        published_at = self.pick(["2024-12-20T08:00:00+00:00", "2025-03-01T08:00:00+00:00"])
        return self.pick(  # type: ignore[no-any-return]
            [
                [Asked("move-visit", {"visit": visit, "day": day, "start_time": self.pick(TIMES)})],
                [Asked("move-visit", {"visit": visit, "worker": self.worker()})],
                [Asked("swap-visits", {"visit": visit, "other": self.random.randint(1, 12)})],
                [Asked("shift-visits", days | {"days": self.pick([-1, 1, 7]), "minutes": self.pick([0, 30])})],
                [Asked("take-out-visit", {"visit": visit})],
                [Asked("undo-edit", {"day": "2025-06-02"})],
                [Asked("redo-edit", {"day": "2025-06-02"})],
                [Asked("publish-plan", {"day": "2025-06-02", "at": published_at})],
            ]
        )

    def hours(self) -> list[Asked]:
        """Log hours, for a member or not."""
        start, end = self.random.sample(TIMES, 2)
        kind = self.pick(["service", "service", "internal"])
        fields = {
            "worker": self.worker(),
            "kind": kind,
            "day": self.busy_day(),
            "start_time": start,
            "end_time": end,
        }
        return [Asked("log-hours", fields | ({"agreement": self.agreement()} if kind == "service" else {}))]

    def submit_and_check(self) -> list[Asked]:
        """Hand in and check a worker's year."""
        fields = {"worker": self.worker(), "from_on": "2025-01-01", "until_on": "2026-01-01"}
        return [Asked("submit-hours", fields), Asked("check-hours", fields)]

    def absence(self) -> list[Asked]:
        """Record days of absence."""
        from_on = self.day()
        until_on = from_on + timedelta(days=self.pick([0, 1, 14]))
        fields = {"worker": self.worker(), "kind": "sickness", "from_on": str(from_on), "until_on": str(until_on)}
        return [Asked("record-absence", fields)]

    def sign(self) -> list[Asked]:
        """Acknowledge joint liability, or adopt internal rules and accept them."""
        member, from_on = self.member(), str(self.day())
        adopted = {"from_on": from_on, "document": {"name": "rules.txt", "content": "QVI="}}
        accepted = {"member": member, "version": self.random.randint(1, 3)}
        return self.pick(  # type: ignore[no-any-return]
            [
                [Asked("acknowledge", {"member": member, "on": from_on})],
                [Asked("adopt-internal-rules", adopted)],
                [Asked("accept-rules", accepted)],
            ]
        )

    def strike(self) -> list[Asked]:
        """Begin a strike or lock-out on few days, or without end."""
        from_on = self.busy_day()
        fields = {
            "member": self.member(),
            "kind": self.pick(["strike", "lockout"]),
            "from_on": from_on,
            "until_on": self.pick([None, str(date.fromisoformat(from_on) + timedelta(days=2))]),
            "reported_on": from_on,
        }
        return [Asked("open-strike", fields)]

    def end_strike(self) -> list[Asked]:
        """End a strike that lasts."""
        return [Asked("close-strike", {"member": self.member(), "until_on": str(self.day())})]

    def withdraw_and_authorise(self) -> list[Asked]:
        """Withdraw the authorisation, with another from some day on or none."""
        on, committee = str(self.day()), self.pick(["337", "337", "200"])
        withdrawal = {"effective_on": on, "because": "Avis", "document": {"name": "am.txt", "content": "QVI="}}
        other = {
            "joint_committee": committee,
            "granted_on": on,
            "from_on": self.pick([on, on, on, str(self.day())]),
        }
        return [
            Asked("withdraw-authorisation", {"reference": "AM-2020"} | withdrawal),
            *([Asked("authorise", {"reference": f"AM-{on}"} | other)] if self.random.random() < 0.8 else []),
        ]

    def waive(self) -> list[Asked]:
        """Grant a waiver of the maximum, or of what nobody may waive."""
        self.waivers += 1
        from_on = self.day()
        fields = {
            "reference": f"AR-{self.waivers}",
            "rule": self.pick(["GE-07", "GE-07", "GE-13"]),
            "up_to": self.pick([None, 51, 52]),
            "from_on": str(from_on),
            "until_on": self.pick([None, str(from_on + timedelta(days=200))]),
            "granted_by": "Roi",
            "reason": "Relèvement",
            "document": {"name": "ar.txt", "content": "QVI="},
        }
        return [Asked("grant-waiver", fields)]

    def revoke(self) -> list[Asked]:
        """Revoke a waiver."""
        reference = f"AR-{self.random.randint(1, self.waivers + 1)}"
        return [
            Asked("revoke-waiver", {"reference": reference, "revoked_on": str(self.day()), "because": "Rapporté"})
        ]

    def read_the_law(self) -> list[Asked]:
        """Read an open question one way or the other."""
        question, answers = self.pick(
            [("heads_or_fte", ["heads", "fte"]), ("adherents_are_members", ["no", "yes"])]
        )
        fields = {"question": question, "answer": self.pick(answers), "from_on": str(self.day())}
        return [Asked("decide-reading", fields | {"decided_by": "CA", "reason": "Avis"})]

"""`basicplus liability ...` on a small demonstration: JSON for programs, tables for people, debts paid."""

from __future__ import annotations

import pytest

from tests.cli.running import Ran, run
from tests.small_demo import SmallDemo

YEAR_END = ("--on", "2025-12-31")
DEBT = ("--kind", "vat", "--creditor", "SPF Finances", "--amount", "120,50")
DAYS = ("--first-day", "2025-10-01", "--last-day", "2025-12-31", "--due-on", "2026-01-20")


def asked(demo: SmallDemo, *arguments: str, json: bool = True) -> Ran:
    done = run("liability", *arguments, "--db", str(demo.file), *(["--json"] if json else []))
    assert (done.exit_code, done.stderr) == (0, "")
    return done


def test_the_demonstration_has_debts_open_at_the_year_end_and_exact_shares(built_demo: SmallDemo) -> None:
    position = asked(built_demo, "position", *YEAR_END).json()
    assert set(position["kinds"]) == {"holiday_pay", "social_contributions", "withholding_tax"}
    assert position["total"]["overdue_cents"] == 0
    exposure = asked(built_demo, "exposure", *YEAR_END).json()
    opened = position["total"]["open_cents"]
    assert opened == exposure["open_cents"] == sum(line["internal_cents"] for line in exposure["members"]) > 0


def test_a_default_is_borne_to_the_cent(built_demo: SmallDemo) -> None:
    told = asked(built_demo, "default", "--member", "M0001", "--member", "M0002", *YEAR_END).json()
    assert sum(line["cents"] for line in told["waterfall"]) == told["loss_cents"] > 0
    assert [each["member"] for each in told["failing"]] == ["M0001", "M0002"]


def test_the_report_has_three_blocks_and_no_sum_of_them(built_demo: SmallDemo) -> None:
    told = asked(built_demo, "report", *YEAR_END).json()
    assert set(told) == {"on", "booked", "exits", "provisions", "theoretical", "coverage"}
    assert len(told["theoretical"]["workers"]) == 4
    assert told["theoretical"]["unknown"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("position",),
        ("exposure",),
        ("exposure", "--member", "M0001"),
        ("default", "--member", "M0001"),
        ("staff",),
        ("provisions",),
        ("report",),
    ],
    ids=" ".join,
)
def test_a_person_reads_a_table(built_demo: SmallDemo, arguments: tuple[str, ...]) -> None:
    assert "2025-12-31" in asked(built_demo, *arguments, *YEAR_END, json=False).stdout


def test_a_debt_is_booked_paid_and_sealed_in_a_snapshot(small_demo: SmallDemo) -> None:
    booked = asked(small_demo, "book-debt", "TVA-2025-Q4", *DEBT, *DAYS).json()
    assert (booked["amount_cents"], booked["incurred_until_on"]) == (12050, "2026-01-01")
    part = asked(small_demo, "pay-debt", "TVA-2025-Q4", "--on", "2026-01-10", "--amount", "20").json()
    assert (part["paid_cents"], part["open_cents"]) == (2000, 10050)
    rest = asked(small_demo, "pay-debt", "TVA-2025-Q4", "--on", "2026-01-20").json()
    assert (rest["paid_cents"], rest["open_cents"]) == (10050, 0)
    assert asked(small_demo, "snapshot", *YEAR_END).json()["on"] == "2025-12-31"
    assert run("verify", "--db", str(small_demo.file)).exit_code == 0


def test_more_than_is_open_is_a_sentence(small_demo: SmallDemo) -> None:
    done = run(
        "liability",
        "pay-debt",
        "PP-2025-12",
        "--on",
        "2026-01-10",
        "--amount",
        "9999999",
        "--db",
        str(small_demo.file),
    )
    assert (done.exit_code, "Pay at most what is open" in done.stderr) == (5, True)

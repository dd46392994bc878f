"""The arithmetic of bills on the command line: tables for people, and refusals that name the option."""

from __future__ import annotations

import pytest

from tests.cli.running import run


def test_shares_are_shown_in_euros() -> None:
    done = run("calc", "allocate", "--total-cents", "1001", "--weights", "M001=0,M002=0.5,M003=0.5")
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()[2:]] == [
        ["M001", "0", "0.00"],
        ["M002", "1/2", "5.01"],
        ["M003", "1/2", "5.00"],
    ]


def test_a_fee_without_an_end_is_billed_until_the_end_of_the_year() -> None:
    done = run("calc", "flat-fee", "--cents", "45000", "--per", "month", "--from", "2026-11-16")
    assert [line.split() for line in done.stdout.splitlines()[2:]] == [
        ["2026-11-16", "to", "2026-11-30", "15", "225.00"],
        ["2026-12-01", "to", "2026-12-31", "31", "450.00"],
        ["in", "all", "675.00"],
    ]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (
            ("allocate", "--total-cents", "5", "--weights", "M001"),
            2,
            "--weights: found 'M001'; write each name once",
        ),
        (("allocate", "--total-cents", "5", "--weights", "M001=-1"), 2, "--weights: found 'M001=-1'"),
        (("allocate", "--total-cents", "5", "--weights", "M001=1,M001=2"), 2, "--weights: found 'M001=2'"),
        (("allocate", "--total-cents", "5", "--weights", "M001=0"), 1, "0.05 EUR cannot be shared"),
        (
            ("flat-fee", "--cents", "1", "--per", "year", "--from", "2026-03-12", "--until", "2026-03-12"),
            2,
            "--until: found '2026-03-12'; a day after --from (2026-03-12)",
        ),
        (("ogm", "--base", "12345678901"), 2, "--base: found '12345678901'; write up to 10 digits, as 2026000042"),
    ],
)
def test_what_cannot_be_calculated_is_refused(arguments: tuple[str, ...], exit_code: int, told: str) -> None:
    done = run("calc", *arguments)
    assert (done.exit_code, done.stdout, told in done.stderr) == (exit_code, "", True)

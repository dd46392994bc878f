"""Structured communications carry the right check digits and refuse wrong ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from basicplus.invoicing.documents.ogm import format_ogm, ogm
from tests.cli.running import run

VECTORS = tomllib.loads((Path(__file__).parents[1] / "golden/ogm.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", VECTORS, ids=[case["base"] for case in VECTORS])
def test_a_base_gets_its_check_digits_and_its_printed_form(case: dict[str, str]) -> None:
    assert ogm(case["base"]) == case["digits"]
    assert ogm(int(case["base"])) == case["digits"]
    assert format_ogm(case["digits"]) == case["printed"]
    done = run("calc", "ogm", "--base", case["base"], "--json")
    assert (done.exit_code, done.json()) == (0, case)


@pytest.mark.parametrize("base", ["12345678901", -1, "12a", "²"])
def test_a_base_that_is_not_ten_digits_is_refused(base: int | str) -> None:
    with pytest.raises(ValueError, match="at most 10 digits"):
        ogm(base)


@pytest.mark.parametrize(
    "wrong",
    ["123456789012", "090933755494", "000000970000", "000000000000", "12345678901", "1234567890123", ""],
)
def test_digits_with_a_wrong_check_are_not_printed(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        format_ogm(wrong)

"""Every entry of the catalogue is kept, and the table of rules in the documentation says what the code does."""

from __future__ import annotations

from pathlib import Path

from basicplus.compliance.catalogue import catalogue, table, where_tested
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import RULES

ROOT = Path(__file__).parents[2]
BY_RULE = {rule.id for rule in RULES}


def test_every_hard_entry_is_kept_by_a_rule_or_shown_to_be_kept_without() -> None:
    unkept = [
        entry.id
        for entry in catalogue()
        if entry.kind in ("hard", "soft")
        and not (entry.id in BY_RULE if entry.kept == "rule" else entry.test and (ROOT / entry.test).exists())
    ]
    assert unkept == []


def test_no_entry_says_that_a_rule_keeps_it_when_none_does_and_none_hides_a_rule() -> None:
    assert [entry.id for entry in catalogue() if (entry.kept == "rule") != (entry.id in BY_RULE)] == []


def test_every_parameter_of_the_catalogue_belongs_to_an_entry() -> None:
    ids = {entry.id for entry in catalogue()} | BY_RULE
    assert {each.rule for each in belgian_law().parameters.values()} - ids == set()


def test_every_rule_has_its_tests() -> None:
    assert [rule.id for rule in RULES if not (ROOT / where_tested(rule.id)).exists()] == []


def test_the_table_in_the_documentation_is_the_one_of_the_code() -> None:
    """Write it anew with `basicplus law rules --markdown > docs/rules.md`."""
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("|")] == list(table(belgian_law()))

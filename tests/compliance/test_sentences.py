"""Findings in words: every case that a rule can produce, in four languages."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import Formatter

import pytest

from basicplus.clock import Span
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import refusal
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import RULES, judge
from basicplus.compliance.sentences import LANGUAGES, full_sentence, sentence, source
from tests.compliance.breaches import breaches
from tests.compliance.cast import span

FOLDER = files("basicplus.compliance.sentences")
FILES = {
    file.name: tomllib.loads(file.read_text("utf-8")) for file in FOLDER.iterdir() if file.name.endswith(".toml")
}
WORDS = FILES.pop("words.toml")
CONFIRMED, DAYS = WORDS["confirmed"], WORDS["days"]
SAID = {name: said for texts in FILES.values() for name, said in texts.items()}
TITLES = {name: said for name, said in SAID.items() if "." not in name}
TEXTS = {name: said for name, said in SAID.items() if "." in name}


@cache
def every_case() -> list[Finding]:
    """Return a finding of every case of every rule."""
    found: dict[str, Finding] = {}
    for facts in breaches():
        for finding in judge(facts, belgian_law()):
            found.setdefault(f"{finding.rule}.{finding.case}", finding)
    return list(found.values())


def test_every_rule_has_its_sentence_in_every_language_and_no_other_has() -> None:
    assert {name: list(said) for name, said in TITLES.items()} == {rule.id: list(LANGUAGES) for rule in RULES}
    assert sum(len(texts) for texts in FILES.values()) == len(SAID)


def test_what_a_finding_is_about_has_a_word_in_every_language() -> None:
    about = {finding.subject for finding in every_case() if finding.subject.split(" ")[0].islower()}
    for language in LANGUAGES:
        words = tuple(f"{word} " for word in WORDS["subject"][language])
        assert {subject for subject in about if not f"{subject} ".startswith(words)} == set()


def test_a_waiver_is_named_with_the_source() -> None:
    assert source(replace(heads(), waiver="AR-2025"), "fr").endswith(
        "(lu dans une source secondaire); dérogation AR-2025"
    )


def test_there_is_a_sentence_for_every_case_and_no_other() -> None:
    assert {f"{finding.rule}.{finding.case}" for finding in every_case()} == set(TEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_is_said_in_every_language(language: str) -> None:
    told = [full_sentence(finding, language) for finding in every_case()]
    assert [text for text in told if "{" in text or "}" in text] == []
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("case", sorted(TEXTS))
def test_the_four_languages_tell_the_same_figures(case: str) -> None:
    figures = {
        language: {name for _, name, _, _ in Formatter().parse(text) if name}
        for language, text in TEXTS[case].items()
    }
    assert list(figures) == list(LANGUAGES)
    assert figures == dict.fromkeys(LANGUAGES, figures["fr"])


def test_every_level_of_certainty_has_its_words() -> None:
    assert {level: list(words) for level, words in CONFIRMED.items()} == {
        level: list(LANGUAGES) for level in ("official", "secondary", "belief", "house")
    }


def heads() -> Finding:
    [finding] = [finding for finding in every_case() if (finding.rule, finding.case) == ("GE-07", "over")]
    return finding


def test_a_sentence_says_what_when_how_much_and_what_to_do() -> None:
    assert sentence(heads(), "fr") == (
        "Le groupement occuperait 52 travailleurs (du 2025-01-01 au 2025-03-02) ; maximum 50."
        " Choisissez une date à laquelle un contrat a pris fin, ou terminez d'abord un contrat."
    )
    assert source(heads(), "nl") == (
        "Loi du 12 août 2000, modifiée par la loi du 5 mars 2017 (M.B. 15.03.2017)"
        " (gelezen in een secundaire bron)"
    )


def test_a_refusal_shows_twenty_findings_and_counts_the_rest() -> None:
    lines = refusal([heads()] * 23, "en").splitlines()
    assert lines == [full_sentence(heads())] * 20 + ["... (+3)"]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            span("2025-03-03", "2025-03-04"),
            {"fr": "2025-03-03", "nl": "2025-03-03", "de": "2025-03-03", "en": "2025-03-03"},
        ),
        (
            span("2025-03-03", "2025-04-01"),
            {
                "fr": "du 2025-03-03 au 2025-03-31",
                "nl": "van 2025-03-03 tot en met 2025-03-31",
                "de": "vom 2025-03-03 bis zum 2025-03-31",
                "en": "2025-03-03 to 2025-03-31",
            },
        ),
        (
            span("2025-03-03"),
            {
                "fr": "à partir du 2025-03-03",
                "nl": "vanaf 2025-03-03",
                "de": "ab 2025-03-03",
                "en": "from 2025-03-03",
            },
        ),
    ],
)
def test_days_are_told_in_the_readers_language(days: Span, told: dict[str, str]) -> None:
    assert list(DAYS) == list(LANGUAGES)
    finding = replace(heads(), span=days)
    assert {lang: sentence(finding, lang).partition("(")[2].partition(")")[0] for lang in LANGUAGES} == told

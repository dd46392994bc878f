"""The screens say the same in every language, and have a word for every code of the records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import basicplus
from basicplus.assignments.models import BASES, KINDS
from basicplus.compliance.law import belgian_law
from basicplus.members.models import FREQUENCIES
from basicplus.members.models import LANGUAGES as MEMBER_LANGUAGES
from basicplus.web.language import LANGUAGES, accepted, speech
from basicplus.web.pages.wording import measured, pattern_in_words
from basicplus.web.problems import KINDS as PROBLEMS
from basicplus.web.reading.invoices import KINDS as DOCUMENTS
from basicplus.web.reading.invoices import PURPOSES
from basicplus.web.reading.members import STATES
from basicplus.workers.models import PROFESSIONS

ALIKE = {
    *("API", "Absence", "Absences", "Audit", "Clauses", "Contacts", "Contract", "Document", "Documents", "E-mail"),
    *("Basis", "Journal", "Menu", "Name", "Net", "Page {page}", "Pages", "Parameters", "Places", "Planning"),
    *("Profession", "Question", "Source", "Total", "Type", "Week", "administration", "auditor", "basicplus"),
    *("candidate", "coordination", "pro rata", "SHA-256", "Bytes", "{size} kB", "Coordination", "Administration"),
    *("open", "Start"),
    *(
        "Budget {year}",
        "Communication",
        "Exports",
        "Nature",
        "Open",
        "Peppol",
        "Provisions",
        "e-mail",
        "post",
        "provision",
        "version {version}",
    ),
    *(
        "Note",
        "Version",
        "Province",
        "Code",
        "Distances",
        "Provision",
        "Privacy",
        "Status",
        "Text",
        "minutes",
    ),
}
"""What is said as in English in French, Dutch or German."""


def test_there_is_a_folder_for_each_language(texts: Path) -> None:
    assert {folder.name for folder in texts.iterdir()} >= set(LANGUAGES)


def test_the_keys_and_their_parts_are_the_same_in_every_language() -> None:
    parts = [
        {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in speech(code).texts.items()}
        for code in LANGUAGES
    ]
    assert all(each == parts[0] for each in parts[1:])


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_text_is_left_in_english(code: str) -> None:
    english = speech("en").texts
    left = {key for key, said in speech(code).texts.items() if _worded(said) and said == english[key]}
    assert {speech(code).texts[key] for key in left} - ALIKE == set()


def _worded(text: str) -> bool:
    """Tell whether a text says anything beside the parts that are filled in."""
    return any(letter.isalpha() for letter in re.sub(r"\{\w+\}", "", text))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_code_has_a_word(code: str) -> None:
    families = {
        "profession": PROFESSIONS,
        "basis": BASES,
        "kind": KINDS,
        "frequency": FREQUENCIES,
        "state": (*STATES, "current", "future", "ended"),
        "document": DOCUMENTS,
        "purpose": PURPOSES,
        "language_name": MEMBER_LANGUAGES,
        "error": PROBLEMS,
        "severity": ("refuse", "warn", "note"),
        "confirmed": ("official", "secondary", "belief", "house"),
        "class": ("effective", "adherent"),
        "vat": ("exempt", "mixed", "taxable"),
        "role": ("head", "treasurer", "signer", "other"),
        "contract": ("open_ended", "fixed_term"),
        "community": ("french", "flemish", "german"),
    }
    for family, codes in families.items():
        for value in codes:
            assert f"{family}.{value}" in speech(code).texts


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_act_of_the_journal_has_a_word(code: str) -> None:
    sources = "\n".join(file.read_text("utf-8") for file in Path(basicplus.__file__).parent.rglob("*.py"))
    recorded = set(re.findall(r'journal\.record\(\s*session,\s*"([^"]+)"', sources))
    assert {act for act in recorded if f"act.{act}" not in speech(code).texts} == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_code_in_the_law_has_a_word(code: str) -> None:
    said = [
        value.in_words
        for parameter in belgian_law().parameters.values()
        for value in parameter.values
        if not isinstance(value.value, bool | int | None)
    ]
    codes = {found for text in said for found in re.findall(r"\b[a-z]\w{2,}", text)}
    assert {each for each in codes if f"law_value.{each}" not in speech(code).texts} == set()
    parameters = belgian_law().parameters.values()
    assert {each.unit for each in parameters if f"unit.{each.unit}" not in speech(code).texts} == set()
    assert {each.clock for each in parameters if f"clock.{each.clock}" not in speech(code).texts} == set()


def test_every_text_is_used_and_every_key_used_exists(texts: Path) -> None:
    templates = "\n".join(file.read_text("utf-8") for file in (texts.parent / "templates").rglob("*.html"))
    sources = "\n".join(file.read_text("utf-8") for file in texts.parent.rglob("*.py"))
    named = set(re.findall(r"""\bt\(["']([\w.-]+)["']""", templates + sources))
    named |= set(re.findall(r'speech\(\w+\)\("([\w.-]+)"', sources))
    named |= set(re.findall(r'notice="([\w.-]+)"', sources))
    families = tuple(set(re.findall(r"""\bt\(f?["'](\w+\.)["'{]""", templates + sources)) | {"act.", "rule."})
    worded = tuple(f"{name}." for name in re.findall(r'(?:worded\(t, |t\.word\()"(\w+)"', templates + sources))
    known = set(speech("fr").texts)
    assert {key for key in named if not key.endswith(".")} - known == set()
    assert {key for key in known - named if not key.startswith(families + worded)} == set()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("en", "en"),
        ("pl,en;q=0.5", "en"),
        ("nl-BE,en;q=0.5", "nl"),
        ("en;q=0.2,fr-BE;q=0.9", "fr"),
        ("en;q=0", "fr"),
        ("*;q=x", "fr"),
    ],
)
def test_the_browsers_wish_is_heard(header: str, language: str) -> None:
    assert accepted(header, LANGUAGES) == language


def test_usual_weeks_and_measures_are_written_in_words() -> None:
    french, english = speech("fr"), speech("en")
    assert pattern_in_words(french, "mon 08:30-12:30 13:00-16:36; tue 08:30-12:30") == [
        "lun. 08:30–12:30 13:00–16:36",
        "mar. 08:30–12:30",
    ]
    assert measured(french, 1140, "minutes/week").replace("\u00a0", " ") == "19 h 00"
    assert (measured(french, True, "yes/no"), measured(english, 51, "heads")) == ("oui", "51 heads")


def test_figures_are_written_as_each_language_does() -> None:
    french = speech("fr")
    assert french.percent(1, 3).replace("\u00a0", " ") == "33,3 %"
    assert (french.percent(1, 0), french.decimal(36.6), speech("en").decimal(36.6)) == ("–", "36,6", "36.6")
    assert french("list.search") == "Chercher"
    assert "\u00a0:" in french("error.back_list")


def test_a_word_follows_its_number_and_french_elides_before_a_vowel() -> None:
    said = {
        code: [speech(code)("finance.members_count", count=number) for number in ("0", "1", "1 083")]
        for code in LANGUAGES
    }
    assert said == {
        "fr": ["0 membre", "1 membre", "1 083 membres"],
        "nl": ["0 leden", "1 lid", "1 083 leden"],
        "de": ["0 Mitglieder", "1 Mitglied", "1 083 Mitglieder"],
        "en": ["0 members", "1 member", "1 083 members"],
    }
    named = [speech("fr")("finance.account_of", member=name) for name in ("Institut", "École", "Lycée")]
    assert named == ["Compte d'Institut", "Compte d'École", "Compte de Lycée"]

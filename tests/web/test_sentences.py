"""What services say when they refuse is said in the reader's language on every page."""

from __future__ import annotations

import re

import pytest

from basicplus.web.language import speech
from basicplus.web.sentences import EUR, FACT, said, templates
from tests.raised import shape
from tests.raised import templates as raised

OTHERS = ("fr", "nl", "de")


def facts_of(text: str) -> set[str]:
    """Return the names of the facts that a translation fills in."""
    return {found[1] for found in FACT.finditer(text)}


def test_every_sentence_that_is_raised_is_translated() -> None:
    known = {shape(each.english) for each in templates()}
    assert {text: place for text, place in raised().items() if shape(text) not in known} == {}


def test_every_translation_is_of_a_sentence_that_is_raised() -> None:
    said_somewhere = {shape(text) for text in raised()}
    assert [each.english for each in templates() if shape(each.english) not in said_somewhere] == []


def test_no_sentence_is_translated_twice() -> None:
    shapes = [shape(each.english) for each in templates()]
    assert sorted(shapes) == sorted(set(shapes))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_facts_of_its_sentence(language: str) -> None:
    wrong = {
        each.english: each.others.get(language)
        for each in templates()
        if facts_of(each.others.get(language, "")) != set(each.names)
    }
    assert wrong == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_code_is_said_by_a_family_of_words_that_exists(language: str) -> None:
    families = {key.split(".")[0] for key in speech(language).texts}
    named = {
        found[2] for each in templates() for found in FACT.finditer(each.others.get(language, "")) if found[2]
    }
    assert named - families == {EUR}


def test_each_sentence_finds_its_own_translation() -> None:
    french = speech("fr")
    wrong = []
    for each in templates():
        facts = {name: f"x{place}" for place, name in enumerate(each.names)}
        sentence = FACT.sub(lambda found, facts=facts: facts[found[1]], each.english)  # type: ignore[misc]
        if said(sentence, french) != each.said(facts, french):
            wrong.append(sentence)
    assert wrong == []


def test_days_months_and_amounts_are_written_as_the_reader_does() -> None:
    sentence = "2025-03 is closed already."
    assert [said(sentence, speech(code)) for code in ("fr", "nl", "de", "en")] == [
        "mars 2025 est déjà clôturé.",
        "maart 2025 is al afgesloten.",
        "März 2025 ist schon abgeschlossen.",
        "March 2025 is closed already.",
    ]
    found = said("There is no plan for 2025-03-01 to 2025-03-09: nothing is to be repaired.", speech("fr"))
    assert (
        re.sub(r"\s", " ", found) == "Il n'y a pas de planning pour 01/03/2025–09/03/2025 : rien n'est à réparer."
    )


def test_what_no_file_knows_keeps_its_words() -> None:
    assert said("The moon is full on 2025-03-14.", speech("fr")) == "The moon is full on 14/03/2025."

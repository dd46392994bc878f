"""Each language has every text, and writes money, hours, days and periods its own way."""

from __future__ import annotations

import string
import unicodedata
from datetime import date
from typing import get_args

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from basicplus.invoicing.documents import wording as module
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.wording import enterprise_number, iban, legal_name, wording

LANGUAGES = get_args(Language)


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_texts_with_the_same_parts(language: Language) -> None:
    french, other = wording("fr"), wording(language)
    assert {key: _fields(text) for key, text in other.texts.items()} == {
        key: _fields(text) for key, text in french.texts.items()
    }
    assert set(other.patterns) == set(french.patterns)


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_the_fonts_hold_every_character_that_the_texts_and_formats_use(face: str) -> None:
    folder = module.__file__.rpartition("/")[0]
    font = TTFontFile(f"{folder}/fonts/Roboto-{face}.ttf")
    used = (
        set("0123456789-+/–…·") | {chr(code) for code in range(0x20, 0x7F)} | {chr(c) for c in range(0xA0, 0x180)}
    )
    for language in LANGUAGES:
        words = wording(language)
        used |= set("".join((*words.texts.values(), *words.months, words.money(123456789), words.time(123456))))
    assert {character for character in used if ord(character) not in font.charToGlyph} == set()
    assert "\u202f" in used


@pytest.mark.parametrize(
    ("language", "money", "negative", "rate", "time"),
    [
        ("fr", "1 234,56 €", "-1 234 567,05 €", "45,6214 EUR/h", "12 h 30"),
        ("nl", "€ 1.234,56", "€ -1.234.567,05", "45,6214 EUR/u", "12 u 30"),
        ("de", "1.234,56 €", "-1.234.567,05 €", "45,6214 EUR/Std.", "12 Std. 30"),
        ("en", "€1,234.56", "-€1,234,567.05", "45.6214 EUR/h", "12 h 30"),
    ],
)
def test_amounts_rates_and_hours_follow_the_language(
    language: Language, money: str, negative: str, rate: str, time: str
) -> None:
    words = wording(language)
    written = (words.money(123456), words.money(-123456705), words.rate(456214), words.time(750))
    assert tuple(map(_plain, written)) == (money, negative, rate, time)


def test_french_thousands_are_parted_by_a_narrow_space_that_does_not_break() -> None:
    assert wording("fr").money(123456) == "1\u202f234,56\u00a0€"


@pytest.mark.parametrize(
    ("from_on", "until_on", "written"),
    [
        (date(2025, 1, 1), date(2025, 2, 1), "janvier 2025"),
        (date(2025, 12, 1), date(2026, 1, 1), "décembre 2025"),
        (date(2024, 2, 1), date(2024, 3, 1), "février 2024"),
        (date(2025, 1, 1), date(2025, 4, 1), "janvier à mars 2025"),
        (date(2025, 9, 1), date(2026, 9, 1), "septembre 2025 à août 2026"),
        (date(2025, 1, 1), date(2026, 1, 1), "année 2025"),
        (date(2025, 1, 6), date(2025, 2, 1), "du 06/01/2025 au 31/01/2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "du 01/02/2024 au 28/02/2024"),
    ],
)
def test_a_half_open_period_is_written_with_its_last_day(from_on: date, until_on: date, written: str) -> None:
    assert _plain(wording("fr").period(from_on, until_on)) == written


def test_the_first_of_a_french_month_is_an_ordinal() -> None:
    assert _plain(wording("fr").long_day(date(2025, 5, 1))) == "1er mai 2025"
    assert _plain(wording("fr").long_day(date(2025, 5, 2))) == "2 mai 2025"
    assert _plain(wording("de").long_day(date(2025, 5, 1))) == "1. Mai 2025"


@pytest.mark.parametrize("stored", ["0739484052", "0739.484.052", "BE 0739.484.052", "739484052"])
def test_an_enterprise_number_is_written_in_groups_whatever_its_stored_form(stored: str) -> None:
    assert enterprise_number(stored) == "0739.484.052"


def test_an_account_number_is_written_in_groups_of_four() -> None:
    assert _plain(iban("BE68539007547034")) == "BE68 5390 0754 7034"


def test_the_legal_form_stands_beside_the_name_once() -> None:
    assert legal_name("Basic Plus", "ASBL") == "Basic Plus ASBL"
    assert legal_name("ASBL Basic Plus", "asbl") == "ASBL Basic Plus"

"""The words of a reminder in each language, its places, and the letter as it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.documents.statement import OpenDocument
from basicplus.invoicing.documents.wording import wording
from basicplus.invoicing.reminders import texts
from basicplus.invoicing.reminders.due import Step
from basicplus.invoicing.reminders.letter import Letter, Reminded, render_letter
from basicplus.invoicing.reminders.texts import PLACES, problems_of, text_of
from tests.invoicing.documents import reading
from tests.invoicing.documents.cast import GROUP, SCHOOL

LANGUAGES = get_args(Language)
PARTLY = OpenDocument("2026-000042", date(2026, 2, 5), date(2026, 3, 7), 137592, 37592, ogm("2026000042"))
NEW = OpenDocument("2026-000051", date(2026, 2, 12), date(2026, 3, 14), 110000, 110000, ogm("2026000051"))
LETTER = Letter(
    language="fr",
    written_on=date(2026, 3, 24),
    step=1,
    seller=GROUP,
    buyer=SCHOOL,
    subject="Petit rappel",
    body="Madame, Monsieur,\n\nMerci de payer.",
    documents=(Reminded(PARTLY, 1), Reminded(NEW, 1)),
)
CLAIMING = replace(LETTER, documents=(Reminded(PARTLY, 2, 184, 4000, "10.5"), Reminded(NEW, 1)))


def test_what_was_written_reads_back() -> None:
    assert Letter.from_json(CLAIMING.to_json()) == CLAIMING


def test_a_letter_lists_its_documents_and_asks_for_each_with_its_communication() -> None:
    drawn = render_letter(LETTER)
    [said] = reading.pages(drawn)
    for part in (
        "Rappel 24/03/2026",
        "Merci de payer.",
        "2026-000042 05/02/2026 07/03/2026 17 j +++202/6000/04236+++ 1 375,92 € 375,92 €",
        "2026-000051 12/02/2026 14/03/2026 10 j",
        "Montant demandé 1 475,92 €",
        "Merci de payer 1 475,92 € au compte BE68 5390 0754 7034 de Basic Plus ASBL",
    ):
        assert part in said
    assert "Intérêts" not in said
    assert reading.words_outside_the_frame(drawn) == []
    assert render_letter(LETTER) == drawn


def test_what_is_claimed_stands_in_the_letter_with_its_calculation() -> None:
    [said] = reading.pages(render_letter(CLAIMING))
    for part in (
        "Intérêts de retard 1,84 €",
        "Indemnité forfaitaire 40,00 €",
        "Montant demandé 1 517,76 €",
        "loi du 2 août 2002 ; calculés jusqu'au 24/03/2026",
        "2026-000042 : 375,92 € × 10,5 % × 17 / 365 = 1,84 €",
    ):
        assert part in said


def test_one_document_is_paid_with_its_own_code_and_all_that_is_asked() -> None:
    drawn = render_letter(replace(CLAIMING, documents=CLAIMING.documents[:1]))
    [transfer] = reading.transfers(drawn)
    assert (transfer[7], transfer[9]) == ("EUR417.76", PARTLY.ogm)


@pytest.mark.parametrize("position", [1, 2, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_words_and_no_threat(language: Language, position: int) -> None:
    places = {name: f"<{name}>" for name in PLACES}
    subject, body = text_of(Step(position, 10, 14), language, places)
    assert "<amount>" in subject
    assert "<due>" in body
    assert ("<iban>" in body) == (position > 1)
    for threat in ("tribunal", "huissier", "avocat", "rechtbank", "deurwaarder", "Gericht", "Anwalt", "court "):
        assert threat not in body
    drawn = render_letter(replace(CLAIMING, language=language, body=body, documents=CLAIMING.documents * 12))
    assert wording(language)["total_asked"] in reading.text(drawn)
    assert reading.words_outside_the_frame(drawn) == []


def test_the_texts_of_the_house_have_no_other_places() -> None:
    for tone in texts._texts().values():
        for text in tone.values():
            assert {name for part in text.values() for _, name, _, _ in Formatter().parse(part) if name} <= set(
                PLACES
            )


def test_a_group_has_words_of_its_own_where_it_wrote_some() -> None:
    step = Step(1, 10, 14, texts={"nl": {"subject": "Nog {amount}", "body": "Dag {member},\n\nbetaal {amount}."}})
    places = {name: name.upper() for name in PLACES}
    assert text_of(step, "nl", places) == ("Nog AMOUNT", "Dag MEMBER,\n\nbetaal AMOUNT.")
    assert text_of(step, "fr", places)[0].startswith("Petit rappel : AMOUNT")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{amount} {{x}}", []),
        ("{ammount} and {iban}", ["{ammount}"]),
        ("{member.name}", ["{member.name}"]),
        ("{amount:>10}", ["{amount}"]),
        ("{}", ["{}"]),
        ("{amount", ["expected '}' before end of string"]),
    ],
)
def test_a_place_that_does_not_exist_is_refused(text: str, found: list[str]) -> None:
    assert [problem.found for problem in problems_of("body", text)] == found

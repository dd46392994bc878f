"""What is amiss with a field is said in the reader's language."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from basicplus.errors import Problem, field_problems
from basicplus.web.amiss import in_words
from basicplus.web.language import LANGUAGES, speech


class Given(BaseModel):
    """A form with the usual kinds of fields."""

    name: str = Field(max_length=3)
    day: date
    at: time
    heads: int = Field(ge=1, le=50)
    share: Decimal = Field(gt=0, lt=1)
    kind: Literal["a", "b"]
    week_minutes: int = Field(60, le=2400)
    fee_cents: int = 100
    places: Annotated[list[str], Field(min_length=1)] = ["x"]


GOOD = {"name": "x", "day": "2025-03-03", "at": "08:30", "heads": "1", "share": "0.5", "kind": "a"}


def said(language: str, **wrong: object) -> list[str]:
    """Return what a form says of the fields that are wrong."""
    with pytest.raises(ValidationError) as caught:
        Given.model_validate(GOOD | wrong)
    found = in_words(field_problems(caught.value.errors()), speech(language))
    return [each.allowed.replace("\u00a0", " ") for each in found]


@pytest.mark.parametrize(
    ("field", "found", "sentence"),
    [
        ("name", "long", "Trop long : 3 caractères au plus."),
        ("day", "31/02", "« 31/02 » n'est pas une date."),
        ("at", "25:00", "« 25:00 » n'est pas une heure du jour."),
        ("heads", "x", "« x » n'est pas un nombre entier."),
        ("heads", "0", "« 0 » : au moins 1."),
        ("heads", "51", "« 51 » : au plus 50."),
        ("share", "x", "« x » n'est pas un nombre."),
        ("share", "0", "« 0 » : plus que 0."),
        ("share", "1", "« 1 » : moins que 1."),
        ("kind", "c", "« c » n'est pas un choix : 'a' or 'b'."),
        ("week_minutes", "12 x", "« 12 x » n'est pas une durée : écrivez 7,5 ou 7:30 ou 7h30."),
        ("week_minutes", "3600", "« 60 h 00 » : au plus 40 h 00."),
        ("fee_cents", "1,234", "« 1,234 » n'est pas un montant : écrivez-le comme 1234,50."),
        ("places", "x", "« x » n'est pas du JSON : une liste s'écrit entre [ ], des champs entre { }."),
    ],
)
def test_the_usual_mistakes_are_said_in_french(field: str, found: str, sentence: str) -> None:
    assert said("fr", **{field: found}) == [sentence]


def test_nothing_chosen_is_said_in_french() -> None:
    assert said("fr", places=[]) == ["Rien n'est choisi : il en faut au moins un."]


def test_each_language_says_it_its_own_way() -> None:
    sentences = {code: said(code, heads="x")[0] for code in LANGUAGES}
    assert sentences == {
        "fr": "« x » n'est pas un nombre entier.",
        "nl": "„x” is geen geheel getal.",
        "de": "„x“ ist keine ganze Zahl.",
        "en": "“x” is not a whole number.",
    }


def test_what_is_not_usual_is_left_as_it_was_said() -> None:
    problem = Problem("iban", "BE00", "a Belgian account number; 97 is missing")
    assert in_words([problem], speech("nl")) == (problem,)

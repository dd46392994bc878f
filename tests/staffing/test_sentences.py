"""The sentences: each case in four languages with the same values, and no case without a sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import basicplus.staffing
from basicplus.staffing import LANGUAGES, Saying, say
from basicplus.workers.models import PROFESSIONS

FOLDER = Path(basicplus.staffing.__file__).parent
TEXTS = tomllib.loads((FOLDER / "sentences.toml").read_text("utf-8"))


def values(text: str) -> set[str]:
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    return named - {"people", "person", "count"} | ({"profession"} if named & {"people", "person"} else set())


@pytest.mark.parametrize("case", TEXTS)
def test_every_case_says_the_same_in_four_languages(case: str):
    assert tuple(TEXTS[case]) == LANGUAGES
    assert len({frozenset(values(text)) for text in TEXTS[case].values()}) == 1


def test_every_profession_has_its_names():
    assert {f"{number}.{name}" for name in PROFESSIONS for number in ("profession", "professions")} <= {*TEXTS}


def test_every_case_that_the_code_says_is_there():
    said = {
        case
        for file in FOLDER.glob("*.py")
        for case in re.findall(r'(?:Saying|self\.note)\(\s*"([^"]+)"', file.read_text("utf-8"))
    }
    assert len(said) > 15
    assert said <= TEXTS.keys()


def test_a_count_of_one_is_said_in_the_singular():
    values = {"profession": "lawyer", "unserved": 4, "needed": 2, "carried": 0}
    assert say(Saying("one ill: at risk", values | {"count": 1}), "fr") == (
        "Une seule personne travaille comme juriste : malade un mois, elle laisse 4 demi-journées sans personne."
        " À partir de 2, une absence peut être reprise."
    )
    assert say(Saying("one ill: at risk", values | {"count": 3}), "nl") == (
        "Als een van de 3 juristen een maand ziek is, is er voor 4 halve dagen niemand."
        " Vanaf 2 volstaan de anderen; zij geven er dan 0 per jaar."
    )

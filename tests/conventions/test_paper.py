"""The paper of agreements in four languages: every block, what an amendment changes, long texts across pages."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO

import pypdf
import pytest

from basicplus import conventions, journal, members
from basicplus.assignments import AssignmentCreate, assign
from basicplus.conventions.blocks import blocks
from basicplus.conventions.content import Paper
from basicplus.conventions.redline import Difference
from basicplus.conventions.wording import LANGUAGES, words_of
from basicplus.db import Database
from basicplus.errors import NotFound
from tests import cast
from tests.conventions.papers import amended

CHANGES = {
    "volume_minutes": 9000,
    "worker": "W001",
    "rounding_rule": "quarter-hour-up-1",
    "notice_months": 6,
    "until_on": date(2027, 1, 1),
    "clauses": {"safety": "Un local fermant à clé."},
}


def paper(database: Database, number: str, **how: object) -> Paper:
    with cast.reading(database) as session:
        return conventions.paper_of(session, number, **how)  # type: ignore[arg-type]


def pages(what: Paper) -> list[str]:
    """Return the text of each page, without its line ends."""
    read = pypdf.PdfReader(BytesIO(conventions.render(what)))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in read.pages]


def hours(number: int) -> str:
    return f"{number} h 00 a year".replace(" ", "\u00a0", 2)


@cache
def texts(language: str) -> dict[str, object]:
    return tomllib.loads(files("basicplus.conventions").joinpath("texts", f"{language}.toml").read_text("utf-8"))


def keys(table: dict[str, object]) -> dict[str, object]:
    return {
        name: keys(value) if isinstance(value, dict) else len(value) if isinstance(value, list) else ""
        for name, value in table.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language: str) -> None:
    assert keys(texts(language)) == keys(texts("fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agreement_says_every_block_in_its_order(database: Database, language: str) -> None:
    read = pages(paper(database, "A-CP-1", language=language))
    whole = " ".join(read)
    titles = [block.title for block in blocks(paper(database, "A-CP-1", language=language).content)]
    places = [whole.index(f"{number}. {title}") for number, title in enumerate(titles, 1)]
    assert (len(titles), places) == (13, sorted(places))
    for text in ("2000", "0739.484.052", "0202.239.951", "AM-2020", "45"):
        assert text in whole
    for number, page in enumerate(read, 1):
        assert words_of(language).forms.say("page", page=number, pages=len(read)) in page  # type: ignore[arg-type]


def test_a_member_reads_it_in_its_own_language(database: Database) -> None:
    found = [paper(database, f"A-CP-{number}").content.language for number in (1, 2, 3)]
    assert found == ["fr", "nl", "de"]


def test_what_an_amendment_changes_is_said_term_by_term(database: Database) -> None:
    amended(database, signed_on=None, **CHANGES)
    shown = paper(database, "A-CP-1", language="en")
    assert shown.before is not None
    assert conventions.redline(shown.before, shown.content) == (
        Difference(
            "Profession or worker, and volume",
            "Worker",
            "designated by the group among its workers of this profession",
            "Anne Lambert W001",
        ),
        Difference("Profession or worker, and volume", "Volume", hours(100), hours(150)),
        Difference("Safety and well-being", "Special condition", "", "Un local fermant à clé."),
        Difference(
            "Basis and method of the price",
            "Rounding",
            "sum of the minutes, rounded to the cent once (exact-minutes-1)",
            "by the quarter of an hour that each visit began (quarter-hour-up-1)",
        ),
        Difference("Duration and notice", "Ends", "open-ended", "31\u00a0December\u00a02026"),
        Difference("Duration and notice", "Notice", "3 months", "6 months"),
    )
    sentences = conventions.sentences(shown.before, shown.content)
    assert sentences[1] == f"Profession or worker, and volume, Volume: {hours(100)} → {hours(150)}"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Volume : 100 h 00 par an → 150 h 00 par an"),
        ("nl", "Volume: 100 u 00 per jaar → 150 u 00 per jaar"),
        ("de", "Umfang: 100 Std. 00 im Jahr → 150 Std. 00 im Jahr"),
        ("en", "Volume: 100 h 00 a year → 150 h 00 a year"),
    ],
)
def test_a_redline_is_said_in_four_languages(database: Database, language: str, told: str) -> None:
    amended(database, volume_minutes=9000)
    shown = paper(database, "A-CP-1", language=language)
    assert shown.before is not None
    [said] = conventions.sentences(shown.before, shown.content)
    assert told in said.replace("\u00a0", " ")


def test_an_amendment_shows_what_changes_then_the_whole_text(database: Database) -> None:
    amended(database, volume_minutes=9000)
    first, *rest = pages(paper(database, "A-CP-1", language="en"))
    order = [
        first.index(text)
        for text in ("Amendment A-CP-1.2", "more hours", "100 h 00 a year", "150 h 00 a year", "For the member")
    ]
    assert order == sorted(order)
    assert rest[0].count("Consolidated text from 1 July 2025 on") == 1
    assert "150 h 00 a year" in rest[0]
    assert "100 h 00 a year" not in " ".join(rest)


def test_long_names_and_long_clauses_stay_on_the_paper(database: Database) -> None:
    name = "Association des Établissements d'Enseignement Fondamental Libre de Dinant-Philippeville " * 2
    clause = " ".join(f"phrase{number}" for number in range(400))
    with cast.writing(database) as session:
        member = members.by_number(session, "M001")
        member.name = name.strip()
        session.add(member)
        journal.record(session, "mend member", "M001")
    amended(database, clauses={"absence": clause})
    read = " ".join(pages(paper(database, "A-CP-1")))
    assert (read.count("phrase0 "), read.count("phrase399")) == (2, 2)
    assert conventions.render(paper(database, "A-CP-1")) == conventions.render(paper(database, "A-CP-1"))


def test_visits_places_and_a_fee_are_in_words(database: Database) -> None:
    index = {"index_code": "HEALTH", "index_base_on": date(2024, 12, 9), "index_each": "anniversary"}
    cast.flat_fee(database, places=["S-M001"], internal_rules_version=1, taxed_percent=25, **index)
    with cast.writing(database) as session:
        given = {"agreement": "A-FEE-1", "worker": "W002", "site": "S-M001", "from_on": date(2025, 9, 1)}
        weekly = {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "start_time": "09:00", "minutes": 210}
        assign(session, AssignmentCreate(**given | weekly))
    said = {
        term.label: term.value
        for block in blocks(paper(database, "A-FEE-1", language="en").content)
        if block.key in ("pattern", "places", "price", "indexation", "rules")
        for term in block.terms
    }
    assert {label: value.replace("\u00a0", " ") for label, value in said.items()} == {
        "Visit 1": "every 2 weeks on Monday and Thursday, 09:00, 3 h 30, Site M001 (Anne Lambert W002)",
        "School weeks only": "no",
        "Site M001": "Rue Haute 1, 5500 Dinant",
        "Basis": "Flat fee",
        "Cost pool": "Comptables",
        "Flat fee": "€450.00 a month",
        "Part for the taxed activity of the member": "25 %",
        "Index": "HEALTH, base month 12/2024",
        "Raised": "on each anniversary, counted from 1 January 2025",
        "Version": "1",
    }


def test_a_version_that_is_not_there_names_those_that_are(database: Database) -> None:
    amended(database, volume_minutes=9000)
    assert [paper(database, "A-CP-1", version=version).content.number for version in (1, 2)] == [
        "A-CP-1",
        "A-CP-1.2",
    ]
    with pytest.raises(NotFound, match="Agreement A-CP-1 has no version 3; it has 1, 2"):
        paper(database, "A-CP-1", version=3)

"""Candidates and repairs in words: every text in four languages, with the same values in each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from string import Formatter

import pytest

from basicplus.assignments.repair import Candidate, Fit, Stop
from basicplus.assignments.repair.proposals import Instead, Proposal, Spot, Step
from basicplus.assignments.repair.wording import candidate_in_words, step_in_words, summary, texts, why_not
from basicplus.clock import Span
from basicplus.compliance.sentences import LANGUAGES

KEYS = [(part, key) for part, found in texts().items() for key in found]
FIT = Fit(12_340, 5_600, 20, 4, 480, speaks=True, same_pool=True)
BEFORE = Spot("W001", "Anne Lambert", "M001", "École", date(2025, 3, 3), "08:30-12:00")
INSTEAD = Instead("W004", date(2025, 3, 3), "08:30-12:00", Stop("far", "", {"minutes": 131, "most": 120}))


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("part", "key"), KEYS, ids=[".".join(each) for each in KEYS])
def test_every_text_says_the_same_in_every_language(part: str, key: str) -> None:
    said = texts()[part][key]
    assert tuple(said) == LANGUAGES
    assert len({frozenset(values_of(text)) for text in said.values()}) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "connaît le membre (4 visites en un an); à 12,3 km; 5,6 km de plus ce jour-là; 8 h 00 encore libres"
            " cette semaine-là; même caisse de coûts : le prix ne change pas",
        ),
        (
            "en",
            "knows the member (4 visits in a year); 12.3 km away; 5.6 km more that day; 8 h 00 left that week;"
            " same cost pool: the price stays",
        ),
    ],
)
def test_a_good_candidate_says_how_good(language: str, said: str) -> None:
    assert candidate_in_words(Candidate("W004", "Anne", FIT, judged=True), language) == said


def test_what_counts_against_somebody_is_said_first() -> None:
    foreign = replace(FIT, known=0, speaks=False, same_pool=False, lapsed="BA4", beside=1)
    assert candidate_in_words(Candidate("W004", "Anne", foreign), "en") == (
        "not checked yet: others are better placed; certificate that has ended: BA4; does not know the member yet;"
        " speaks another language than the member; visits the member has on that day already: 1; 12.3 km away;"
        " 5.6 km more that day; 8 h 00 left that week; another cost pool: the cost goes elsewhere"
    )


def test_a_stop_names_its_rule() -> None:
    stops = (Stop("overlap", "PLAN-01", {"member": "M002", "hours": "11:00-14:30"}), Stop("holidays", "WT-11"))
    assert candidate_in_words(Candidate("W004", "Anne", FIT, stops), "de") == (
        "PLAN-01 schon bei M002 (11:00-14:30); WT-11 Feiertag oder Schließungstag der Vereinigung"
    )


def test_a_step_says_what_and_why_and_why_not_others() -> None:
    after = replace(BEFORE, worker="W005", worker_name="Luc Martin")
    moved = Step("other_worker", 9, 210, BEFORE, after, FIT, 2_000, True, (INSTEAD,))
    unserved = Step("unserved", 8, 210, BEFORE, not_instead=(INSTEAD,))
    assert step_in_words(moved, "nl") == (
        "Anne Lambert, École 2025-03-03 08:30-12:00 → Luc Martin, 2025-03-03 08:30-12:00, vervanging op"
        " dezelfde dag (kent het lid (4 bezoeken in een jaar); op 12,3 km; 5,6 km meer die dag; nog 8 h 00 vrij"
        " die week; dezelfde kostenpool: de prijs verandert niet)"
    )
    assert why_not(moved, "fr") == ["W004 le 2025-03-03 : 131 min de route depuis le domicile, 120 au plus"]
    assert step_in_words(unserved, "en") == (
        "Anne Lambert, École 2025-03-03 08:30-12:00: nobody can make it"
        " (W004 on 2025-03-03: 131 min from home, at most 120)"
    )
    proposal = Proposal("absence", "W001", Span.day(date(2025, 3, 3)), (moved, unserved))
    assert summary(proposal, "fr") == (
        "Visites déplacées : 1, dont 1 par une autre personne ; non servies : 1 (3 h 30) ; +2 km."
    )

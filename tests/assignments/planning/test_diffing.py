"""The differences between two versions in words: for each worker and each member, in four languages."""

from __future__ import annotations

import pytest

from basicplus import members
from basicplus.assignments import planning
from basicplus.assignments.planning.wording import texts
from basicplus.db import Database
from basicplus.errors import BasicplusError
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, TOLD, do


@pytest.fixture
def edited(database: Database) -> Database:
    """Version 2 is published; in the draft a visit moves, another is given away, a third is new, one is gone."""
    parts.plan_week(database)
    do(database, planning.move_visit, planning.VisitMove(visit=1, day=FRIDAY, start_time="09:00", **TOLD))
    do(database, planning.move_visit, planning.VisitMove(visit=2, worker="W004", **TOLD))
    do(database, planning.take_out_visit, planning.VisitTakenOut(visit=3, **TOLD))
    do(database, planning.add_visit, parts.at(3, start_time="13:00"))
    return database


def lines(database: Database, language: str, **asked: object) -> list[str]:
    with cast.reading(database) as session:
        return [line.says for line in planning.diff(session, MONDAY, language, **asked).lines]


def test_the_draft_differs_from_what_is_published(edited: Database) -> None:
    assert lines(edited, "en") == [
        "Anne Lambert W001: Mon 3 March 08:30-12:00, École M001, Site M001 → Fri 7 March, 09:00-12:30",
        "Anne Lambert W001: Mon 3 March 13:00-16:30, École M003, Site M003 (new visit)",
        "Anne Lambert W001: Tue 4 March 08:30-12:00, École M002, Site M002 (visit taken out)",
        "Anne Lambert W004: Tue 4 March 08:30-12:00, École M002, Site M002 (new visit)",
        "Anne Lambert W004: Wed 5 March 08:30-12:00, École M003, Site M003 (visit taken out)",
        "École M001: Mon 3 March 08:30-12:00, Anne Lambert W001 → Fri 7 March, 09:00-12:30",
        "École M002: Tue 4 March 08:30-12:00, Anne Lambert W001 → Anne Lambert W004",
        "École M003: Mon 3 March 13:00-16:30, Anne Lambert W001 (new visit)",
        "École M003: Wed 5 March 08:30-12:00, Anne Lambert W004 (visit taken out)",
    ]
    with cast.reading(edited) as session:
        found = planning.diff(session, MONDAY, "en")
    assert (found.version, found.later, found.counts) == (2, 3, {"added": 1, "moved": 2, "cancelled": 1})


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", "Anne Lambert W001 : lun. 3 mars 08:30-12:00, École M001, Site M001 → ven. 7 mars, 09:00-12:30"),
        ("nl", "Anne Lambert W001: ma 3 maart 08:30-12:00, École M001, Site M001 → vr 7 maart, 09:00-12:30"),
        ("de", "Anne Lambert W001: Mo. 3. März 08:30-12:00, École M001, Site M001 → Fr. 7. März, 09:00-12:30"),
    ],
)
def test_the_words_are_those_of_the_reader(edited: Database, language: str, says: str) -> None:
    assert lines(edited, language, worker="W001")[0] == says


def test_of_one_party_only_its_own_changes_are_told(edited: Database) -> None:
    assert lines(edited, "en", member="M002") == [
        "École M002: Tue 4 March 08:30-12:00, Anne Lambert W001 → Anne Lambert W004"
    ]


def test_versions_are_compared_however_far_they_are_apart(edited: Database) -> None:
    assert len(lines(edited, "en", version=0, later=2)) == 6
    assert lines(edited, "en", version=1, later=1) == []
    with pytest.raises(BasicplusError) as refused:
        lines(edited, "en", version=4)
    assert str(refused.value) == "version: found '4'; 0 to 3, which is the draft"


def test_every_language_says_the_same() -> None:
    keys = {language: sorted(texts(language)) for language in members.models.LANGUAGES}
    assert list(keys.values()) == [keys["fr"]] * 4

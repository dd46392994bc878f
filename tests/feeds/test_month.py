"""The printed month: one page across, holidays by name in four languages, long names, discretion."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pypdf
import pypdfium2
import pytest
from fastapi.testclient import TestClient

from basicplus import assignments, feeds, groups
from basicplus.app import create_app
from basicplus.clock import month_of
from basicplus.db import Database
from tests import cast
from tests.assignments.travel.test_travel import place
from tests.cli.running import run
from tests.conftest import Templates
from tests.feeds.test_feeds import plan

MADE_ON = date(2025, 3, 1)
LONG = "Pouvoir organisateur de l'enseignement secondaire général, technique et professionnel libre subventionné"


@pytest.fixture
def templates(sqlite_templates: Templates) -> Templates:
    """One database is enough: what is drawn does not depend on it."""
    return sqlite_templates


@pytest.fixture
def planned(database: Database) -> Database:
    """The cast with two visits of W001 on Monday 3 March 2025."""
    place(database)
    plan(database, (1, date(2025, 3, 3), "08:30"), (2, date(2025, 3, 3), "13:30"))
    return database


def month(database: Database, first: date, language: Any = None, **owner: str) -> feeds.Month:
    """The month of W001, unless another owner is given."""
    with cast.reading(database) as session:
        view = feeds.View(month_of(first), **owner or {"worker": "W001"})  # type: ignore[arg-type]
        return feeds.month_sheet(session, view, language)


def text(content: bytes) -> str:
    """The text of a page, on one line."""
    [page] = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(page.extract_text().split())


def notes(sheet: feeds.Month) -> dict[int, str]:
    """What stands on the days of a month, by day."""
    return {day.day.day: day.note for week in sheet.weeks for day in week if day.note}


def test_the_grid_has_whole_weeks_and_the_visits_of_the_month(planned: Database) -> None:
    sheet = month(planned, date(2025, 3, 1))
    assert [(week[0].day, week[-1].day) for week in sheet.weeks][::5] == [
        (date(2025, 2, 24), date(2025, 3, 2)),
        (date(2025, 3, 31), date(2025, 4, 6)),
    ]
    assert [each.member.number for each in sheet.visits] == ["M001", "M002"]
    assert {day.inside for day in sheet.weeks[0]} == {False, True}


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("fr", {1: "Fête du Travail", 14: "Ascension", 25: "Lundi de Pentecôte"}),
        ("nl", {1: "Dag van de Arbeid", 14: "O. L. H. Hemelvaart", 25: "Pinkstermaandag"}),
        ("de", {1: "Tag der Arbeit", 14: "Christi Himmelfahrt", 25: "Pfingstmontag"}),
        ("en", {1: "Labor Day", 14: "Ascension Day", 25: "Pentecost Monday"}),
    ],
)
def test_legal_holidays_are_named_in_the_language(
    database: Database, language: str, named: dict[int, str]
) -> None:
    assert notes(month(database, date(2026, 5, 1), language)) == named


def test_a_holiday_on_a_weekend_and_the_day_that_replaces_it_are_both_named(database: Database) -> None:
    with cast.writing(database) as session:
        given = {"holiday": date(2026, 8, 15), "replaced_on": date(2026, 8, 14), "agreed_by": "CE"}
        groups.replace_holiday(session, groups.ReplacementCreate(**given, decided_on=date(2025, 12, 1)))
        assignments.close(session, date(2026, 8, 3), "Fermeture d'été")
    assert notes(month(database, date(2026, 8, 1))) == {
        3: "Fermeture d'été",
        14: "Remplace : Assomption",
        15: "Assomption",
    }


def test_a_leap_day_and_the_53rd_week_are_there(database: Database) -> None:
    february, december = month(database, date(2028, 2, 1)), month(database, date(2026, 12, 1))
    assert february.weeks[-1][1].day == date(2028, 2, 29)
    assert february.weeks[-1][1].inside
    assert "Sem. 53" in text(feeds.render_month(december, MADE_ON))


@pytest.mark.parametrize("language", get_args(feeds.Language))
def test_a_month_is_one_page_across_that_says_who_where_and_when(planned: Database, language: str) -> None:
    sheet = month(planned, date(2025, 3, 1), language)
    content = feeds.render_month(sheet, MADE_ON)
    [page] = pypdf.PdfReader(BytesIO(content)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    told = text(content)
    for part in ("Anne Lambert W001", "08:30–12:00", "École M001", "13:30–17:00 · ", "71 ", "5500 Dinant"):
        assert part in told
    assert content == feeds.render_month(sheet, MADE_ON)


def test_a_member_reads_who_comes_and_nothing_of_other_members(planned: Database) -> None:
    told = text(feeds.render_month(month(planned, date(2025, 3, 1), member="M002"), MADE_ON))
    assert "Bezoeken bij École M002" in told
    assert "Anne Lambert W001 Preventieadviseur Site M002" in told
    assert [word for word in ("M001", "onderweg", "08:30") if word in told] == []


def test_long_names_and_full_days_stay_in_their_boxes(planned: Database) -> None:
    sheet = month(planned, date(2025, 3, 1))
    first, second = sheet.visits
    first.member.name, second.member.name = LONG, LONG.replace(" ", "")
    crowded = feeds.Month(
        LONG,
        sheet.group,
        sheet.first,
        "de",
        True,
        False,
        tuple(
            tuple(type(day)(day.day, day.inside, LONG, (first, second) * 3) if day.inside else day for day in week)
            for week in sheet.weeks
        ),
    )
    content = feeds.render_month(crowded, MADE_ON)
    told = text(content)
    assert "+5 …" in told or "+4 …" in told
    assert "ENTWURF vom 01.03.2025" in told
    page = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    right, bottom = page.crop((813, 0, 842, 595)), page.crop((0, 584, 842, 595))
    assert (right.getextrema(), bottom.getextrema()) == ((255, 255), (255, 255))


def test_it_is_drawn_in_greys(planned: Database) -> None:
    content = feeds.render_month(month(planned, date(2025, 3, 1)), MADE_ON)
    picture = pypdfium2.PdfDocument(content)[0].render(scale=0.5).to_pil().convert("RGB").tobytes()
    pixels = set(zip(picture[0::3], picture[1::3], picture[2::3], strict=True))
    assert max(max(pixel) - min(pixel) for pixel in pixels) < 40


def test_the_command_and_the_api_write_the_same_page(planned: Database, tmp_path: Path) -> None:
    out = tmp_path / "march.pdf"
    given = ("plan", "print", "--month", "2025-03", "--out", str(out), "--db", planned.url)
    done = run(*given, "--worker", "W001", "--json")
    assert (done.exit_code, done.json()["visits"]) == (0, 2), done.stderr
    with TestClient(create_app(planned, actor="nobody")) as client:
        url = f"/api/groups/{cast.GROUP}"
        answer = client.get(f"{url}/workers/W001/month", params={"month": "2025-03"})
        assert (answer.content, answer.headers["content-type"]) == (out.read_bytes(), "application/pdf")
        own = client.get(f"{url}/members/M002/month", params={"month": "2025-03", "language": "fr"})
        assert "Visites chez École M002" in text(own.content)
    for wrong in ((), ("--worker", "W001", "--member", "M001")):
        assert "give --worker or --member" in run(*given, *wrong).stderr

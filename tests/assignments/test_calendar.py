"""The calendar: golden days for group, member and worker, read from records; what it leaves out of a plan."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import assignments, groups, members, workers
from basicplus.assignments import AssignmentCreate, Visit, calendar_of
from basicplus.assignments.calendars import Days, Facts, GroupDays, MemberDays, name_of, special_days
from basicplus.clock import Span, month_of
from basicplus.compliance.calendar import holidays_kept, legal_holidays
from basicplus.db import Database
from basicplus.members import ClosureCreate, OpeningCreate, StrikeCreate
from basicplus.members.half_days import parse_half_days
from tests import cast

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/calendar_days.toml").read_text("utf-8"))["case"]
MARCH = month_of(date(2026, 3, 1))
SCHOOL_DAYS = "mon am pm; tue am pm; wed am; thu am pm; fri am pm"


def facts(case: dict[str, Any]) -> Facts:
    replaced = {date.fromisoformat(holiday): day for holiday, day in case.get("replaced", {}).items()}
    years = range(case["span"][0].year, case["span"][1].year + 1)
    kept = {day: holiday for year in years for day, holiday in holidays_kept(year, replaced).items()}
    closing = {date.fromisoformat(day): label for day, label in case.get("closing", {}).items()}
    openings = tuple((from_on, parse_half_days(text)) for from_on, text in case.get("openings", ()))
    closed = tuple(
        Days(Span(first, until), "member_closed", reason, label)
        for first, until, reason, label in case.get("closures", ())
    )
    member = MemberDays(case["community"], openings, closed) if "community" in case else None
    away = tuple(Days(Span(*span), "absence") for span in case.get("away", ()))
    return Facts(GroupDays(kept, closing), member, away)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["why"])
def test_days_are_special_as_the_golden_calendars_say(case: dict[str, Any]) -> None:
    known, language = facts(case), case.get("language", "fr")
    found = {
        day.isoformat(): [name_of(special, language) for special in special_days(known, day)]
        for day in Span(*case["span"]).days()
    }
    assert {day: names for day, names in found.items() if names} == case["days"]


def test_legal_holidays_are_named_in_four_languages() -> None:
    assert [legal_holidays(2026, language)[date(2026, 5, 14)] for language in ("fr", "nl", "de", "en")] == [
        "Ascension",
        "O. L. H. Hemelvaart",
        "Christi Himmelfahrt",
        "Ascension Day",
    ]
    assert {language: len(legal_holidays(2027, language)) for language in ("fr", "nl", "de", "en")} == {
        "fr": 10,
        "nl": 10,
        "de": 10,
        "en": 10,
    }


@pytest.fixture
def special(database: Database) -> Database:
    """A holiday replaced, a closing day, a closure, a strike, half-days and a sick worker in March 2026."""
    with cast.writing(database) as session:
        given: Any = {"agreed_by": "personnel", "decided_on": date(2025, 11, 20)}
        days: Any = {"holiday": date(2026, 8, 15), "replaced_on": date(2026, 3, 20)}
        groups.replace_holiday(session, groups.ReplacementCreate(**days | given))
        assignments.close(session, date(2026, 3, 6), "Déménagement")
        members.set_opening(session, OpeningCreate(member="M001", from_on=MARCH.from_on, half_days=SCHOOL_DAYS))
        closed: Any = {"from_on": date(2026, 3, 9), "reason": "pedagogical_day", "label": "Réunion"}
        members.close_member(session, ClosureCreate(member="M001", **closed))
        strike: Any = {"from_on": date(2026, 3, 12), "until_on": date(2026, 3, 13)}
        assignments.open_strike(session, StrikeCreate(member="M001", reported_on=date(2026, 3, 11), **strike))
        workers.record_absence(session, "W001", "sickness", date(2026, 3, 16), date(2026, 3, 18))
    return database


def told(database: Database, **asked: Any) -> dict[int, list[str]]:
    with cast.reading(database) as session:
        days = calendar_of(session, MARCH, **asked)
    assert [each.day for each in days] == list(MARCH.days())
    return {each.day.day: [name_of(one, "fr") for one in each.specials] for each in days if each.specials}


def test_the_calendar_of_a_worker_at_a_member_does_not_say_why_the_worker_is_away(special: Database) -> None:
    away = {16: ["absence"], 17: ["absence"]}
    wednesdays = {day: ["membre pas ouvert\u00a0: après-midi"] for day in (4, 11, 18, 25)}
    of_member = {9: ["membre fermé\u00a0: journée pédagogique, Réunion"], 12: ["grève"]} | wednesdays
    of_member |= {1: ["vacances scolaires\u00a0: congé de détente"]}
    of_group = {
        6: ["fermeture du groupement\u00a0: Déménagement"],
        20: ["jour de remplacement\u00a0: Assomption (15/08/2026)"],
    }
    assert told(special) == of_group
    assert told(special, member="M001") == of_group | of_member
    assert told(special, worker="W001") == of_group | away
    assert told(special, worker="W001", member="M001") == of_group | of_member | away
    assert told(special, worker="W002", member="M003") == of_group
    assert told(special, worker="W001", kinds_of_absence=True)[16] == ["absence\u00a0: maladie"]


def test_a_plan_leaves_out_what_is_closed_and_counts_why(special: Database) -> None:
    """Every working day at half past one of a member that is closed on Wednesday afternoons."""
    given: Any = {"agreement": "A-CP-1", "worker": "W001", "site": "S-M001", "from_on": MARCH.from_on}
    rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    with cast.writing(special) as session:
        terms: Any = {"rule": rule, "start_time": "13:00", "minutes": 210}
        assignments.assign(session, AssignmentCreate(**given | terms))
        drafted = assignments.draft(session, MARCH)
        counted = {name: getattr(drafted, name) for name in vars(drafted) if name != "plan"}
        rows = session.exec(select(Visit).where(Visit.day >= MARCH.from_on).order_by(col(Visit.day))).all()
        days = [row.day.day for row in rows]
    assert counted == {
        "visits": 12,
        "holidays": 2,
        "closed": 0,
        "absences": 2,
        "school_closed": 0,
        "strikes": 1,
        "member_closed": 1,
        "not_open": 4,
    }
    assert days == [2, 3, 5, 10, 13, 19, 23, 24, 26, 27, 30, 31]


@pytest.mark.parametrize(
    ("number", "days"),
    [("1", [13, 20, 28]), ("2", [20, 27, 28]), ("3", [20, 27, 28])],
)
def test_school_weeks_are_those_of_the_community_of_the_member(
    database: Database, number: str, days: list[int]
) -> None:
    """Mondays of April 2026, holidays from the 27th (fr) or until the 19th (nl, de); Tuesday the 28th is added."""
    given: Any = {"agreement": f"A-CP-{number}", "worker": "W001", "site": f"S-M00{number}"}
    times: Any = {"rule": "FREQ=WEEKLY;BYDAY=MO", "start_time": "08:30", "minutes": 210}
    with cast.writing(database) as session:
        row = assignments.assign(
            session, AssignmentCreate(**given | times, from_on=MARCH.from_on, school_weeks_only=True)
        )
        session.flush()
        assignments.add_day(session, assignments.ExtraDay(assignment=row.id, day=date(2026, 4, 28)))
        drafted = assignments.draft(session, month_of(date(2026, 4, 1)))
        session.flush()
        rows = session.exec(select(Visit).order_by(col(Visit.day))).all()
        planned = [each.day.day for each in rows]
    assert (drafted.holidays, drafted.school_closed) == (1, 1)
    assert planned == days

"""How far and how long: great circle x road factor at the speeds of a profile, and the gap between two visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.assignments.travel import Journey, Place, journey, legs
from basicplus.assignments.travel.figures import emission_on, profile_named
from basicplus.assignments.travel.journeys import great_circle
from basicplus.errors import InvalidInput

LIEGE, NAMUR, HUY = Place(50.633, 5.581), Place(50.467, 4.867), Place(50.517, 5.225)
ANYWHERE = st.builds(Place, st.floats(49, 52), st.floats(2, 7))


@dataclass(frozen=True)
class Stay:
    """A visit of worker 1 on a day, as far as ways look at it."""

    site_id: int
    starts_at: datetime
    ends_at: datetime
    worker_id: int = 1
    day: date = date(2026, 3, 2)


def stay(site: int, start: str, end: str, **changes: object) -> Stay:
    """A stay at a site between two times of 2 March 2026, in UTC."""
    starts_at, ends_at = (
        datetime.fromisoformat(f"2026-03-02T{time}").replace(tzinfo=UTC) for time in (start, end)
    )
    return Stay(site, starts_at, ends_at, **changes)  # type: ignore[arg-type]


def quarter_of_an_hour(start: int, end: int) -> Journey | None:
    """Every way is 10 km and 15 minutes, but nobody knows where site 9 is."""
    return None if 9 in (start, end) else Journey(10_000, 15)


def test_a_degree_of_latitude_is_a_360th_of_the_meridian() -> None:
    assert round(great_circle(Place(50, 5), Place(51, 5))) == 111_195


def test_the_road_is_longer_than_the_great_circle_and_minutes_are_rounded_up() -> None:
    # 53.717 km as the crow flies: 69.833 km by road. 5 min to the car, 10 km at 35, 20 at 60, 39.833 at 85.
    assert round(great_circle(LIEGE, NAMUR)) == 53_717
    found = journey(LIEGE, NAMUR)
    assert (found.metres, found.km) == (69_833, 69.833)
    assert found.minutes == 71


@pytest.mark.parametrize(
    ("km", "minutes"),
    [(0, 0), (0.1, 6), (3.5, 11), (10, 23), (10.9, 24), (30, 43), (30.1, 43), (64, 67)],
    ids=["same place", "next door", "town", "end of the first band", "second", "its end", "third", "far"],
)
def test_speed_grows_with_the_distance(km: float, minutes: int) -> None:
    north = km / 1.3 / 111.194926645
    assert journey(Place(50, 5), Place(50 + north, 5)).minutes == minutes


@settings(max_examples=40)
@given(ANYWHERE, ANYWHERE, ANYWHERE)
def test_there_and_back_is_the_same_and_a_detour_is_never_shorter(one: Place, two: Place, three: Place) -> None:
    assert journey(one, two) == journey(two, one)
    assert journey(one, two).metres <= journey(one, three).metres + journey(three, two).metres + 1
    assert journey(one, two).minutes <= journey(one, three).minutes + journey(three, two).minutes


def test_profiles_and_emissions_are_named_dated_and_labelled_as_house_values() -> None:
    assert (profile_named("car-1").confirmed, emission_on(date(2026, 3, 2)).confirmed) == ("house", "house")
    with pytest.raises(InvalidInput, match="profile: found 'rocket'; one of car-1"):
        profile_named("rocket")
    with pytest.raises(InvalidInput, match="day: found '2000-08-30'; 2000-08-31 or later"):
        emission_on(date(2000, 8, 30))


def test_a_way_leads_from_each_visit_to_the_next_at_another_site() -> None:
    day = [
        stay(2, "13:00", "15:00"),
        stay(1, "08:00", "12:00"),
        stay(2, "15:00", "16:00"),
        stay(3, "16:10", "17:00"),
    ]
    found = [
        (leg.before.site_id, leg.after.site_id, leg.gap_minutes, leg.too_short)
        for leg in legs(day, quarter_of_an_hour)
    ]
    assert found == [(1, 2, 60, False), (2, 3, 10, True)]
    first, second = legs(day, quarter_of_an_hour)
    assert [f"{at:%H:%M}" for at in (first.starts_at, first.ends_at)] == ["12:00", "12:15"]
    assert [f"{at:%H:%M}" for at in (second.starts_at, second.ends_at)] == ["16:00", "16:10"]


@pytest.mark.parametrize(("start", "short"), [("12:15", False), ("12:14", True)])
def test_a_gap_that_is_just_long_enough_is_no_conflict(start: str, short: bool) -> None:
    [leg] = legs([stay(1, "08:00", "12:00"), stay(2, start, "15:00")], quarter_of_an_hour)
    assert leg.too_short is short


def test_another_worker_another_day_and_an_unknown_place_make_no_way() -> None:
    first = stay(1, "08:00", "12:00")
    for other in (
        stay(2, "13:00", "15:00", worker_id=2),
        stay(2, "13:00", "15:00", day=date(2026, 3, 3)),
        stay(9, "13:00", "15:00"),
    ):
        assert list(legs([first, other], quarter_of_an_hour)) == []

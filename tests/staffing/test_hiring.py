"""One more worker: whom they would serve, from where, and no more than others have too many."""

from __future__ import annotations

from fractions import Fraction

from basicplus.planner.instance import Place
from basicplus.staffing import Hire, Taken, hire
from tests.staffing.invented import DEGREE_KM, demand, member, month, staff, worker

NORTH, SOUTH = Place(lat=51.0, lon=5.0), Place(lat=50.0, lon=5.0)
PLACES = {"1000 North": NORTH, "2000 South": SOUTH}
MEMBERS = [member("south", 50.0), member("north", 51.0, languages=["nl"]), member("far", 51.5)]
TWO_A_WEEK = ("mon-am", "tue-am")
HALF = Fraction(1, 2)


def test_whoever_waits_is_served_from_the_place_with_the_fewest_kilometres():
    instance = month([], MEMBERS, [demand("D1", "south"), demand("D2", "north", 6), demand("D3", "far")])
    found = hire(staff(instance), "prevention_advisor", HALF, PLACES, leave_days=0)
    way = round(DEGREE_KM, 1), round(DEGREE_KM / 2, 1)
    assert found == Hire(
        profession="prevention_advisor",
        share=HALF,
        locality="1000 North",
        half_days=20,
        serves=(Taken("D2", 6, 0.0, None), Taken("D3", 2, way[1], None), Taken("D1", 2, way[0], None)),
        served=10,
        to_sell=10,
        km=round(2 * 2 * (way[0] + way[1]), 1),
        km_saved=0.0,
        languages=("fr", "nl"),
    )


def test_what_is_too_much_for_others_is_taken_over_and_no_more():
    held = {"previous": "W1"}
    demands = [demand("D1", "south", 4, **held), demand("D2", "north", 3, **held), demand("D3", "far", 3, **held)]
    instance = month([worker("W1", 50.0, TWO_A_WEEK)], MEMBERS, demands)
    found = hire(staff(instance), "prevention_advisor", HALF, {"1000 North": NORTH}, leave_days=0)
    assert [(each.demand, each.half_days, each.relieved) for each in found.serves] == [("D2", 3, "W1")]
    assert found.km_saved == round(2 * 3 * DEGREE_KM, 1)
    enough = month([worker("W1", 50.0, (*TWO_A_WEEK, "wed-am"))], MEMBERS, demands)
    assert hire(staff(enough), "prevention_advisor", HALF, PLACES).serves == ()


def test_members_who_named_their_worker_keep_them():
    demands = [demand("D1", "south", 20, fixed_worker="W1")]
    instance = month([worker("W1", 50.0, TWO_A_WEEK)], MEMBERS, demands)
    assert hire(staff(instance), "prevention_advisor", HALF, PLACES).served == 0


def test_a_demand_too_large_for_the_contract_is_left_out():
    instance = month([], MEMBERS, [demand("D1", "south", 9), demand("D2", "north", 8)])
    tenth = hire(staff(instance), "prevention_advisor", Fraction(1, 5), {"2000 South": SOUTH}, leave_days=0)
    assert (tenth.half_days, [each.demand for each in tenth.serves]) == (8, ["D2"])


def test_leave_and_time_for_no_member_are_taken_off():
    instance = month([], MEMBERS, [demand("D1", "south")])
    found = hire(staff(instance, lost_e4=2500), "prevention_advisor", Fraction(1), PLACES, leave_days=73)
    assert found.half_days == (2 * 20 - 2 * 73 * 28 / 365) * 0.75 // 1

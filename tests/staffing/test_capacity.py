"""What a staff can give beside what is agreed, month by month, and who may not fall ill."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from basicplus.staffing import MonthOfStaff, Staff, capacity_of, say
from basicplus.staffing.capacity import Critical, critical_size
from tests.staffing import invented
from tests.staffing.invented import demand, member, month, staff, worker

ALL_WEEK = ("mon-am", "tue-am", "wed-am", "thu-am", "fri-am")
MEMBERS = [member("near", 50.0), member("far", 51.0)]


def test_capacity_is_the_usual_week_less_absences_leave_and_what_no_member_gets():
    away = worker("W1", 50, ALL_WEEK, absences=[{"from": "2026-03-02", "to": "2026-03-06"}])
    instance = month([away, worker("W2", 50, ("mon-am",))], MEMBERS, [demand("D1", "near", 6)])
    [found] = capacity_of(staff(instance))
    assert (found.workers, found.demands, found.capacity, found.agreed) == (2, 1, 15 + 4, 6)
    assert found.months == (MonthOfStaff(date(2026, 3, 1), 19, 6),)
    [less] = capacity_of(staff(instance, leave=3, lost_e4=1000))
    assert less.capacity == round((12 + 1) * 0.9)


def test_a_week_that_varies_counts_by_the_minutes_agreed():
    away = [{"from": "2026-03-09", "to": "2026-03-13"}]
    instance = month([worker("W1", 50, (), absences=away)], MEMBERS, [demand("D1", "near", 6)])
    assert [each.capacity for each in capacity_of(staff(instance))] == [0]
    [found] = capacity_of(Staff(instance, varying={"W1": Fraction(5)}))
    assert (found.workers, found.capacity) == (1, 15)


def test_weekly_service_counts_as_often_as_its_weekday_comes_outside_closures():
    shut = member("shut", 50.0, closed=[{"from": "2026-03-09", "to": "2026-03-15"}])
    weekly = demand("D1", "shut", kind="weekly", half_days=2, visits=None, min_gap_days=None)
    [found] = capacity_of(staff(month([worker("W1", 50, ALL_WEEK)], [shut], [weekly])))
    assert found.agreed == 2 * 3


def test_a_profession_without_workers_has_nothing_to_give():
    [found] = capacity_of(staff(month([], MEMBERS, [demand("D1", "near", 5)])))
    assert (found.capacity, found.agreed) == (0, 5)
    assert [say(each) for each in found.says] == [
        "0 prevention advisors: 0 half-days to give, 5 agreed; 5 are missing, most of them in 2026-03 (5)."
    ]


@pytest.mark.parametrize(
    ("agreed", "critical", "says"),
    [
        (
            20,
            Critical(needed=2, carried=20, unserved_a_month=0),
            "One of 2 prevention advisors can be ill: the others have room for everything, up to 20 half-days"
            " agreed a year.",
        ),
        (
            21,
            Critical(needed=3, carried=20, unserved_a_month=1),
            "If one of 2 prevention advisors is ill for a month, 1 half-days have nobody. From 3 on the others are"
            " enough; they can give 20 a year.",
        ),
    ],
)
def test_somebody_may_be_ill_as_long_as_the_others_have_room(agreed: int, critical: Critical, says: str):
    workers = [worker("W1", 50, ALL_WEEK), worker("W2", 50, ALL_WEEK)]
    [found] = capacity_of(staff(month(workers, MEMBERS, [demand("D1", "near", agreed)])))
    assert found.critical == critical
    assert found.critical.at_risk == (agreed > 20)
    assert say(found.says[-1]) == says


def test_the_critical_size_looks_at_whoever_has_most_half_days():
    found = critical_size([Fraction(100), Fraction(300)], Fraction(220), months=12)
    assert found == Critical(needed=3, carried=100, unserved_a_month=10)
    assert critical_size([], Fraction(0)) == Critical(0, 0, 0)


def test_one_alone_is_said_in_the_singular():
    [found] = capacity_of(staff(month([worker("W1", 50, ALL_WEEK)], MEMBERS, [demand("D1", "near", 8)])))
    assert [say(each) for each in found.says] == [
        "1 prevention advisor: 20 half-days to give, 8 agreed; 12 are left to sell.",
        "There is only one prevention advisor: a month of illness leaves 8 half-days without anybody. From 2 on an"
        " absence can be covered.",
    ]


def test_agreed_half_days_are_spread_over_the_days_on_which_they_are_possible():
    whole = {"from": "2026-03-23", "to": "2026-04-05"}
    raw = month([worker("W1", 50, ALL_WEEK)], MEMBERS, [demand("D1", "near", 10, window=whole)]).model_dump()
    instance = invented.Instance.model_validate(raw | {"horizon": whole})
    [found] = capacity_of(staff(instance))
    assert [each.agreed for each in found.months] == [7, 3]

"""The law as dated data: looked up by day, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.clock import FOREVER, Span
from basicplus.compliance.law import NoLawThatDay, belgian_law
from tests.compliance.cast import span


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("max_heads", date(2017, 1, 31), None),
        ("max_heads", date(2017, 2, 1), 50),
        ("min_week_minutes", date(2014, 1, 31), None),
        ("min_week_minutes", date(2014, 2, 1), 1140),
        ("full_time_only", date(2014, 1, 31), True),
        ("full_time_only", date(2014, 2, 1), False),
        ("authorisation_required", date(2000, 8, 31), True),
        ("max_heads", date(2024, 2, 29), 50),
    ],
)
def test_the_value_of_a_day_is_the_one_in_force(name: str, day: date, value: object) -> None:
    assert belgian_law().on(day, name).value == value


@pytest.mark.parametrize("name", sorted(belgian_law().parameters))
def test_no_parameter_is_guessed_before_its_first_value(name: str) -> None:
    with pytest.raises(NoLawThatDay) as refused:
        belgian_law().on(date(2000, 8, 30), name)
    assert str(refused.value) == f"{name}: no value known on 2000-08-30; the first holds from 2000-08-31."


def test_a_span_meets_every_value_that_holds_on_some_day_of_it() -> None:
    law = belgian_law()
    assert [value.value for value in law.within(span("2014-01-31", "2014-02-02"), "full_time_only")] == [
        True,
        False,
    ]
    assert [value.value for value in law.within(span("2014-02-01"), "full_time_only")] == [False]
    assert list(law.within(Span(FOREVER, FOREVER), "full_time_only")) == []


@pytest.mark.parametrize("name", sorted(belgian_law().parameters))
def test_the_values_of_a_parameter_follow_each_other_without_a_gap(name: str) -> None:
    spans = [value.span for value in belgian_law().parameters[name].values]
    assert [each.until_on for each in spans] == [each.from_on for each in spans[1:]] + [FOREVER]

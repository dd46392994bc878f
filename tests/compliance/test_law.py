"""The law as dated data: looked up by day, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from basicplus.clock import FOREVER, Span
from basicplus.compliance.law import NoLawThatDay, belgian_law
from basicplus.errors import NotFound
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
        ("taxed_share_below", date(2016, 6, 30), None),
        ("taxed_share_below", date(2016, 7, 1), 50),
        ("outsiders_share_below", date(2016, 6, 30), None),
        ("outsiders_share_below", date(2016, 7, 1), 50),
        ("over_cost_percent", date(2000, 8, 31), 0),
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


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("legal_forms_new", date(2013, 6, 1), ["GIE"]),
        ("legal_forms_new", date(2015, 6, 1), ["ASBL", "GIE"]),
        ("legal_forms_new", date(2023, 12, 3), ["ASBL", "SNC"]),
        ("decision_days", date(2017, 1, 31), 20),
        ("decision_days", date(2017, 2, 1), 40),
        ("part_time_share", date(2026, 6, 30), "1/3"),
        ("part_time_share", date(2026, 7, 1), "1/10"),
        ("night_ban", date(2026, 6, 30), True),
        ("night_ban", date(2026, 7, 1), False),
        ("schedule_notice_days", date(2022, 11, 19), 5),
        ("schedule_notice_days", date(2022, 11, 20), 7),
        ("regime", date(2013, 1, 1), "R0"),
        ("regime", date(2014, 2, 1), "R1"),
        ("regime", date(2017, 2, 1), "R2"),
        ("regime", date(2023, 12, 3), "R3"),
    ],
)
def test_every_regime_since_2000_can_be_answered(name: str, day: date, value: object) -> None:
    assert belgian_law().on(day, name).value == value


def test_what_is_announced_is_shown_and_not_in_force() -> None:
    law = belgian_law()
    assert law.on(date(2027, 6, 1), "time_registration").value is False
    assert law.expecting().on(date(2027, 6, 1), "time_registration").value is True
    assert law.expecting().on(date(2026, 12, 31), "time_registration").value is False


def test_a_parameter_is_found_by_its_name_its_rule_or_both() -> None:
    law = belgian_law()
    assert [each.known_as for each in law.named("GE-07.max_heads")] == ["GE-07.max_heads"]
    assert law.named("max_heads") == law.named("GE-07.max_heads")
    assert [each.name for each in law.named("GE-13")] == ["full_time_only", "min_week_minutes"]
    with pytest.raises(NotFound) as refused:
        law.named("heads")
    assert str(refused.value) == (
        "There is no parameter 'heads' in the law. Known: GE-07.heads_warning_from, GE-07.max_heads."
    )


def test_what_changed_between_two_days_is_named_with_both_values() -> None:
    changed = belgian_law().changes(date(2026, 6, 30), date(2026, 7, 1))
    assert [(each.known_as, old and old.value, new and new.value) for each, old, new in changed] == [
        ("PAY-01.late_interest_percent", Decimal("10.5"), None),
        ("SOC-02.notice_cap_weeks", None, 52),
        ("WT-05.part_time_share", "1/3", "1/10"),
        ("WT-10.night_ban", True, False),
        ("WT-10.night_scheme_required", False, True),
    ]


def test_a_parameter_is_due_a_year_after_it_was_compared_with_its_source() -> None:
    law = belgian_law()
    assert law.due(date(2027, 11, 23)) == []
    assert len(law.due(date(2027, 11, 27))) == len(law.parameters)

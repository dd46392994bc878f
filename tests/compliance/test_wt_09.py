"""WT-09: no work on a Sunday from midnight to midnight, unless a derogation is on file."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.working_time.free_days import sunday_rest
from tests.compliance.cast import check, hours, scheme, span, told, visits


def test_saturday_until_midnight_is_allowed_and_a_minute_of_sunday_is_not() -> None:
    assert check(sunday_rest, Facts(presences=visits("2025-03-08", "18:00-00:00"))) == []
    [finding] = check(sunday_rest, Facts(presences=visits("2025-03-08", "18:00-00:01")))
    assert (finding.rule, *told([finding])[0], str(finding.span)) == (
        "WT-09",
        "sunday",
        "refuse",
        "visits 2025-03-08 W001",
        1,
        0,
        "2025-03-09 to 2025-03-09",
    )


def test_monday_begins_at_midnight() -> None:
    assert check(sunday_rest, Facts(presences=visits("2025-03-10", "00:00-03:00"))) == []
    assert [each.found for each in check(sunday_rest, Facts(presences=visits("2025-03-09", "23:00-02:00")))] == [
        60
    ]


def test_hours_done_are_refused_too() -> None:
    found = check(sunday_rest, Facts(presences=hours("2025-03-09", "09:00-12:00")))
    assert told(found) == [("sunday", "refuse", "hours 2025-03-09 W001", 180, 0)]


def test_a_derogation_on_file_allows_it_on_its_days() -> None:
    two = Facts(presences=visits("2025-03-09", "09:00-12:00") + visits("2025-03-16", "09:00-12:00"))
    found = check(sunday_rest, two + scheme("sunday", "2025-03-01", "2025-03-16"))
    assert [str(each.span) for each in found] == ["2025-03-16 to 2025-03-16"]


def test_a_waiver_allows_it_with_a_name() -> None:
    fair = Waiver("FOIRE-2025", "WT-09", span("2025-03-09", "2025-03-10"), "M001")
    facts = Facts(presences=visits("2025-03-09", "09:00-12:00"), waivers=(fair,))
    found = [each for each in judge(facts, belgian_law()) if each.rule == "WT-09"]
    assert [(each.severity, each.waiver) for each in found] == [("warn", "FOIRE-2025")]


def test_the_sundays_of_the_clock_changes_have_their_own_length() -> None:
    for saturday, minutes in (("2025-03-29", 180), ("2025-10-25", 300)):
        found = check(sunday_rest, Facts(presences=hours(saturday, "22:00-04:00")))
        assert [each.found for each in found] == [minutes]

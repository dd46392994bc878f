"""WT-10: night work was forbidden until 30 June 2026; since then it needs a night scheme on file."""

from __future__ import annotations

import pytest

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.working_time.free_days import no_night_work
from tests.compliance.cast import check, hours, scheme, span, told, visits


def test_from_6_to_20_is_day_and_a_minute_more_is_night() -> None:
    assert check(no_night_work, Facts(presences=visits("2025-03-03", "06:00-09:00", "17:00-20:00"))) == []
    found = check(no_night_work, Facts(presences=visits("2025-03-03", "05:59-09:00", "17:00-20:01")))
    assert [(each.rule, *told([each])[0]) for each in found] == [
        ("WT-10", "banned", "refuse", "visits 2025-03-03 W001", 2, 0)
    ]


def test_since_1_july_2026_a_scheme_is_needed_instead_of_a_ban() -> None:
    before, after = (Facts(presences=hours(day, "19:00-21:00")) for day in ("2026-06-30", "2026-07-01"))
    assert told(check(no_night_work, before)) == [("banned", "refuse", "hours 2026-06-30 W001", 60, 0)]
    assert told(check(no_night_work, after)) == [("no_scheme", "refuse", "hours 2026-07-01 W001", 60, 0)]
    assert check(no_night_work, after + scheme("night", "2026-07-01", worker="")) == []


def test_a_waiver_lifts_the_ban() -> None:
    derogation = Waiver("NUIT-1", "WT-10", span("2025-03-01", "2025-04-01"))
    facts = Facts(presences=hours("2025-03-03", "19:00-21:00"), waivers=(derogation,))
    assert [(each.severity, each.waiver) for each in judge(facts, belgian_law()) if each.rule == "WT-10"] == [
        ("warn", "NUIT-1")
    ]


@pytest.mark.parametrize(("day", "minutes"), [("2025-03-29", 420), ("2025-10-25", 540), ("2024-02-29", 480)])
def test_a_night_counts_the_minutes_that_pass(day: str, minutes: int) -> None:
    found = check(no_night_work, Facts(presences=hours(day, "22:00-06:00")))
    assert [each.found for each in found] == [minutes]

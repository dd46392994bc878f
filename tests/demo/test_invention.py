"""The invented group: always the same for a seed, true to its mixes, and free of double bookings."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from stdnum.be import vat

from basicplus.clock import Span, year_span
from basicplus.demo import invention, names, places
from basicplus.demo.invention import (
    InventedAgreement,
    Invention,
    headcounts,
    invent,
    invent_agreements,
)
from basicplus.demo.week_patterns import half_days, pattern_minutes, pattern_text, week_pattern
from basicplus.errors import InvalidInput

YEAR = 2025
SIZES = [
    (550, 43),
    (10, 3),
    (4, 2),
    (755, 43),
    (550, 51),
    (8, 1),
    (300, 12),
    (1, 1),
    (20, 43),
    (3, 43),
    (1, 12),
    (1, 200),
]
SHARED_CAP = 0.85

sizes = pytest.mark.parametrize(("members", "workers"), SIZES)


@cache
def group(members: int = 550, workers: int = 43, seed: int = 1) -> Invention:
    return invent(seed, members, workers, YEAR)


@cache
def agreements(members: int = 550, workers: int = 43, seed: int = 1) -> tuple[InventedAgreement, ...]:
    found = group(members, workers, seed)
    return invent_agreements(seed, found.members, found.workers, YEAR)


def span(from_on: date, until_on: date | None) -> Span:
    return Span.of(from_on, until_on)


# Always the same

PRINT_THE_GROUP = """
import hashlib
from basicplus.demo.invention import invent, invent_agreements
group = invent(7, 120, 15, 2025)
plan = invent_agreements(7, group.members, group.workers, 2025)
print(hashlib.sha256(repr((group, plan)).encode()).hexdigest())
"""


def digest_under(hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_THE_GROUP], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_two_processes_with_different_hash_seeds_invent_the_same_group():
    assert digest_under("1") == digest_under("2718")


def test_another_seed_invents_another_group():
    assert invent(1, 20, 3) != invent(2, 20, 3)


def test_the_order_in_which_members_are_given_does_not_matter():
    found = group(40, 6)
    backwards = invent_agreements(1, found.members[::-1], found.workers, YEAR)
    assert backwards == agreements(40, 6)


# Members


@sizes
def test_a_group_has_exactly_the_members_and_workers_asked_for(members, workers):
    found = group(members, workers)
    assert [m.number for m in found.members] == [f"M{n:04d}" for n in range(1, members + 1)]
    assert [w.number for w in found.workers] == [f"W{n:03d}" for n in range(1, workers + 1)]


def test_every_enterprise_number_is_valid_unique_and_of_the_block_that_nobody_has():
    numbers = [vat.validate(member.enterprise_number) for member in group().members]
    assert len(set(numbers)) == 550
    assert {number[:4] for number in numbers} == {"1999"}


def test_names_are_unique_and_a_few_are_very_long_with_accents_apostrophes_and_ligatures():
    found = [member.name for member in group().members]
    assert len(set(found)) == 550
    assert 3 <= sum(len(name) > 100 for name in found) <= 10
    assert max(map(len, found)) <= 200
    for sign in "éÉ'œŒ":
        assert any(sign in name for name in found), sign


def test_members_hold_the_mixes_of_frequency_kind_and_language():
    found = group().members
    assert Counter(m.billing_frequency for m in found) == {"monthly": 368, "quarterly": 110, "annual": 72}
    assert Counter(m.kind for m in found) == {"school": 385, "association": 165}
    languages = Counter(m.language for m in found)
    assert languages["fr"] > 500
    assert languages["de"] >= 5
    assert languages["nl"] >= 2


def test_a_member_has_a_head_and_a_signer_at_reserved_addresses():
    for member in group().members:
        roles = [contact.role for contact in member.contacts]
        assert roles in (["head", "signer"], ["head", "treasurer", "signer"])
        for email in (member.email, *(contact.email for contact in member.contacts)):
            assert email.isascii()
            assert email.endswith(f"@{member.number.lower()}.example.org")


def test_a_member_has_one_to_three_sites_and_the_first_is_its_seat():
    for member in group().members:
        assert [site.code for site in member.sites] == [
            f"{member.number}-{rank}" for rank in range(1, len(member.sites) + 1)
        ]
        assert 1 <= len(member.sites) <= 3
        assert (member.latitude, member.longitude) == (member.sites[0].latitude, member.sites[0].longitude)
        assert member.street == member.sites[0].street


def test_weights_and_taxable_shares_stay_within_their_limits():
    found = group().members
    assert all(50 <= member.pupils <= 1500 for member in found)
    mixed = [member for member in found if member.vat_status == "mixed"]
    assert 5 <= len(mixed) <= 50
    assert all(0 < member.taxable_share_percent < 50 for member in mixed)
    assert {m.taxable_share_percent for m in found if m.vat_status == "exempt"} == {0}


def test_some_join_and_some_leave_during_the_year_always_on_a_first_of_month():
    found = group().members
    joined = [m.joined_on for m in found if m.joined_on.year == YEAR]
    left = [m.left_on for m in found if m.left_on]
    assert (len(joined), len(left)) == (11, 6)
    assert {day.day for day in joined + left} == {1}
    assert {day.year for day in left} == {YEAR}
    assert [m.joined_on for m in found] == sorted(m.joined_on for m in found)
    assert all(m.joined_on < (m.left_on or date.max) for m in found)


def test_nobody_is_older_than_the_law():
    found = group()
    assert min(m.joined_on for m in found.members) >= date(2014, 2, 1)
    assert min(w.contract_from for w in found.workers) >= date(2014, 2, 1)


@pytest.mark.parametrize("year", [2012, 2014, 2015, 2017, 2020, 2024, 2026, 2032])
def test_any_year_can_be_invented(year):
    found = invent(3, 60, 8, year)
    plan = invent_agreements(3, found.members, found.workers, year)
    assert {agreement.member for agreement in plan} == {member.number for member in found.members}
    assert max(worker.contract_from for worker in found.workers) < date(year, 1, 1)


# Workers


def test_forty_three_workers_have_the_professions_of_the_model():
    assert headcounts(43) == {
        "prevention_advisor": 16,
        "accountant": 7,
        "dpo": 5,
        "energy_advisor": 4,
        "dedicated": 10,
        "lawyer": 1,
    }


@pytest.mark.parametrize("count", range(1, 60))
def test_every_profession_is_there_as_soon_as_it_can_be(count):
    counts = headcounts(count)
    assert sum(counts.values()) == count
    assert sum(size > 0 for size in counts.values()) == min(count, 6)


@pytest.mark.parametrize("week_minutes", [1140, 1368, 1596, 1824, 2280])
def test_a_pattern_sums_to_the_contract(week_minutes):
    pattern = week_pattern(week_minutes, [3, 0, 2, 1, 4])
    assert pattern_minutes(pattern) == week_minutes
    assert len(half_days(pattern)) == week_minutes // 228


def test_a_pattern_can_be_written_out():
    assert pattern_text(week_pattern(1140, [0, 4, 2, 1, 3])) == (
        "mon 08:30-12:30 13:00-16:36; wed 08:30-12:18; fri 08:30-12:30 13:00-16:36"
    )


@sizes
def test_contracts_are_lawful_signed_before_they_start_and_match_their_pattern(members, workers):
    for worker in group(members, workers).workers:
        assert worker.contract_signed_on < worker.contract_from < date(YEAR, 1, 1)
        assert 1140 <= worker.week_minutes <= worker.full_time_minutes == 2280
        assert pattern_minutes(worker.pattern) == worker.week_minutes
        assert worker.contract_from.year - worker.born_on.year >= 20
        if worker.amendment:
            assert worker.amendment.signed_on < worker.amendment.from_on
            assert worker.amendment.from_on.year == YEAR
            assert worker.amendment.week_minutes >= 1140
            assert worker.amendment.week_minutes != worker.week_minutes
            assert pattern_minutes(worker.amendment.pattern) == worker.amendment.week_minutes


def test_a_few_of_forty_three_workers_change_their_hours_in_the_year():
    assert sum(worker.amendment is not None for worker in group().workers) == 3


def test_an_amendment_never_takes_away_a_half_day_that_is_counted_as_capacity():
    for worker in group().workers:
        smallest = min(worker.week_minutes, worker.amendment.week_minutes if worker.amendment else 2280)
        assert worker.lanes_capacity == 4 * smallest // 228


def test_people_have_unique_ascii_addresses_and_plausible_pay():
    found = group().workers
    assert len({worker.email for worker in found}) == 43
    assert all(worker.email.isascii() and worker.email.endswith("@groupe.example.org") for worker in found)
    assert all(210_000 <= worker.gross_month_cents <= 620_000 for worker in found)
    assert {worker.profession for worker in found if worker.function == "Juriste"} == {"lawyer"}
    assert len({worker.function for worker in found if worker.profession == "dedicated"}) >= 7


def test_absences_do_not_overlap_and_stay_within_the_year():
    for worker in group().workers:
        spans = [Span(absence.from_on, absence.until_on) for absence in worker.absences]
        assert all(before.until_on <= after.from_on for before, after in pairwise(spans))
        assert all(found & year_span(YEAR) == found and found for found in spans)


def days_absent(worker: invention.InventedWorker, kind: str) -> int:
    spans = [Span(a.from_on, a.until_on) for a in worker.absences if a.kind == kind]
    return sum(day.weekday() in worker.pattern for found in spans for day in found.days())


def test_a_full_timer_takes_about_twenty_days_of_leave_and_at_most_ten_of_sickness():
    full_timers = [worker for worker in group().workers if len(worker.pattern) == 5]
    for worker in full_timers:
        assert 12 <= days_absent(worker, "annual_leave") <= 22
        assert days_absent(worker, "sickness") <= 10
    mean = sum(days_absent(worker, "annual_leave") for worker in full_timers) / len(full_timers)
    assert 19 <= mean <= 22


def test_most_leave_falls_in_school_holidays():
    leave = [a for w in group().workers for a in w.absences if a.kind == "annual_leave"]
    weeks = Counter()
    for absence in leave:
        weeks[absence.from_on.isocalendar().week] += (absence.until_on - absence.from_on).days
    holidays = {9, 18, 19, 43, 44, 52, *range(28, 35)}
    assert sum(days for week, days in weeks.items() if week in holidays) > 0.85 * sum(weeks.values())


def test_somebody_is_on_parental_leave_and_every_kind_of_absence_occurs():
    kinds = {absence.kind for worker in group().workers for absence in worker.absences}
    assert kinds == {"annual_leave", "sickness", "training", "parental_leave"}


def test_every_worker_holds_the_paper_of_the_profession_before_the_contract():
    for worker in group().workers:
        first = worker.qualifications[0]
        assert first.from_on < worker.contract_from
        assert first.until_on is None
        assert all(paper.until_on is None or paper.from_on < paper.until_on for paper in worker.qualifications)


# Agreements


@sizes
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_half_day_is_given_twice_and_all_lie_within_the_pattern_all_year(members, workers, seed):
    found, taken = {w.number: w for w in group(members, workers, seed).workers}, set()
    for agreement in agreements(members, workers, seed):
        assert agreement.lanes == len(agreement.slots) > 0
        worker = found[agreement.worker]
        patterns = [worker.pattern] + ([worker.amendment.pattern] if worker.amendment else [])
        for weekday, half, phase in agreement.slots:
            assert all((weekday, half) in half_days(pattern) for pattern in patterns)
            assert phase in range(4)
            assert (agreement.worker, weekday, half, phase) not in taken
            taken.add((agreement.worker, weekday, half, phase))


@sizes
def test_every_member_has_an_agreement_within_its_membership(members, workers):
    found = group(members, workers)
    known, staff = {m.number: m for m in found.members}, {w.number: w for w in found.workers}
    for agreement in agreements(members, workers):
        member, worker = known[agreement.member], staff[agreement.worker]
        own = span(agreement.from_on, agreement.until_on)
        assert own & span(member.joined_on, member.left_on) == own
        assert own.overlaps(year_span(YEAR))
        assert agreement.from_on >= worker.contract_from
        assert agreement.profession == worker.profession
    assert {agreement.member for agreement in agreements(members, workers)} == set(known)


def test_a_member_is_served_from_the_first_to_the_last_day_of_its_year():
    served = defaultdict(list)
    for agreement in agreements():
        served[agreement.member].append(span(agreement.from_on, agreement.until_on) & year_span(YEAR))
    for member in group().members:
        whole = span(member.joined_on, member.left_on) & year_span(YEAR)
        assert whole in served[member.number]


@pytest.mark.parametrize(("members", "workers"), [(550, 43), (10, 3), (4, 2), (755, 43), (550, 51)])
def test_nobody_is_booked_beyond_85_percent_of_the_capacity(members, workers):
    booked = Counter()
    for agreement in agreements(members, workers):
        booked[agreement.worker] += agreement.lanes
    for worker in group(members, workers).workers:
        assert 0 < booked[worker.number] <= SHARED_CAP * worker.lanes_capacity


def test_the_model_group_has_about_800_agreements_in_the_mix_of_bases():
    plan = agreements()
    assert [agreement.number for agreement in plan] == [f"C{n:04d}" for n in range(1, len(plan) + 1)]
    assert 780 <= len(plan) <= 820
    shares = {basis: round(100 * n / len(plan)) for basis, n in Counter(a.basis for a in plan).items()}
    assert shares == {"time_spent": 55, "flat_fee": 30, "pro_rata": 15}


def test_shared_workers_come_once_twice_or_four_times_in_four_weeks():
    lanes = Counter(a.lanes for a in agreements() if a.profession != "dedicated")
    assert set(lanes) == {1, 2, 4}


def test_a_visit_every_second_week_or_every_week_keeps_its_half_day():
    for agreement in agreements():
        phases = defaultdict(list)
        for weekday, half, phase in agreement.slots:
            phases[weekday, half].append(phase)
        expected = {1: ([0], [1], [2], [3]), 2: ([0, 2], [1, 3])}.get(agreement.lanes, ([0, 1, 2, 3],))
        assert all(found in expected for found in phases.values())


def test_no_visit_is_planned_on_a_wednesday_afternoon_when_schools_are_shut():
    assert not [a.number for a in agreements() for weekday, half, _ in a.slots if (weekday, half) == (2, 1)]


def test_a_dedicated_worker_has_one_or_two_members_every_week_and_no_share_pro_rata():
    dedicated = [a for a in agreements() if a.profession == "dedicated"]
    per_worker = Counter(a.worker for a in dedicated)
    assert len(per_worker) == 10
    assert set(per_worker.values()) == {1, 2}
    assert {a.basis for a in dedicated} <= {"flat_fee", "time_spent"}
    assert all(a.lanes % 4 == 0 for a in dedicated)


def test_a_member_has_a_profession_once():
    served = Counter((a.member, a.profession) for a in agreements())
    assert set(served.values()) == {1}


def test_a_german_speaking_member_gets_a_prevention_advisor_who_speaks_german():
    german = {m.number for m in group().members if m.language == "de"}
    staff = {w.number: w for w in group().workers}
    advised = [a for a in agreements() if a.member in german and a.profession == "prevention_advisor"]
    assert advised
    assert all("de" in staff[a.worker].speaks for a in advised)


def test_workers_serve_members_nearer_than_chance_would_have_it():
    members = {m.number: m for m in group().members}
    staff = {w.number: w for w in group().workers}

    def mean_km(pairs: list[tuple[str, str]]) -> float:
        points = [
            ((staff[w].latitude, staff[w].longitude), (members[m].latitude, members[m].longitude))
            for w, m in pairs
        ]
        return sum(places.kilometres(*ends) for ends in points) / len(points)

    advised = [(a.worker, a.member) for a in agreements() if a.profession == "prevention_advisor"]
    workers, served = zip(*advised, strict=True)
    assert mean_km(advised) < 0.5 * mean_km(list(zip(workers, served[::-1], strict=True)))


# Members from elsewhere, and too many of them


@dataclass(frozen=True)
class RegisteredMember:
    number: str
    joined_on: date
    left_on: date | None
    latitude: float | None
    longitude: float | None
    language: str


def test_agreements_can_be_invented_for_members_of_a_real_register():
    registered = [
        RegisteredMember(f"P{n:03d}", date(2020, 1, 1), None, 50.4 + n / 100, 4.5, "fr") for n in range(30)
    ]
    unknown_place = RegisteredMember("P900", date(2025, 3, 1), None, None, None, "fr")
    gone = RegisteredMember("P901", date(2020, 1, 1), date(2025, 1, 1), 50.4, 4.5, "fr")
    coming = RegisteredMember("P902", date(2026, 1, 1), None, 50.4, 4.5, "fr")
    plan = invent_agreements(1, [*registered, unknown_place, gone, coming], group(30, 6).workers, YEAR)
    assert {a.member for a in plan} == {m.number for m in registered} | {"P900"}
    assert {a.from_on for a in plan if a.member == "P900"} >= {date(2025, 3, 1)}


def test_no_members_need_no_agreements():
    assert invent_agreements(1, [], group(4, 2).workers, YEAR) == ()


def test_more_members_than_the_workers_can_visit_are_refused_with_the_limit():
    found = group(60, 1)
    with pytest.raises(InvalidInput) as refused:
        invent_agreements(1, found.members, found.workers, YEAR)
    capacity = found.workers[0].lanes_capacity
    assert str(refused.value) == (
        f"members: found '60'; at most {capacity}: 1 shared workers cannot visit more in four weeks"
    )


# Places and words


def test_places_are_belgian_and_have_one_postal_code_each():
    known = places.places()
    assert len(known) >= 115
    assert len({place.postal_code for place in known}) == len(known)
    for place in known:
        assert 49.4 < place.latitude < 51.2
        assert 2.5 < place.longitude < 6.5
        assert place.language in ("fr", "de", "nl")


def test_distances_are_right_within_a_percent():
    brussels, liege = (50.8467, 4.3525), (50.6326, 5.5797)
    assert places.kilometres(brussels, liege) == pytest.approx(89.8, rel=0.01)


@pytest.mark.parametrize(
    ("city", "named"),
    [
        ("Namur", "Home de Namur"),
        ("Ath", "Home d'Ath"),
        ("Eghezée", "Home d'Eghezée"),
        ("Le Roeulx", "Home du Roeulx"),
        ("Les Bons Villers", "Home des Bons Villers"),
        ("La Louvière", "Home de La Louvière"),
    ],
)
def test_a_french_town_is_joined_as_french_does(city, named):
    assert names.in_town("Home", city, "fr") == named


def test_an_address_has_no_accent_no_ligature_and_no_apostrophe():
    assert names.mailbox("Anne-Françoise D'Hœdt Œillet") == "anne.francoise.d.hoedt.oeillet"


def test_the_word_lists_name_nobody_twice():
    text = (Path(names.__file__).with_name("names.toml")).read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    for words in (lists["family_names"], *lists["first_names"].values(), lists["fr"]["patrons"]):
        assert len(words) == len(set(words))


def test_a_year_of_leave_starts_on_mondays_and_ends_before_saturday():
    weeks = [
        a
        for w in group().workers
        for a in w.absences
        if a.kind == "annual_leave" and a.until_on - a.from_on > timedelta(1)
    ]
    assert {(a.from_on.weekday(), a.until_on.weekday()) for a in weeks} == {(0, 5)}

"""Travel of a group: settings, distances told, ways of the plan as working time, kilometres and CO2."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus.app import create_app
from basicplus.assignments import add_visit, travel
from basicplus.assignments.travel.distance_file import import_distances, read_distances, write_distances_template
from basicplus.assignments.travel.models import Distance
from basicplus.clock import Span
from basicplus.compliance.gate import Refused, gate_of
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.members import Site
from basicplus.workers import Worker
from tests import cast
from tests.assignments.travel.test_routing import Service, service  # noqa: F401
from tests.cli.running import run

LIEGE, NAMUR = (50.633, 5.581), (50.467, 4.867)
DAY = date(2025, 3, 3)
MARCH = Span(date(2025, 3, 1), date(2025, 4, 1))
MONDAY = Span(DAY, date(2025, 3, 4))


def place(database: Database) -> None:
    """Put M001 in Liège and M002 in Namur, 70 km and 71 minutes apart; W001 lives in Liège. M003 is nowhere."""
    with cast.writing(database) as session:
        for code, point in (("S-M001", LIEGE), ("S-M002", NAMUR)):
            site = session.exec(select(Site).where(Site.code == code)).one()
            site.latitude, site.longitude = point
            session.add(site)
        worker = session.exec(select(Worker).where(Worker.number == "W001")).one()
        worker.home_latitude, worker.home_longitude = LIEGE
        session.add(worker)
        cast.journal.record(session, "place sites", "tests")


def visit(database: Database, member: int, start: str, minutes: int, day: date = DAY) -> None:
    """Plan a visit of W001, and publish it."""
    with cast.writing(database) as session:
        given = {"member": f"M00{member}", "site": f"S-M00{member}", "agreement": f"A-CP-{member}"}
        add_visit(session, cast.visit(**given, start_time=start, minutes=minutes, day=day))
    cast.publish(database)


def told(session: object, *distances: tuple[str, str, float, int], source: str = "table") -> int:
    """Record distances between sites."""
    names = ("from_site", "to_site", "km", "minutes")
    given = [dict(zip(names, each, strict=True)) for each in distances]
    return travel.record_distances(
        session,
        travel.DistancesCreate.model_validate({"distances": given, "source": source}),  # type: ignore[arg-type]
    )


def between(database: Database, *pairs: tuple[str, str]) -> tuple[list[travel.Journey | None], int, int]:
    """The journeys between sites, by code, how many fell back, how many nobody knows."""
    with cast.reading(database) as session:
        ids = {site.code: site.id for site in session.exec(select(Site))}
        ways = travel.ways_of(session, ids.values())
        found = [ways.between(ids[start], ids[end]) for start, end in pairs]
        return found, len(ways.fallbacks), len(ways.unknown)


def test_a_new_group_goes_by_great_circle(database: Database) -> None:
    place(database)
    found, fallbacks, unknown = between(database, ("S-M001", "S-M002"), ("S-M001", "S-M003"))
    assert (found, fallbacks, unknown) == ([travel.Journey(69_833, 71), None], 0, 1)


def test_a_table_tells_each_direction_and_the_others_fall_back_and_are_counted(database: Database) -> None:
    place(database)
    with cast.writing(database) as session:
        assert told(session, ("S-M001", "S-M002", 66.2, 48), ("S-M001", "S-M003", 12, 15)) == 2
    assert between(database, ("S-M001", "S-M002"))[0] == [travel.Journey(69_833, 71)]
    with cast.writing(database) as session:
        travel.set_travel(session, travel.TravelTerms(source="table"))
    pairs = (("S-M001", "S-M002"), ("S-M002", "S-M001"), ("S-M001", "S-M003"), ("S-M003", "S-M001"))
    ways = [travel.Journey(66_200, 48), travel.Journey(69_833, 71), travel.Journey(12_000, 15), None]
    assert between(database, *pairs) == (ways, 1, 1)


def test_what_is_told_again_replaces_what_was_told(database: Database) -> None:
    with cast.writing(database) as session:
        assert told(session, ("S-M001", "S-M002", 66.2, 48)) == 1
    with cast.writing(database) as session:
        assert told(session, ("S-M001", "S-M002", 66.2, 48), ("S-M002", "S-M001", 1, 1)) == 1
    with cast.writing(database) as session:
        assert told(session, ("S-M001", "S-M002", 70, 55)) == 1
    with cast.reading(database) as session:
        rows = session.exec(select(Distance).order_by(Distance.id))  # type: ignore[arg-type]
        assert [(row.metres, row.minutes) for row in rows] == [(70_000, 55), (1_000, 1)]


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (("S-M001", "S-M009", 1, 1), "to_site: found 'S-M009'; the code of a site of this group"),
        (("S-M001", "S-M001", 1, 1), "to_site: found 'S-M001'; another site than S-M001"),
    ],
)
def test_a_way_leads_from_a_site_of_the_group_to_another(
    database: Database, distance: tuple[str, str, float, int], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said), cast.writing(database) as session:
        told(session, distance)


def test_a_profile_that_is_not_known_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput, match="profile: found 'bike'"), cast.writing(database) as session:
        travel.set_travel(session, travel.TravelTerms(profile="bike"))


def test_a_file_of_distances_is_refused_with_its_lines_and_changes_nothing_twice(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "distances.csv"
    file.write_text(
        "from_site;to_site;km;minutes\nS-M001;S-M002;66,2;48\nS-M002;S-M001;x;48\nS-M001;S-M009;1;1\n"
        "S-M001;S-M002;1;1\nS-M003;S-M003;1;1\n",
        "utf-8",
    )
    with pytest.raises(InvalidInput) as refused, cast.writing(database) as session:
        import_distances(session, read_distances(file))
    assert [str(problem) for problem in refused.value.problems] == [
        "line 3, km: found 'x'; write a number as 50.85 or 50,85",
        "line 4, to_site: found 'S-M009'; write one of: S-M001, S-M002, S-M003",
        "line 5, from_site: found 'S-M001 to S-M002'; a way is told once; line 2 tells it already",
        "line 6, to_site: found 'S-M003'; another site than from_site",
    ]
    for new, unchanged in ((1, 0), (0, 1)):
        with cast.writing(database) as session:
            report = import_distances(session, read_distances(file), skip_refused=True)
        assert (report.lines_read, report.new, report.unchanged) == (5, new, unchanged)


def test_the_template_of_distances_is_read_back(tmp_path: Path) -> None:
    for name in ("distances.csv", "distances.xlsx"):
        write_distances_template(tmp_path / name)
        read = read_distances(tmp_path / name)
        assert [(draft.told.km, draft.told.minutes) for draft in read.drafts] == [(14.2, 22), (15.1, 25)]
        assert read.refused == []


def test_the_way_between_two_sites_is_working_time_of_the_plan(database: Database) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 2, "13:30", 210)
    with cast.reading(database) as session:
        scope = gate_of(session).scope_of([])
        scope.all_on(MONDAY)
        facts = gate_of(session).facts(session, scope)
    [work] = facts.work
    assert [(piece.hours, piece.minutes) for piece in work.days[0].pieces] == [
        ("08:00-13:11", 311),
        ("13:30-17:00", 210),
    ]
    assert [(each.kind, each.member) for each in facts.travels] == [("travel", None)]
    assert {each.kind for each in facts.presences} == {"visit"}


@pytest.mark.parametrize(("minutes", "refused"), [(229, False), (230, True)])
def test_a_day_is_too_long_by_the_way_too(database: Database, minutes: int, refused: bool) -> None:
    """Nine hours a day: four of them in Liège, 71 minutes on the road, the rest in Namur."""
    place(database)
    visit(database, 1, "08:00", 240)
    if not refused:
        visit(database, 2, "13:30", minutes)
        return
    with pytest.raises(Refused, match="WT-02 visits 2025-03-03 W001: 9 h 01"):
        visit(database, 2, "13:30", minutes)


def test_a_visit_at_the_same_site_or_at_one_that_nobody_can_place_costs_no_way(database: Database) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 1, "12:30", 300)
    visit(database, 1, "08:00", 240, date(2025, 3, 4))
    visit(database, 3, "12:30", 300, date(2025, 3, 4))
    with cast.reading(database) as session:
        assert [line.legs for line in travel.travel_report(session, MARCH).lines] == [0]


def test_a_report_tells_kilometres_minutes_and_emissions_by_agreement(database: Database) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 2, "13:30", 210)
    with cast.reading(database) as session:
        found = travel.travel_report(session, MARCH)
        both = [vars(line) for line in found.lines]
        [together] = found.by_worker()
    month = date(2025, 3, 1)
    # Home is where M001 is: nothing on the way out; the way back from Namur is 69.8 km.
    assert both == [
        vars(travel.TravelLine(month, "W001", "M001", "A-CP-1")),
        vars(travel.TravelLine(month, "W001", "M002", "A-CP-2", 1, 69_833, 71, 69_833, 2 * 69_833 * 150)),
    ]
    assert (together.km, together.home_km, together.co2_kg, together.agreement) == (69.8, 69.8, 20.9, "all")
    assert (found.source, found.fallbacks, found.unknown, found.homeless) == ("great_circle", 0, 0, ())


def test_the_api_and_its_file_tell_the_same(database: Database) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 2, "13:30", 210)
    with TestClient(create_app(database, actor="nobody")) as client:
        url = f"/api/groups/{cast.GROUP}/travel"
        answer = client.get(url, params={"period": "2025-03", "worker": "W001"}).json()
        assert [(line["agreement"], line["km"]) for line in answer["lines"]] == [("A-CP-1", 0.0), ("A-CP-2", 69.8)]
        assert client.get(url, params={"period": "2025-03", "worker": "W002"}).json()["lines"] == []
        assert client.get(url, params={"period": "2025-03", "worker": "W009"}).status_code == 404
        lines = client.get(url + "/csv", params={"period": "2025"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "month;worker;member;agreement;ways;km;minutes;home_km;co2_kg"
    assert lines[2] == "2025-03;W001;M002;A-CP-2;1;69.8;71;69.8;20.9"


def test_a_routing_service_is_asked_once_for_the_ways_that_the_plan_needs(
    database: Database,
    service: Service,  # noqa: F811
) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 2, "13:30", 210)
    router = travel.Router(service.url)
    service.answer("table", {"code": "InvalidUrl"}, 400)
    fetched = travel.fetch_distances(database, cast.GROUP, "tester", router, MARCH)
    assert (fetched.wanted, fetched.told, "InvalidUrl" in fetched.failure) == (1, 0, True)
    service.answer("table", {"code": "Ok", "durations": [[0, 2519.4]], "distances": [[0, 65012.4]]})
    fetched = travel.fetch_distances(database, cast.GROUP, "tester", router, MARCH)
    assert vars(fetched) == {"wanted": 1, "told": 1, "no_road": 0, "failure": ""}
    with cast.writing(database) as session:
        travel.set_travel(session, travel.TravelTerms(source="routing"))
    assert between(database, ("S-M001", "S-M002")) == ([travel.Journey(65_012, 42)], 0, 0)
    assert travel.fetch_distances(database, cast.GROUP, "tester", router, MARCH).wanted == 0
    assert len(service.asked) == 2


def test_the_command_reports_and_says_what_it_could_not_count(database: Database, tmp_path: Path) -> None:
    place(database)
    visit(database, 1, "08:00", 240)
    visit(database, 2, "13:30", 210)
    visit(database, 1, "08:00", 240, date(2025, 3, 4))
    visit(database, 3, "13:30", 210, date(2025, 3, 4))
    given = ("--period", "2025-03", "--db", database.url)
    done = run("travel", "report", *given, "--by", "worker", "--out", str(tmp_path / "travel.xlsx"))
    assert done.exit_code == 0, done.stderr
    assert "Pairs of sites of which one has no coordinates, not counted: 1." in done.stdout
    assert (tmp_path / "travel.xlsx").read_bytes().startswith(b"PK")
    told = run("travel", "report", *given, "--json").json()
    assert (told["source"], told["unknown"], len(told["lines"])) == ("great_circle", 1, 2)
    for arguments, said in (
        (("report", *given, "--by", "day"), "--by: found 'day'; agreement or worker"),
        (("report", *given, "--worker", "W009"), "There is no worker W009"),
        (("fetch", *given), "give the address of a routing service"),
    ):
        wrong = run("travel", *arguments)
        assert (wrong.exit_code in (2, 4), said in wrong.stderr) == (True, True)
    unreachable = run("travel", "fetch", *given, "--url", "http://127.0.0.1:1")
    assert (unreachable.exit_code, "go by great circle" in " ".join(unreachable.stdout.split())) == (1, True)

"""The coordinator's screens of members, agreements and workers: map, standing, papers, contracts over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.web.reading.sites_map import Spot, map_of, province_of
from basicplus.web.reading.timeline import timeline_of
from basicplus.web.reading.workers import ContractItem, TermsItem, WorkerDetail
from tests import cast

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    coordinator = Principal(cast.COORDINATOR, frozenset({"coordinator"}))
    with TestClient(create_app(database, principal=coordinator), headers=ENGLISH) as opened:
        yield opened


def spot(number: str, city: str, latitude: float | None, longitude: float | None) -> Spot:
    return Spot(number, f"École {number}", "Site", "5000", city, latitude, longitude)


def test_towns_are_drawn_by_their_coordinates_with_north_up_and_a_scale() -> None:
    drawn = map_of(
        [
            spot("M1", "Namur", 50.47, 4.87),
            spot("M2", "Namur", 50.47, 4.87),
            spot("M3", "Dinant", 50.26, 4.91),
            spot("M4", "Nowhere", None, None),
        ]
    )
    namur, dinant = drawn.listed[1], drawn.listed[0]
    assert ([town.name for town in drawn.listed], len(namur.spots)) == (["Dinant", "Namur"], 2)
    assert namur.y < dinant.y
    assert namur.x < dinant.x
    assert namur.radius > dinant.radius
    assert [each.member for each in drawn.unplaced] == ["M4"]
    # 0.21 degrees of latitude are 23.4 km: they fill the height between the edges.
    assert (drawn.scale_km, drawn.scale_width) == (10, round(10 * (460 - 68) / (0.21 * 111.2), 1))


def test_one_town_alone_and_none_at_all_are_drawn_too() -> None:
    [alone] = map_of([spot("M1", "Namur", 50.47, 4.87)]).towns
    assert (alone.x, alone.y) == (360.0, 230.0)
    assert map_of([]).towns == ()


@pytest.mark.parametrize(
    ("code", "province"),
    [("1000", "bruxelles"), ("1300", "brabant_wallon"), ("6599", "hainaut"), ("6600", "luxembourg"), ("L-1", "")],
)
def test_a_postal_code_lies_in_a_province(code: str, province: str) -> None:
    assert province_of(code) == province


def test_contracts_over_time_are_bars_by_their_days() -> None:
    terms = [
        TermsItem(
            from_on=date(2025, 1, 1),
            until_on=date(2026, 1, 1),
            week_minutes=1140,
            full_time_minutes=2280,
            signed_on=None,
            pattern="",
        )
    ]
    contract = ContractItem(
        number="C-1",
        worker="W1",
        kind="open_ended",
        from_on=date(2025, 1, 1),
        until_on=date(2026, 1, 1),
        signed_on=None,
        purpose_clause=True,
        availability_clause=False,
        terms=terms,
    )
    worker = WorkerDetail.model_construct(contracts=[contract], absences=[], qualifications=[])
    line = timeline_of(worker, date(2026, 1, 1), ["19 h"])
    assert line is not None
    [piece] = line.pieces
    assert (piece.x, piece.width, piece.says, piece.kind) == (0.0, 450.0, "19 h", "contract")
    assert (line.today_x, line.years) == (450.0, ((2026, 450.0), (2027, 900.0)))


def test_the_pages_open_and_lead_to_the_forms_of_the_acts(client: TestClient) -> None:
    assert "No site has coordinates" in client.get("/g/demo/members/map").text
    assert client.get("/g/demo/members/map?province=mars").status_code == 422
    standing = client.get("/g/demo/agreements/standing?year=2025").text
    assert "/g/demo/agreements/A-CP-1/paper" in standing
    assert "in force" in standing
    paper = client.get("/g/demo/agreements/A-CP-1/paper").text
    assert "This is the first version" in paper
    assert "/g/demo/do/amend-agreement?agreement=A-CP-1&amp;back=/g/demo/agreements/A-CP-1/paper" in paper
    assert client.get("/g/demo/agreements/A-CP-1/paper.pdf").content[:4] == b"%PDF"
    worker = client.get("/g/demo/workers/W001").text
    assert "/g/demo/do/record-absence?worker=W001&amp;back=/g/demo/workers/W001" in worker
    assert 'class="timeline"' in worker
    member = client.get("/g/demo/members/M001").text
    assert "/g/demo/do/close-member?member=M001" in member
    assert "No closure is recorded." in member

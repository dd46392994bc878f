"""Feeds: the published plan of one worker or one member behind a token, and nothing else of anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import vobject
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus import feeds, journal, workers
from basicplus.app import create_app
from basicplus.assignments import Visit, add_visit, cancel_visits, draft, planning
from basicplus.assignments.planning.differences import origin_of
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import Conflict, NotFound
from basicplus.feeds.service import sum_of
from basicplus.workers import Worker
from tests import cast
from tests.assignments.travel.test_travel import place

TODAY = date(2025, 3, 5)
AT = datetime(2025, 3, 1, 9, tzinfo=UTC)
HOME = "Rochefort"
MARCH = Span(date(2025, 3, 1), date(2025, 4, 1))
TOLD_ON = cast.PUBLISHED_AT.date()


def plan(database: Database, *visits: tuple[int, date, str], worker: str = "W001") -> None:
    """Plan visits of three hours and a half, and publish them: (member, day, start)."""
    with cast.writing(database) as session:
        for member, day, start in visits:
            given = {"member": f"M00{member}", "site": f"S-M00{member}", "agreement": f"A-CP-{member}"}
            add_visit(session, cast.visit(**given, worker=worker, day=day, start_time=start))
    cast.publish(database)


def opened(database: Database, **owner: str) -> str:
    """Open a feed; return its token."""
    with cast.writing(database) as session:
        made = feeds.open_feed(session, feeds.FeedCreate(at=AT, **owner))  # type: ignore[arg-type]
    return str(made["path"]).removeprefix("/feeds/").removesuffix(".ics")


def events(database: Database, token: str) -> list[Any]:
    """The events of a feed, as vobject reads them."""
    calendar = vobject.readOne(feeds.read_feed(database, token, TODAY).content.decode())
    return list(getattr(calendar, "vevent_list", []))


def told(database: Database, token: str) -> list[tuple[str, str, str, str]]:
    """Identity, sequence, status and day of the events of a feed."""
    return [
        (each.uid.value, each.sequence.value, each.status.value, str(each.dtstart.value.date()))
        for each in events(database, token)
    ]


def edit(database: Database, uid: str, **changes: Any) -> None:
    """Move a visit, or take it out where nothing is said to change, and publish that."""
    with cast.writing(database) as session:
        replaces = {visit.id: visit.replaces_id for visit in session.exec(select(Visit)) if visit.replaces_id}
        standing = planning.visits_of(session, MARCH, published=False)
        [visit] = [row for row in standing if f"visit-{origin_of(row.id, replaces)}@demo.basicplus" == uid]
        if changes:
            planning.move_visit(session, planning.VisitMove(visit=visit.id, told_on=TOLD_ON, **changes))
        else:
            planning.take_out_visit(session, planning.VisitTakenOut(visit=visit.id, told_on=TOLD_ON))
    cast.publish(database)


@pytest.fixture
def planned(database: Database) -> Database:
    """The cast with a day of W001 at M001 in Liège and M002 in Namur, a home and a reason that nobody may see."""
    place(database)
    with cast.writing(database) as session:
        worker = session.exec(select(Worker).where(Worker.number == "W001")).one()
        worker.home_city, worker.home_postal_code = HOME, "5580"
        session.add(worker)
        journal.record(session, "move house", "W001")
    plan(database, (1, date(2025, 3, 3), "08:30"), (2, date(2025, 3, 3), "13:30"))
    return database


@pytest.fixture
def client(planned: Database) -> Iterator[TestClient]:
    """A calendar program in front of it."""
    with TestClient(create_app(planned, actor="nobody")) as program:
        yield program


def test_a_worker_reads_where_to_be_and_how_to_come_there(planned: Database) -> None:
    first, second = events(planned, opened(planned, worker="W001"))
    assert [each.summary.value for each in (first, second)] == ["École M001", "École M002"]
    assert first.location.value == "Rue Haute 1, 5500 Dinant"
    assert first.dtstart.value.astimezone(UTC) == datetime(2025, 3, 3, 7, 30, tzinfo=UTC)
    assert first.description.value == "Site M001\nConvention A-CP-1"
    assert second.description.value == ("Site M002\nConvention A-CP-2\nTrajet depuis Site M001 : 69,8 km, 71 min")


def test_a_member_reads_who_comes_in_its_language_and_nothing_of_other_members(planned: Database) -> None:
    content = feeds.read_feed(planned, opened(planned, member="M002"), TODAY).content.decode()
    [event] = vobject.readOne(content).vevent_list
    assert event.summary.value == "Preventieadviseur: Anne Lambert W001"
    assert event.description.value == "Site M002\nOvereenkomst A-CP-2"
    assert "M001" not in content
    assert "Verplaatsing" not in content


@pytest.mark.parametrize("owner", [{"worker": "W001"}, {"member": "M001"}])
def test_no_feed_tells_pay_homes_or_reasons(planned: Database, owner: dict[str, str]) -> None:
    with cast.writing(planned) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 3), date(2025, 3, 5))
        cancel_visits(session, "W001", Span.day(date(2025, 3, 3)), "maladie: grippe")
    content = feeds.read_feed(planned, opened(planned, **owner), TODAY).content.decode()
    assert "STATUS:CANCELLED" in content
    assert [word for word in (HOME, "5580", "maladie", "grippe", "sickness", "EUR") if word in content] == []


def test_what_is_not_published_is_in_no_feed_and_changes_none(planned: Database) -> None:
    token = opened(planned, worker="W001")
    before = feeds.read_feed(planned, token, TODAY)
    with cast.writing(planned) as session:
        draft(session, Span(date(2026, 1, 1), date(2026, 2, 1)))
        add_visit(session, cast.visit(day=date(2026, 1, 5)))
        add_visit(session, cast.visit(day=date(2025, 3, 6)))
        first = planning.visits_of(session, MARCH, published=True, worker="W001")[0]
        planning.move_visit(session, planning.VisitMove(visit=first.id, day=date(2025, 3, 7), told_on=TOLD_ON))
    assert feeds.read_feed(planned, token, TODAY) == before


def test_a_visit_that_moves_keeps_its_identity_and_its_sequence_rises(planned: Database) -> None:
    token, of_member = opened(planned, worker="W001"), opened(planned, member="M001")
    before = told(planned, token)
    for day, sequence in ((date(2025, 3, 7), 2), (date(2025, 3, 10), 4)):
        edit(planned, before[0][0], day=day)
        moved = next(each for each in told(planned, token) if each[0] == before[0][0])
        assert moved == (before[0][0], str(sequence), "CONFIRMED", str(day))
        assert told(planned, of_member) == [moved]


def test_a_visit_given_to_somebody_else_or_taken_out_is_cancelled_for_whom_it_was(planned: Database) -> None:
    token, of_member = opened(planned, worker="W001"), opened(planned, member="M001")
    uid = told(planned, token)[0][0]
    with cast.writing(planned) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract())
    edit(planned, uid, worker="W004")
    assert told(planned, token)[0] == (uid, "3", "CANCELLED", "2025-03-03")
    new = (uid, "2", "CONFIRMED", "2025-03-03")
    assert (told(planned, of_member), told(planned, opened(planned, worker="W004"))) == ([new], [new])
    edit(planned, uid, worker="W001")
    assert told(planned, token)[0] == (uid, "4", "CONFIRMED", "2025-03-03")
    edit(planned, uid)
    gone = (uid, "5", "CANCELLED", "2025-03-03")
    assert (told(planned, of_member), told(planned, token)[0]) == ([gone], gone)


def test_a_cancelled_visit_keeps_its_identity_and_is_told_for_two_weeks(planned: Database) -> None:
    token = opened(planned, worker="W001")
    before, _ = events(planned, token)
    with cast.writing(planned) as session:
        cancel_visits(session, "W001", Span.day(date(2025, 3, 3)), "congé")
    after, _ = events(planned, token)
    assert (after.uid.value, after.status.value) == (before.uid.value, "CANCELLED")
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    calendar = feeds.read_feed(planned, token, date(2025, 3, 18)).content.decode()
    assert "BEGIN:VEVENT" not in calendar
    assert "BEGIN:VEVENT" in feeds.read_feed(planned, token, date(2025, 3, 17)).content.decode()


def test_only_the_sum_of_a_token_is_kept_and_the_journal_does_not_know_it(planned: Database) -> None:
    token = opened(planned, worker="W001")
    with cast.reading(planned) as session:
        [feed] = session.exec(select(feeds.Feed))
        entry = list(journal.entries(session))[-1]
    assert (feed.token_sha256, len(token)) == (sum_of(token), 43)
    assert (entry.act, entry.subject, cast.told(entry)) == ("open feed", "W001", {"feed": feed.id, "label": ""})
    kept = json.dumps(cast.contents(planned), default=str)
    assert (token in kept, sum_of(token) in kept) == (False, True)


def test_a_calendar_program_asks_again_and_is_told_when_nothing_changed(
    planned: Database, client: TestClient
) -> None:
    token = opened(planned, worker="W001")
    answer = client.get(f"/feeds/{token}.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-cache"
    etag, since = answer.headers["etag"], answer.headers["last-modified"]
    for headers in ({"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'}, {"If-Modified-Since": since}):
        again = client.get(f"/feeds/{token}.ics", headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    for headers in ({"If-None-Match": '"x"'}, {"If-Modified-Since": "yesterday"}):
        assert client.get(f"/feeds/{token}.ics", headers=headers).status_code == 200


def test_a_revoked_feed_is_gone_and_looks_like_one_that_never_was(planned: Database, client: TestClient) -> None:
    kept, token = opened(planned, worker="W001"), opened(planned, worker="W001", label="old phone")
    with cast.reading(planned) as session:
        old = feeds.feeds_of(session)[-1]
    assert (old.owner, old.label) == ("W001", "old phone")
    with cast.writing(planned) as session:
        feeds.revoke_feed(session, feeds.FeedRevocation(feed=old.id, at=AT))
    gone, never = client.get(f"/feeds/{token}.ics"), client.get("/feeds/nothing.ics")
    assert (gone.status_code, gone.text.replace(token, "nothing")) == (404, never.text)
    assert "Groupement des Écoles" not in gone.text
    assert client.get(f"/feeds/{kept}.ics").status_code == 200
    revoked = [feed["revoked_at"] is not None for feed in client.get(f"/api/groups/{cast.GROUP}/feeds").json()]
    assert revoked == [False, True]
    with pytest.raises(Conflict, match="was revoked on 2025-03-01 already"), cast.writing(planned) as session:
        feeds.revoke_feed(session, feeds.FeedRevocation(feed=old.id))
    with pytest.raises(NotFound, match="no feed 99"), cast.writing(planned) as session:
        feeds.revoke_feed(session, feeds.FeedRevocation(feed=99))


def test_the_act_tells_the_address_once_and_wants_one_worker_or_one_member(client: TestClient) -> None:
    act = f"/api/groups/{cast.GROUP}/acts/open-feed"
    answer = client.post(act, json={"member": "M001"})
    path = answer.json()["result"]["path"]
    assert (answer.status_code, client.get(path).status_code) == (201, 200)
    for owner in ({}, {"worker": "W001", "member": "M001"}):
        answer = client.post(act, json=owner)
        assert (answer.status_code, "a feed is of one of them" in answer.text) == (422, True)


def test_an_unknown_owner_is_refused(planned: Database) -> None:
    with pytest.raises(NotFound, match="no worker W009"):
        opened(planned, worker="W009")

"""Telling people: each notice goes out once by e-mail, with its moment sealed; without one, by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from basicplus.assignments import planning
from basicplus.assignments.handing_over import NO_SERVER
from basicplus.assignments.planning import PlanNoticeEvent
from basicplus.assignments.planning.telling import NO_ADDRESS
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.verification import verify
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import FRIDAY, MONDAY, WEEK
from tests.invoicing.delivery.conftest import mailbox as mailbox
from tests.invoicing.delivery.conftest import running_mail_server as running_mail_server
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database
from tests.invoicing.delivery.servers import Mailbox

AT = datetime(2024, 12, 2, 10, 0, tzinfo=UTC)
WITHOUT = [(1, "W001", "waiting", NO_ADDRESS), (2, "W004", "waiting", NO_ADDRESS)]


@pytest.fixture
def planned(sqlite_database: Database) -> Database:
    """Version 2 concerns W001 and W004, who have no address, and the signers of three members."""
    parts.plan_week(sqlite_database)
    return sqlite_database


def tell(
    database: Database, box: Mailbox | None, at: datetime = AT, again: tuple[int, ...] = ()
) -> list[tuple[int, str, str, str]]:
    by = Mailer("127.0.0.1", box.port) if box else None
    done = planning.tell_due(database, cast.GROUP, "tester", by, lambda: at, again)
    return [(line.notice, line.party, line.state, line.says) for line in done]


def states(database: Database) -> list[tuple[int, str, str, datetime | None]]:
    with cast.reading(database) as session:
        found = planning.notices_of(session, planning.plan_of(session, MONDAY))
        return [(each.notice, each.state, each.channel, each.at) for each in found]


def test_each_notice_is_told_once_in_the_language_of_the_reader(planned: Database, mailbox: Mailbox) -> None:
    told = [(number, f"M00{number - 2}", "told", "accepted") for number in (3, 4, 5)]
    assert tell(planned, mailbox) == [*WITHOUT, *told]
    assert tell(planned, mailbox) == WITHOUT
    french, dutch, german = mailbox.messages
    assert french["Subject"] == "Planning du 1 janvier 2025 au 31 décembre 2025 : version 2"
    assert french.get_content().replace("\r\n", "\n").split("\n\n")[1:3] == [
        "Voici ce qui change pour vous dans le planning, publié le 2 décembre 2024 :",
        "- École M001 : lun. 3 mars 08:30-12:00, Anne Lambert W001 (nouvelle visite)",
    ]
    assert "(nieuw bezoek)" in dutch.get_content()
    assert "(neuer Besuch)" in german.get_content()
    assert states(planned) == [
        (1, "to tell", "", None),
        (2, "to tell", "", None),
        *((number, "told", "email", AT) for number in (3, 4, 5)),
    ]
    with cast.reading(planned) as session:
        assert verify(session, cast.GROUP).ok


def test_what_the_server_refuses_goes_again_when_asked(planned: Database, mailbox: Mailbox) -> None:
    mailbox.answers += ["550 no such user", "451 later"]
    assert [line[2] for line in tell(planned, mailbox)][2:] == ["failed", "later", "told"]
    assert [line[0] for line in tell(planned, mailbox)][2:] == [4]
    assert tell(planned, mailbox, again=(3,))[2:] == [(3, "M001", "told", "accepted")]
    with pytest.raises(Conflict, match="Notice 3 is not told again: only one that failed is"):
        tell(planned, mailbox, again=(3,))
    first, *_, last = mailbox.messages
    assert len({each["Message-ID"] for each in mailbox.messages}) == 3
    assert first["Message-ID"] != last["Message-ID"]


def test_a_claim_of_a_run_that_was_killed_holds_for_a_quarter_of_an_hour(
    planned: Database, mailbox: Mailbox
) -> None:
    with cast.writing(planned) as session:
        planning.telling._record(session, 3, "claimed", "email", AT, "marie@example.org")
    assert [line[0] for line in tell(planned, mailbox, at=AT + timedelta(minutes=14))][2:] == [4, 5]
    assert [line[0] for line in tell(planned, mailbox, at=AT + timedelta(minutes=15))][2:] == [3]


def test_without_a_server_nothing_happens(planned: Database) -> None:
    assert tell(planned, None) == [
        *WITHOUT,
        *((number, f"M00{number - 2}", "waiting", NO_SERVER) for number in (3, 4, 5)),
    ]
    with cast.reading(planned) as session:
        assert session.exec(select(PlanNoticeEvent).order_by(col(PlanNoticeEvent.id))).all() == []


def test_who_is_told_by_telephone_is_recorded_with_the_moment(planned: Database) -> None:
    with cast.writing(planned) as session:
        planning.record_telling(session, 1, AT, "par téléphone")
    assert states(planned)[0] == (1, "told", "hand", AT)
    with pytest.raises(Conflict, match="nobody was told of it before"), cast.writing(planned) as session:
        planning.record_telling(session, 2, AT - timedelta(hours=2), "par téléphone")


@pytest.mark.freeze_time("2025-03-04 06:00:00+00:00")
def test_what_is_called_off_is_told_to_both_parties_but_not_what_is_past(
    planned: Database, mailbox: Mailbox
) -> None:
    with cast.writing(planned) as session:
        assert planning.cancel_visits(session, "W001", Span(MONDAY, FRIDAY), "absence") == 2
    now = datetime(2025, 3, 4, 6, 0, tzinfo=UTC)
    done = tell(planned, mailbox, at=now)
    assert done[-2:] == [(6, "W001", "waiting", NO_ADDRESS), (7, "M002", "told", "accepted")]
    message = mailbox.messages[-1]
    assert message["Subject"] == "Bezoeken geschrapt van 4 maart 2025 tot 4 maart 2025"
    assert message.get_content().replace("\r\n", "\n").split("\n\n")[1:3] == [
        "Deze bezoeken gaan sinds 4 maart 2025 niet door; komt er iemand anders, dan meldt de planning u dat:",
        "- École M002: di 4 maart 08:30-12:00, Anne Lambert W001 (bezoek geschrapt)",
    ]
    assert "absence" not in message.get_content()
    with cast.reading(planned) as session:
        assert verify(session, cast.GROUP).ok


@pytest.mark.freeze_time("2025-03-01 06:00:00+00:00")
def test_nobody_is_told_that_a_draft_visit_falls_away(sqlite_database: Database) -> None:
    with cast.writing(sqlite_database) as session:
        planning.add_visit(session, cast.visit())
        planning.cancel_visits(session, "W001", WEEK, "absence")
    with cast.reading(sqlite_database) as session:
        assert [row for row in session.exec(select(planning.PlanNotice)) if row.called_off] == []

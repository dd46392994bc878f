"""Every look of an auditor is journaled, with what was looked at; nobody can look in another's name."""

from __future__ import annotations

from sqlmodel import col, select

from basicplus.db import Database
from basicplus.journal import JournalEntry
from tests import cast
from tests.access.people import admit, logged_in


def looks(database: Database) -> list[tuple[str, str, dict[str, str]]]:
    with cast.reading(database) as session:
        wanted = select(JournalEntry).where(JournalEntry.act == "look").order_by(col(JournalEntry.seq))
        return [(entry.actor, entry.subject, cast.told(entry)) for entry in session.exec(wanted)]


def test_each_page_and_list_that_an_auditor_opens_is_written_down(database: Database) -> None:
    admit(database, "eva@audit.example", {"role": "auditor", "from_on": "2026-01-01", "until_on": "2027-01-01"})
    client = logged_in(database, "eva@audit.example")
    assert client.get("/g/demo/members?q=M001").status_code == 200
    spoofed = {"X-Auditor": "Somebody else"}
    assert client.get("/api/groups/demo/as-of?on=2025-06-30", headers=spoofed).status_code == 200
    who = "eva@audit.example <eva@audit.example>"
    assert looks(database) == [
        (who, "/g/demo/members", {"query": "q=M001"}),
        (who, "/api/groups/demo/as-of", {"query": "on=2025-06-30"}),
    ]


def test_who_holds_another_role_that_opens_the_page_works_and_does_not_audit(database: Database) -> None:
    both = ({"role": "coordinator"}, {"role": "auditor", "from_on": "2026-01-01", "until_on": "2027-01-01"})
    admit(database, "noel@group.example", *both)
    client = logged_in(database, "noel@group.example")
    assert client.get("/g/demo/members").status_code == 200
    assert looks(database) == []
    assert client.get("/g/demo/journal").status_code == 200
    assert [subject for _, subject, _ in looks(database)] == ["/g/demo/journal"]

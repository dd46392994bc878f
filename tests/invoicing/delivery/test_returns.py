"""What came back changes its delivery: bounced, tried again under the same Message-ID, or received; read once."""

from __future__ import annotations

from basicplus.db import Database
from basicplus.invoicing import delivery
from basicplus.invoicing.delivery.bounces import Report, read_report
from basicplus.invoicing.delivery.mail import token_of
from basicplus.invoicing.delivery.returns import Returned
from basicplus.invoicing.delivery.transports import Portal
from tests import cast
from tests.invoicing.delivery.documents import FIRST, NOON, happened, issue, minutes, queue, rows, run, wish
from tests.invoicing.delivery.test_bounces import TO, returned


def sent(database: Database) -> str:
    """Send M001's document of March by e-mail; return its Message-ID."""
    issue(database, "M001")
    wish(database, emails=[TO])
    queue(database)
    run(database, email=Portal())
    return rows(database)[0].message_id


def note(database: Database, *reports: Report | None) -> list[tuple[str, str, str]]:
    with cast.writing(database) as session:
        told = delivery.note_reports(session, [each for each in reports if each], NOON + minutes(10))
    return [(each.document, each.state, each.says) for each in told]


def report(name: str, message_id: str) -> Report | None:
    return read_report(f"{name}.eml", returned(name, message_id))


def test_a_final_failure_comes_back_with_its_diagnostic_and_counts_once(database: Database) -> None:
    failure = report("postfix_failed", sent(database))
    says = f"{TO}: 5.1.1 550 5.1.1 <{TO}>: User unknown"
    assert note(database, failure) == [(FIRST, "bounced", says)]
    [row] = rows(database)
    assert (row.state, row.last_error) == ("bounced", says)
    with cast.reading(database) as session:
        assert delivery.document_states(session, [FIRST]) == {FIRST: "issued"}
    with cast.writing(database) as session:
        delivery.retry(session, FIRST, NOON + minutes(20))
    run(database, NOON + minutes(20), email=Portal())
    assert note(database, failure) == [(FIRST, "sent", says)]
    assert [kind for kind, _ in happened(database)] == [
        "queued",
        "claimed",
        "sent",
        "bounced",
        "queued",
        "claimed",
        "sent",
    ]


def test_a_failure_that_may_pass_is_tried_again_under_the_same_name(database: Database) -> None:
    message_id = sent(database)
    assert note(database, report("exchange_full", message_id)) == [
        (FIRST, "queued", f"{TO}: 4.2.2 452 4.2.2 Mailbox full")
    ]
    [row] = rows(database)
    assert (row.next_attempt_at, row.message_id) == (NOON + minutes(15), message_id)
    assert [state for _, state, _ in run(database, NOON + minutes(15), email=Portal())] == ["sent"]


def test_a_delay_is_kept_and_changes_nothing_for_the_other_server_still_tries(database: Database) -> None:
    message_id = sent(database)
    assert [state for _, state, _ in note(database, report("postfix_delayed", message_id))] == ["sent"]
    assert happened(database)[-1] == ("delayed", 1)
    assert [state for _, state, _ in note(database, report("delivered", message_id))] == ["delivered"]


def test_a_report_without_the_message_id_is_known_by_its_envelope(sqlite_database: Database) -> None:
    sent(sqlite_database)
    [row] = rows(sqlite_database)
    token = token_of(row.id, row.message_id)
    raw = returned("postfix_failed", "<other@x.example>").replace(b"7-0123456789ab", token.encode())
    forged = raw.replace(token.encode(), f"{row.id}-000000000000".encode())
    assert note(sqlite_database, read_report("forged", forged)) == [
        ("", "", f"{TO}: 5.1.1 550 5.1.1 <{TO}>: User unknown")
    ]
    assert [state for _, state, _ in note(sqlite_database, read_report("ours", raw))] == ["bounced"]


def test_what_is_about_no_document_of_ours_is_named(sqlite_database: Database) -> None:
    sent(sqlite_database)
    plain = report("exim_plain", "<other@x.example>")
    assert plain
    with cast.writing(sqlite_database) as session:
        told = delivery.note_reports(session, [plain], NOON)
    assert told == [Returned("exim_plain.eml", says=f"{TO}: 550 5.7.1 Relaying denied")]

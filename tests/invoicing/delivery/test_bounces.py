"""What mail servers send back is read: status reports of several makes, plain failures, and what is no report."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from basicplus.errors import NotFound
from basicplus.invoicing.delivery.bounces import Report, read_report, read_reports
from tests.invoicing.delivery.documents import MESSAGE_ID

RETURNED = Path(__file__).with_name("returned")
TO = "compta@ecole.example"


def returned(name: str, message_id: str = MESSAGE_ID) -> bytes:
    """A message that came back, about the message with this id."""
    return (RETURNED / f"{name}.eml").read_bytes().replace(b"MESSAGE-ID", message_id.encode())


@pytest.mark.parametrize(
    ("name", "came", "diagnostic"),
    [
        ("postfix_failed", "bounced", f"{TO}: 5.1.1 550 5.1.1 <{TO}>: User unknown"),
        ("exchange_full", "passing", f"{TO}: 4.2.2 452 4.2.2 Mailbox full"),
        ("postfix_delayed", "delayed", f"{TO}: 4.4.1 connect to mail.ecole.example: Connection timed out"),
        ("delivered", "delivered", f"{TO}: 2.0.0"),
        ("exim_plain", "bounced", f"{TO}: 550 5.7.1 Relaying denied"),
    ],
)
def test_a_report_says_what_became_of_which_message(name: str, came: str, diagnostic: str) -> None:
    report = read_report(name, returned(name))
    assert report is not None
    assert (report.came, report.diagnostic) == (came, diagnostic)
    assert MESSAGE_ID in report.message_ids


def test_the_reference_in_the_envelope_and_the_hash_are_kept() -> None:
    raw = returned("postfix_failed")
    assert read_report("x", raw) == Report(
        "x",
        "bounced",
        f"{TO}: 5.1.1 550 5.1.1 <{TO}>: User unknown",
        (f"<{TO}>", MESSAGE_ID),
        ("7-0123456789ab",),
        hashlib.sha256(raw).hexdigest(),
    )


def test_an_absence_notice_is_no_report_whatever_it_says() -> None:
    assert read_report("x", returned("out_of_office")) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe garbage",
        b"From: postmaster@x.example\n\n",
        b"Content-Type: message/delivery-status\n\nAction: failed",
        b"From: a:b;;<>,@\nTo: <>@\nX-Failed-Recipients: \xe9\n\n",
        b"From: postmaster@x.example\nContent-Type: text/plain; charset=utf-99\n\n\xe9 5.1.1",
    ],
)
def test_damaged_messages_are_read_without_an_error(raw: bytes) -> None:
    read_report("x", raw)


def test_a_failure_for_one_of_two_recipients_is_the_worst_that_counts() -> None:
    both = b"Status: 2.0.0\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
    raw = returned("delivered").replace(b"Status: 2.0.0\n", both)
    report = read_report("x", raw)
    assert report is not None
    assert (report.came, report.diagnostic) == ("bounced", "a@b.example: 5.1.1")


def test_a_file_and_a_folder_are_read_in_order_of_name(tmp_path: Path) -> None:
    for name in ("postfix_failed", "out_of_office"):
        (tmp_path / f"{name}.eml").write_bytes(returned(name))
    (tmp_path / "notes.txt").write_text("no mail")
    told = [(name, report.came if report else None) for name, report in read_reports(tmp_path)]
    assert told == [("out_of_office.eml", None), ("postfix_failed.eml", "bounced")]
    assert [name for name, _ in read_reports(tmp_path / "postfix_failed.eml")] == ["postfix_failed.eml"]
    with pytest.raises(NotFound, match="There is no file or folder"):
        list(read_reports(tmp_path / "none"))

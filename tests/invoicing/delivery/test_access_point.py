"""Into the Peppol network: a folder, and the HTTP API of a real server that loses answers; once is once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from basicplus.errors import InvalidInput
from basicplus.invoicing.delivery.access_point import MEND, FileDrop, HttpAccessPoint, access_point_of
from basicplus.invoicing.delivery.outcome import Outcome, Parcel, Status
from tests.invoicing.delivery.documents import SECOND, parcel, ubl
from tests.invoicing.delivery.servers import AccessPointServer, free_port

UBL = ubl()
KEY = hashlib.sha256(UBL).hexdigest()


def peppol(content: bytes = UBL) -> Parcel:
    return parcel(channel="peppol", address="0208:0202239951", ubl=content)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_appears_whole_under_its_number_and_its_hash(tmp_path: Path) -> None:
    name = f"2026-000042-{KEY[:16]}.xml"
    assert FileDrop(tmp_path).send(peppol()) == Outcome("sent", name)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {name: UBL}
    assert FileDrop(tmp_path).status(name) is None


def test_the_same_bytes_twice_are_one_file_and_other_bytes_another(tmp_path: Path) -> None:
    drop = FileDrop(tmp_path)
    drop.send(peppol())
    first = (tmp_path / names(tmp_path)[0]).stat()
    drop.send(peppol())
    assert (tmp_path / names(tmp_path)[0]).stat() == first
    drop.send(peppol(ubl(SECOND)))
    assert len(names(tmp_path)) == 2


def test_half_a_file_of_a_crash_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / f"2026-000042-{KEY[:16]}.xml"
    target.write_bytes(UBL[:50])
    FileDrop(tmp_path).send(peppol())
    assert target.read_bytes() == UBL


def test_a_folder_that_is_gone_is_for_later(tmp_path: Path) -> None:
    told = FileDrop(tmp_path / "gone").send(peppol())
    says = f"{tmp_path / 'gone'} cannot be written to: No such file or directory."
    assert told == Outcome("later", says, down=True)


def test_a_document_is_posted_with_its_key_its_receiver_and_the_token(access_point: AccessPointServer) -> None:
    told = HttpAccessPoint(access_point.url, "t0ken").send(peppol())
    assert told == Outcome("sent", "accepted", reference=f"AP/{KEY[:8]}")
    assert access_point.taken == {KEY: UBL}
    [call] = access_point.calls
    wanted = ("path", "Content-Type", "Idempotency-Key", "Peppol-Receiver", "Authorization")
    assert {name: call[name] for name in wanted} == {
        "path": "/documents",
        "Content-Type": "application/xml",
        "Idempotency-Key": KEY,
        "Peppol-Receiver": "0208:0202239951",
        "Authorization": "Bearer t0ken",
    }


def test_an_answer_that_is_lost_after_the_document_was_taken_makes_no_second_one(
    access_point: AccessPointServer,
) -> None:
    access_point.lose = 2
    told = [HttpAccessPoint(access_point.url).send(peppol()) for _ in range(3)]
    assert [(each.kind, each.down) for each in told] == [("later", True), ("later", True), ("sent", False)]
    assert access_point.taken == {KEY: UBL}
    assert [call["Idempotency-Key"] for call in access_point.calls] == [KEY] * 3


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (503, {}, Outcome("later", "The access point is busy: 503 told to say 503.")),
        (
            429,
            {"Retry-After": "600"},
            Outcome("later", "The access point is busy: 429 told to say 429.", wait=timedelta(seconds=600)),
        ),
        (
            503,
            {"Retry-After": "Mon, 07 Apr 2025 12:00:00 GMT"},
            Outcome("later", "The access point is busy: 503 told to say 503.", wait=timedelta()),
        ),
        (
            422,
            {},
            Outcome("failed", f"The access point refuses the document: 422 told to say 422. {MEND}"),
        ),
        (
            401,
            {},
            Outcome("later", "The access point lets nobody in: 401 told to say 401. Check the token.", down=True),
        ),
        (
            307,
            {"Location": "https://elsewhere.example"},
            Outcome("failed", f"The access point refuses the document: 307 told to say 307. {MEND}"),
        ),
    ],
)
def test_an_answer_is_judged_by_its_code(
    access_point: AccessPointServer, status: int, headers: dict[str, str], outcome: Outcome
) -> None:
    access_point.answers.append((status, headers))
    assert HttpAccessPoint(access_point.url).send(peppol()) == outcome
    assert access_point.taken == {}


def test_a_server_that_is_down_is_for_later() -> None:
    told = HttpAccessPoint(f"http://127.0.0.1:{free_port()}").send(peppol())
    assert (told.kind, told.down, told.says.startswith("The access point did not answer: ")) == (
        "later",
        True,
        True,
    )


def test_what_became_of_a_document_is_asked_for_by_its_reference(access_point: AccessPointServer) -> None:
    line = HttpAccessPoint(access_point.url)
    assert line.status("AP/1") is None
    access_point.statuses["/documents/AP%2F1"] = {"status": "accepted"}
    assert line.status("AP/1") is None
    access_point.statuses["/documents/AP%2F1"] = {"status": "delivered", "detail": "MLR received"}
    assert line.status("AP/1") == Status("delivered", "MLR received")
    access_point.statuses["/documents/AP%2F1"] = {"status": "rejected", "detail": "receiver unknown"}
    told = f"The access point refuses the document: receiver unknown. {MEND}"
    assert line.status("AP/1") == Status("failed", told)
    down = HttpAccessPoint(f"http://127.0.0.1:{free_port()}").status("AP/1")
    assert down is not None
    assert down.kind == "down"


def test_a_setting_gives_a_folder_or_an_encrypted_line() -> None:
    assert access_point_of("file:///var/spool/peppol") == FileDrop(Path("/var/spool/peppol"))
    found = access_point_of("https://ap.example/v1/", "t0ken")
    assert found == HttpAccessPoint("https://ap.example/v1", "t0ken")
    assert "t0ken" not in repr(found)
    assert access_point_of("http://localhost:8080") == HttpAccessPoint("http://localhost:8080")
    for url in ("http://ap.example", "ftp://ap.example", "peppol"):
        with pytest.raises(InvalidInput, match="BASICPLUS_ACCESS_POINT"):
            access_point_of(url)

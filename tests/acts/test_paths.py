"""The same act through the API, the command and a file: the same journal, errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import journal, members
from basicplus.acts import REGISTRY
from basicplus.acts.files import read_acts, write_acts_template
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.errors import InvalidInput
from tests import cast
from tests.cli.running import run

API = f"/api/groups/{cast.GROUP}"
JOIN = {
    "member": "M004",
    "from_on": "2025-09-01",
    "acknowledged_on": "2025-08-18",
    "internal_rules_version": 1,
}


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    """A program in front of the cast and a candidate."""
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
    with TestClient(create_app(database, actor=cast.COORDINATOR)) as opened:
        yield opened


def last_act(database: Database) -> tuple[int, str, str, str | None]:
    """The number, the act, the subject and the reason of the last journal entry."""
    with cast.reading(database) as session:
        entry = list(journal.entries(session))[-1]
        return entry.seq, entry.act, entry.subject, entry.reason


def test_the_api_answers_with_the_journal_entry_and_the_verdict(database: Database, client: TestClient) -> None:
    answer = client.post(f"{API}/acts/join", json=JOIN, params={"reason": "assemblée"})
    told = answer.json()
    seq, *entry = last_act(database)
    assert (answer.status_code, told["journal_entry"], told["entries"]) == (201, seq, 1)
    assert entry == ["admit member", "M004", "assemblée"]
    assert (told["verdict"]["standing"], told["verdict"]["warned"], "GE-09" in told["verdict"]["rules"]) == (
        0,
        [],
        True,
    )


def test_the_command_does_the_same_and_says_so(database: Database, client: TestClient) -> None:
    given = [part for name, value in JOIN.items() for part in ("--set", f"{name}={value}")]
    fields = (*given, "--reason", "assemblée", "--db", database.url)
    dry = run("do", "join", *fields, "--dry-run", "--json")
    assert (dry.exit_code, dry.json()["journal_entry"], dry.json()["dry_run"]) == (0, None, True)
    done = run("do", "join", *fields, "--json")
    seq, *entry = last_act(database)
    assert (done.exit_code, done.json()["journal_entry"], entry) == (0, seq, ["admit member", "M004", "assemblée"])
    again = run("do", "join", *fields)
    assert (again.exit_code, "M004 is already a member from 2025-09-01." in again.stderr) == (5, True)
    contact = (
        "--set",
        "member=M004",
        "--set",
        "role=head",
        "--set",
        "name=Anne",
        "--set",
        "email=anne@example.org",
    )
    done = run("do", "add-contact", *contact, "--db", database.url)
    assert (done.exit_code, "Done: add-contact (id " in done.stdout) == (0, True)


def test_a_command_reads_its_fields_from_a_file_and_evidence_from_another(
    database: Database, tmp_path: Path
) -> None:
    fields = {name: value for name, value in REGISTRY["grant-waiver"].example.items() if name != "document"}
    (tmp_path / "waiver.json").write_text(json.dumps(fields), "utf-8")
    (tmp_path / "arrete.pdf").write_bytes(b"%PDF-1.7")
    arguments = ("--from", str(tmp_path / "waiver.json"), "--set", f"document=@{tmp_path / 'arrete.pdf'}")
    done = run("do", "grant-waiver", *arguments, "--db", database.url)
    assert (done.exit_code, last_act(database)[1]) == (0, "grant waiver"), done.stderr


def test_every_act_is_listed_and_has_an_example_that_is_its_input(client: TestClient) -> None:
    listed = run("do", "--list", "--json").json()
    assert [act["act"] for act in listed] == list(REGISTRY)
    assert [act["act"] for act in client.get("/api/acts").json()] == list(REGISTRY)
    for name, act in REGISTRY.items():
        assert run("do", name, "--example").json() == dict(act.example)


def test_the_list_of_the_api_leads_to_the_call_and_to_the_shape(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    for act in client.get("/api/acts").json():
        call = described["paths"][act["path"]]["post"]
        assert (call["x-roles"], call["description"]) == (act["roles"], act["says"])
        shape = act["shape"].rpartition("/")[2]
        assert call["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(f"/{shape}")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("do",), 2, "ACT: found 'nothing'; name an act"),
        (("do", "sack"), 2, "act: found 'sack'; one of accept-rules"),
        (("do", "join", "--set", "member"), 2, "--set: found 'member'; write a field and its value"),
        (
            ("do", "join", "--set", "club=M1"),
            2,
            "club: found 'M1'; join has no such field; it has member, from_on",
        ),
        (("do", "join", "--set", "member=M999", "--set", "from_on=2025-01-01"), 4, "There is no member M999"),
        (("do", "join", "--from", "nowhere.json"), 4, "nowhere.json cannot be used"),
        (("simulate", "nowhere.json"), 2, "there is no such file"),
    ],
)
def test_bad_input_is_a_sentence(database: Database, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = run(*arguments, "--db", database.url)
    assert (done.exit_code, told in done.stderr) == (code, True), done.stderr


def test_an_unknown_field_is_refused_by_the_api_too(client: TestClient) -> None:
    answer = client.post(f"{API}/acts/join", json=JOIN | {"until_on": "2026-01-01"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [
            {
                "field": "until_on",
                "found": "2026-01-01",
                "allowed": "join has no such field; it has member, from_on, member_class, acknowledged_on, "
                "internal_rules_version, acknowledgement, decided_on, entered_on",
            }
        ],
    )
    assert client.post(f"{API}/acts/join", json=[JOIN]).status_code == 422
    assert client.post(f"{API}/acts/join", json={"member": "M004"}).json()["errors"][0]["field"] == "from_on"


def test_a_simulation_through_the_api_speaks_the_language_of_the_reader(
    database: Database, client: TestClient
) -> None:
    before = cast.contents(database)
    batch = {"acts": [{"act": "leave", "member": "M002", "until_on": "2025-07-01"}], "on": "2025-06-01"}
    answer = client.post(f"{API}/simulations", json=batch, headers={"Accept-Language": "nl"})
    told = answer.json()
    assert (answer.status_code, told["outcome"], told["would_be_saved"]) == (200, "refused", False)
    assert told["says"] == "Zou worden geweigerd. Wijzig wat de weigeringen zeggen en simuleer opnieuw."
    assert [each["rule"] for each in told["appears"]] == ["GE-09", "GE-09"]
    assert told["curve"][0]["after"] == {"heads": 3, "fte": 2.5}
    assert client.post(f"{API}/simulations", json={"acts": [{"member": "M002"}]}).status_code == 422
    assert cast.contents(database) == before


def acts_in(path: Path) -> list[tuple[int | None, str, dict[str, Any]]]:
    return [(each.line, each.act, dict(each.fields)) for each in read_acts(path).acts]


def test_the_four_kinds_of_file_say_the_same(tmp_path: Path) -> None:
    wanted = [
        ("join", {"member": "M004", "from_on": "2025-09-01"}),
        ("close-day", {"day": "2025-09-02", "label": "x"}),
    ]
    given = [{"act": act} | fields for act, fields in wanted]
    files = {
        "a.csv": "act;member;from_on;day;label\njoin;M004;2025-09-01;;\nclose-day;;;2025-09-02;x\n",
        "a.json": json.dumps({"acts": given, "despite": "why"}),
        "b.json": json.dumps(given),
        "a.jsonl": "\n".join(map(json.dumps, given)),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
        assert [(act, fields) for _, act, fields in acts_in(tmp_path / name)] == wanted
    assert [line for line, *_ in acts_in(tmp_path / "a.csv")] == [2, 3]
    assert (read_acts(tmp_path / "a.json").despite, read_acts(tmp_path / "b.json").despite) == ("why", None)


@pytest.mark.parametrize("name", ["template.csv", "template.xlsx"])
def test_the_template_is_read_back_and_can_be_done_up_to_its_agreement(tmp_path: Path, name: str) -> None:
    write_acts_template(tmp_path / name)
    for _, act, fields in acts_in(tmp_path / name):
        assert REGISTRY[act].read(fields) == REGISTRY[act].read(REGISTRY[act].example)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"steps": []}', 'write {"acts": [{"act": "hire", ...}, ...]}'),
        ('[{"member": "M001"}]', "line 1, act: found"),
        ('{"act": "join"}\n{"act": ', "line 2, line: found"),
        ('{"acts": [], "despite": 1}', "despite: found '1'; a sentence"),
        ("member;from_on\nM001;2025-01-01\n", "act: found 'columns member, from_on'; this column must be there"),
    ],
)
def test_a_file_that_is_no_file_of_acts_says_what_one_is(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "acts").write_text(content, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_acts(tmp_path / "acts")
    assert told in str(refused.value)

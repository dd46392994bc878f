"""`basicplus import bank` and `basicplus payments ...` on a demonstration with a year of statements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlmodel import col, select

from basicplus import groups
from basicplus.demo.coda import Entry, Page, write_coda
from basicplus.invoicing.payments import BankStatement
from basicplus.store import open_store
from tests.cli.running import Ran, run
from tests.invoicing.payments import bank
from tests.small_demo import SmallDemo


def ran(demo: SmallDemo, *arguments: str, exit_code: int = 0) -> Ran:
    done = run(*arguments, "--db", str(demo.file))
    assert done.exit_code == exit_code, done.stdout + done.stderr
    return done


def asked(demo: SmallDemo, *arguments: str) -> Any:
    return ran(demo, "payments", *arguments, "--json").json()


def next_page(demo: SmallDemo, *entries: tuple[int, str]) -> bytes:
    """A statement that follows the last one of the demonstration."""
    database = open_store(str(demo.file))
    with database.reading() as session:
        iban = groups.current(session).iban
        last = session.exec(select(BankStatement).order_by(col(BankStatement.closing_on).desc())).first()
    database.close()
    assert last is not None
    day, number = last.closing_on, last.number + 1
    moves = [Entry(cents, day, day, text=text, account=bank.HOME, name="X") for cents, text in entries]
    return write_coda([Page(iban, "X", number, day, day, last.closing_cents, moves)])


def test_the_demonstration_has_paid_late_and_open_documents(built_demo: SmallDemo) -> None:
    documents = asked(built_demo, "open", "--on", "2026-06-30", "--all")["documents"]
    states = {each["state"] for each in documents}
    assert {"paid", "credited"} <= states
    assert sum(each["open_cents"] == 0 for each in documents) > len(documents) * 0.8
    rules = {line["rule"] for line in asked(built_demo, "list")}
    assert {"structured", "free_text", "invoice_number"} <= rules
    waiting = asked(built_demo, "queue")
    assert all(each["movement"]["left_cents"] for each in waiting)
    assert "a charge of the bank" in waiting[0]["proposals"][0]["reasons"][0]


def test_a_person_reads_tables(built_demo: SmallDemo) -> None:
    assert "EUR are open." in ran(built_demo, "payments", "open", "--on", "2025-12-31").stdout
    assert "structured" in ran(built_demo, "payments", "list", "--member", "M0001").stdout
    assert "movements wait." in ran(built_demo, "payments", "queue").stdout


def test_the_statement_of_a_member_is_a_table_json_and_a_letter(built_demo: SmallDemo, tmp_path: Path) -> None:
    file = tmp_path / "account.pdf"
    span = ("M0001", "--from", "2025-01-01", "--until", "2026-01-01")
    told = asked(built_demo, "statement", *span, "--out", str(file))
    assert told["movements"][-1]["balance_cents"] == told["closing_cents"]
    assert file.read_bytes()[:5] == b"%PDF-"
    assert "balance before" in ran(built_demo, "payments", "statement", *span).stdout
    assert "written: " in ran(built_demo, "payments", "statement", *span, "--out", str(file)).stdout


def test_a_file_is_tried_imported_and_imported_again(small_demo: SmallDemo, tmp_path: Path) -> None:
    file = tmp_path / "july.cod"
    file.write_bytes(next_page(small_demo, (4200, "divers"), (-100, "frais")))
    dry = ran(small_demo, "import", "bank", str(file), "--dry-run", "--json").json()
    assert (dry["dry_run"], dry["movements"], dry["unmatched"]) == (True, 2, 2)
    assert ran(small_demo, "import", "bank", str(file), "--json").json() == dry | {"dry_run": False}
    before = small_demo.file.read_bytes()
    again = ran(small_demo, "import", "bank", str(file))
    assert again.stdout.startswith("july.cod was imported already (statement 7 of 2026): nothing changed.")
    assert small_demo.file.read_bytes() == before


def test_a_file_that_is_not_whole_is_refused_in_a_sentence(small_demo: SmallDemo, tmp_path: Path) -> None:
    file = tmp_path / "july.cod"
    file.write_bytes(next_page(small_demo, (4200, "divers"))[:-132])
    done = ran(small_demo, "import", "bank", str(file), exit_code=2)
    assert "the file is truncated" in done.stderr
    assert "Traceback" not in done.stderr


def test_payments_are_matched_paid_back_set_off_written_off_and_undone(
    small_demo: SmallDemo, tmp_path: Path
) -> None:
    file = tmp_path / "july.cod"
    file.write_bytes(next_page(small_demo, (1000, "divers"), (-400, "retour")))
    ran(small_demo, "import", "bank", str(file))
    incoming, outgoing = [each["movement"]["id"] for each in asked(small_demo, "queue")][-2:]
    number = "2025-000001"
    beyond = ran(small_demo, "payments", "match", str(incoming), f"{number}=10,00", exit_code=5)
    assert "give a reason to go beyond that" in beyond.stderr
    ran(small_demo, "payments", "match", str(incoming), f"{number}=10,00", "--reason", "avance")
    ran(small_demo, "payments", "refund", str(outgoing), number, "--amount", "4,00")
    assert state_of(small_demo, number) == [("overpaid", -600)]
    ran(small_demo, "payments", "write-off", number, "--reason", "arrondi", "--on", "2026-06-30")
    assert state_of(small_demo, number) == [("paid", 0)]
    last = asked(small_demo, "list", "--document", number)[-1]
    assert (last["kind"], last["amount_cents"], last["reason"]) == ("write_off", -600, "arrondi")
    done = asked(small_demo, "undo", str(last["id"]), "--reason", "trop vite")
    assert (done["act"], done["result"]) == ("undo-payment", {"count": 1})
    assert state_of(small_demo, number) == [("overpaid", -600)]
    refused = ran(small_demo, "payments", "set-off", number, number, exit_code=5)
    assert "cannot be taken off" in refused.stderr


def state_of(demo: SmallDemo, number: str) -> list[tuple[str, int]]:
    documents = asked(demo, "open", "--on", "2026-07-31", "--all")["documents"]
    return [(each["state"], each["open_cents"]) for each in documents if each["number"] == number]

"""A cost file comes in by its page: looked at line by line, mended, booked whole; months are compared."""

from __future__ import annotations

from datetime import date
from threading import Event

from fastapi.testclient import TestClient
from httpx import Response

from basicplus import jobs
from basicplus.db import Database
from basicplus.work import KINDS
from tests import cast
from tests.web.finance.reading import ROOT, hidden, seen, sent, words

HEADER = "worker;month;kind;amount;pool\n"
RIGHT = HEADER + "W001;2025-03;brut;4.125,50;\n;2025-03;frais généraux;100,00;FG\n"
WRONG = HEADER + "W001;2025-03;brut;4.125,50;\nW099;2025-03;brut;10,00;\n;2025-03;loyer;x;FG\n"


def check(desk: TestClient, content: str, status: int = 200, **fields: str) -> Response:
    answer = desk.post(
        f"{ROOT}/costs/check", data={"status": "actual"} | fields, files={"file": ("mars.csv", content.encode())}
    )
    assert answer.status_code == status, words(answer)
    return answer


def test_a_file_with_errors_names_each_line_and_field_and_books_nothing(
    database: Database, desk: TestClient
) -> None:
    page = words(check(desk, WRONG, 422))
    for told in (
        "Nothing was saved. 3 problems to mend in the file",
        "3 worker W099 write one of: W001, W002, W003",
        "4 kind loyer write one of",
        "4 amount x write an amount in euros",
    ):
        assert told in page
    with cast.reading(database) as session:
        assert cast.costs(session) == []
    assert "choose a CSV or XLSX file" in sent(desk, "/costs/check", {}, 422)
    assert "at most 2 MB" in words(check(desk, "x" * 2_000_001, 422))


def test_a_mended_file_is_looked_at_with_its_totals_booked_whole_and_compared(
    database: Database, desk: TestClient
) -> None:
    check(desk, WRONG, 422)
    answer = check(desk, RIGHT)
    page = words(answer)
    assert "2 costs would be booked, €4,225.50 in all (2 lines read)" in page
    assert (
        "Cost pool gross pay overhead Total Conseillers en prévention €4,125.50 – €4,125.50"
        " Frais généraux – €100.00 €100.00 Total €4,125.50 €100.00" in page
    )
    with cast.reading(database) as session:
        assert cast.costs(session) == []
    carried = {name: hidden(answer, name) for name in ("name", "content", "status")}
    assert "2 costs of mars.csv are booked." in sent(desk, "/costs/import", carried)
    with cast.reading(database) as session:
        assert [(row.kind, row.amount_cents, row.source) for row in cast.costs(session)] == [
            ("gross", 412550, "mars.csv"),
            ("overhead", 10000, "mars.csv"),
        ]
    again = words(check(desk, RIGHT))
    assert "it is booked already, as mars.csv, and changes nothing" in again
    cast.book(database, ("CP", 425550), month=date(2025, 4, 1))
    months = seen(desk, "/costs/months?pool=CP&year=2025")
    assert "April 2025 +€130.00 gross pay +€130.00" in months
    assert "Total €4,125.50 €4,255.50 €8,381.00" in months


def test_the_columns_of_an_office_are_described_once_and_the_file_is_read_by_them(
    database: Database, desk: TestClient
) -> None:
    office = "Matricule;Brut;Aide\nW001;4000,00;250,00\n"
    answer = desk.post(
        f"{ROOT}/costs/mapping", data={"month": "2025-03"}, files={"file": ("o.csv", office.encode())}
    )
    assert answer.status_code == 200
    described = {f"header-{place}": name for place, name in enumerate(("Matricule", "Brut", "Aide"), start=1)}
    fields = described | {"column-2": "gross:+", "column-3": "subsidy:-", "month": "2025-03", "status": "actual"}
    fields |= {name: hidden(answer, name) for name in ("name", "content")}
    refused = sent(desk, "/costs/mapping/save", fields | {"mapping_name": "office"}, 422)
    assert "say which column holds the number of the worker" in refused
    page = sent(desk, "/costs/mapping/save", fields | {"column-1": "worker", "mapping_name": "office"})
    assert "2 costs would be booked, €3,750.00 in all" in page
    sent(
        desk,
        "/costs/import",
        {"mapping": "office", "month": "2025-03", "status": "estimate"}
        | {name: hidden(answer, name) for name in ("name", "content")},
    )
    assert "CP" not in seen(desk, "/costs/months?pool=CP&year=2025").partition("Total")[2]
    beside = seen(desk, "/costs/beside?period=2025-03")
    assert "Conseillers en prévention gross pay €4,000.00 €0.00 €0.00 €4,000.00" in beside
    assert "Total €3,750.00 €0.00 €0.00 €3,750.00" in beside


def test_one_cost_is_entered_and_the_template_taken_away(database: Database, desk: TestClient) -> None:
    assert desk.get(f"{ROOT}/costs/template.csv").text.startswith("\ufeffworker;month;kind;amount;pool")
    given = {"month": "2025-03", "kind": "overhead", "amount_cents": "120,50", "pool": "FG"}
    assert "This field is required." in sent(desk, "/costs/enter", given, 422)
    assert "The cost is booked." in sent(desk, "/costs/enter", given | {"source": "facture 17"})
    with cast.reading(database) as session:
        assert [(row.kind, row.amount_cents, row.source) for row in cast.costs(session)] == [
            ("overhead", 12050, "facture 17")
        ]
    assert "March 2025 €120.50" in seen(desk, "/costs/months?year=2025")


def test_a_long_file_is_booked_by_a_job_through_the_same_service(database: Database, desk: TestClient) -> None:
    rows = "".join(f";2025-03;formation;{number},00;FG\n" for number in range(1, 2002))
    answer = check(desk, HEADER + rows)
    carried = {name: hidden(answer, name) for name in ("name", "content", "status")}
    assert "Import of costs or debts" in sent(desk, "/costs/import", carried)
    with cast.reading(database) as session:
        assert cast.costs(session) == []
    assert jobs.work(database, KINDS, ending=Event(), once=True) == 1
    with cast.reading(database) as session:
        assert len(cast.costs(session)) == 2001

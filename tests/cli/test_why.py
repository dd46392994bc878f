"""`invoices why`: a document explained on the command line; pay only where it is asked for."""

from __future__ import annotations

from tests.cli.running import Ran, run
from tests.small_demo import SmallDemo


def why(demo: SmallDemo, *arguments: str) -> Ran:
    return run("invoices", "why", *arguments, "--db", str(demo.file))


def test_sums_match_down_to_the_entries(built_demo: SmallDemo) -> None:
    for number in ("2025-000001", "2026-000001"):
        found = why(built_demo, number, "--costs", "--json").json()
        assert sum(line["amount_cents"] for line in found["lines"]) == found["total_cents"]
        for line in found["lines"]:
            if line["minutes"] is not None:
                assert sum(row["minutes"] for row in line["hours"]) == line["minutes"]
        assert found["costs"]
        for pool in found["costs"]:
            assert sum(row["amount_cents"] for row in pool["entries"]) == pool["own_cents"]


def test_pay_is_printed_only_when_it_is_asked_for(built_demo: SmallDemo) -> None:
    assert "costs" not in why(built_demo, "2025-000001", "--json").json()
    plain, full = why(built_demo, "2025-000001").stdout, why(built_demo, "2025-000001", "--costs").stdout
    assert "Document 2025-000001" in plain
    assert "employer_contributions" not in plain
    assert full.startswith(plain)


def test_an_unknown_document_is_not_found(built_demo: SmallDemo) -> None:
    done = why(built_demo, "2025-999999")
    assert (done.exit_code, "There is no document 2025-999999" in done.stderr) == (4, True)

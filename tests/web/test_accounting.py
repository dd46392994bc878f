"""The accountant's batches over the API: handed over by an act, listed, and given byte for byte."""

from __future__ import annotations

import hashlib

from fastapi.testclient import TestClient

API = "/api/groups/demo"


def test_a_batch_is_handed_over_and_its_files_are_given(busy_client: TestClient) -> None:
    mapped = busy_client.post(f"{API}/acts/map-account", json={"product": "vat", "account": "451000"})
    assert mapped.status_code == 201, mapped.text
    accounts = busy_client.get(f"{API}/accounting/accounts").json()
    assert {"product": "vat", "key": "", "account": "451000"} in accounts
    done = busy_client.post(f"{API}/acts/export-accounting", json={"until_on": "2025-05-01"})
    assert (done.status_code, done.json()["result"]["number"]) == (201, 1), done.text
    [batch] = busy_client.get(f"{API}/accounting/batches").json()
    assert (batch["until_on"], batch["documents"], batch["payments"]) == ("2025-05-01", 4, 0)
    assert busy_client.get(f"{API}/accounting/batches/1").json() == batch
    for name, sha256 in batch["files"].items():
        answer = busy_client.get(f"{API}/accounting/batches/1/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == sha256
        assert answer.headers["etag"] == f'"{sha256}"'
        assert answer.headers["content-disposition"] == f'attachment; filename="batch-0001-{name}"'


def test_a_batch_or_a_file_that_is_not_there_is_not_found(busy_client: TestClient) -> None:
    for path in ("batches/7", "batches/7/sales.csv"):
        assert busy_client.get(f"{API}/accounting/{path}").status_code == 404
    busy_client.post(f"{API}/acts/export-accounting", json={"until_on": "2025-05-01"})
    assert busy_client.get(f"{API}/accounting/batches/1/secrets.csv").status_code == 404
    again = busy_client.post(f"{API}/acts/export-accounting", json={"until_on": "2025-05-01"})
    assert again.status_code == 409

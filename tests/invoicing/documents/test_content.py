"""What is stored of a document reads back as it was."""

from __future__ import annotations

import pytest

from basicplus.invoicing.documents.content import DocumentContent
from tests.invoicing.documents.cast import credit_note, invoice, settlement, signed


@pytest.mark.parametrize(
    "content",
    [invoice(hours=signed(3)), credit_note(), settlement(language="de")],
    ids=["invoice", "credit", "year"],
)
def test_a_document_read_back_is_equal_and_draws_the_same(content: DocumentContent) -> None:
    stored = content.to_json()
    assert DocumentContent.from_json(stored) == content
    assert DocumentContent.from_json(stored).to_json() == stored

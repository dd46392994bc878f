"""What the accountant gets: the accounts, and the batches handed over with their files."""

from __future__ import annotations

import io
from datetime import date

from fastapi.responses import Response
from pydantic import BaseModel

from basicplus.invoicing import accounting
from basicplus.invoicing.accounting import Batch
from basicplus.web.api.shapes import GROUP, RowNumber, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/accounting", tags=["accounting"])
MEDIA_TYPES = {"csv": "text/csv", "zip": "application/zip"}


class AccountItem(BaseModel):
    """The account of a product; `key` says which basis, profession, pool or journal."""

    product: str
    key: str
    account: str


class BatchItem(BaseModel):
    """A batch: everything dated before `until_on` that no earlier one had; `files` says their SHA-256."""

    number: int
    until_on: date
    documents: int
    payments: int
    files: dict[str, str]

    @classmethod
    def of(cls, batch: Batch) -> BatchItem:
        """Show a batch."""
        return cls(**vars(batch))


@router.get("/accounts", openapi_extra=roles("finance", "auditor"))
def get_accounts(desk: AtDesk) -> list[AccountItem]:
    """Return the account of each product: the group's own, and the usual ones for the rest."""
    with desk.reading() as session:
        listed = accounting.accounts_of(session).listed()
    return [AccountItem(product=product, key=key, account=account) for product, key, account in listed]


@router.get("/batches", openapi_extra=roles("finance", "auditor"))
def get_batches(desk: AtDesk) -> list[BatchItem]:
    """Return the batches handed to the accountant, the latest first."""
    with desk.reading() as session:
        return [BatchItem.of(batch) for batch in accounting.batches(session)]


@router.get("/batches/{number}", openapi_extra=roles("finance", "auditor"))
def get_batch(desk: AtDesk, number: RowNumber) -> BatchItem:
    """Return one batch."""
    with desk.reading() as session:
        return BatchItem.of(accounting.batch_numbered(session, number))


@router.get(
    "/batches/{number}/{file}",
    response_class=Response,
    responses=sends(*MEDIA_TYPES.values()),
    openapi_extra=roles("finance", "auditor"),
)
def get_batch_file(desk: AtDesk, number: RowNumber, file: str) -> Response:
    """Return a file of a batch, byte for byte as it was handed over."""
    content = io.BytesIO()
    with desk.reading() as session:
        accounting.write_batch_file(session, number, file, content)
        sha256 = accounting.batch_numbered(session, number).files[file]
    headers = {
        "Content-Disposition": f'attachment; filename="batch-{number:04d}-{file}"',
        "ETag": f'"{sha256}"',
    }
    return Response(content.getvalue(), media_type=MEDIA_TYPES[file.rpartition(".")[2]], headers=headers)

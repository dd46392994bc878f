"""Reads a bank's file, whichever of the formats it has."""

from __future__ import annotations

from basicplus.invoicing.payments.camt import read_camt
from basicplus.invoicing.payments.coda import read_coda
from basicplus.invoicing.payments.statements import Statement, refused

BOM = b"\xef\xbb\xbf"


def read_bank_file(content: bytes) -> list[Statement]:
    """Read the statements of a CODA file or of a camt.053 message, in the order of the file.

    Raises InvalidInput when it is neither, or is not whole and consistent: then nothing of it is to be used.
    """
    start = content.removeprefix(BOM).lstrip()[:1]
    if start == b"<":
        return read_camt(content.removeprefix(BOM).lstrip())
    if start == b"0":
        return read_coda(content)
    raise refused("file", content[:20].decode("cp1252", "replace").strip(), "a CODA file, or a camt.053 message")

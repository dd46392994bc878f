"""Keep files as evidence: byte for byte, with their SHA-256, each once."""

from __future__ import annotations

import hashlib
import mimetypes

from sqlmodel import select

from basicplus import journal
from basicplus.compliance.models import KeptFile
from basicplus.db import WriteSession
from basicplus.errors import invalid

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest file that is kept."""


def keep_file(session: WriteSession, name: str, content: bytes) -> KeptFile:
    """Keep a file of 1 byte to 10 MiB; one that is kept already is returned as it is."""
    if not 0 < len(content) <= LARGEST:
        raise invalid("file", f"{name} of {len(content)} bytes", f"a file of 1 to {LARGEST} bytes")
    digest = hashlib.sha256(content).hexdigest()
    kept = session.exec(select(KeptFile).where(KeptFile.content_sha256 == digest)).first()
    if kept is not None:
        return kept
    row = KeptFile(
        journal_seq=journal.first_seq(session),
        name=name[:200],
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        content=content,
        content_sha256=digest,
    )
    session.add(row)
    session.flush()
    journal.record(session, "keep file", row.name, sha256=digest, bytes=len(content))
    return row

"""Sending: the text of an agreement as it goes out to be signed, kept byte for byte."""

from __future__ import annotations

from datetime import date

from basicplus.compliance.models import KeptFile
from basicplus.conventions.gathering import sendable
from basicplus.conventions.pdf import render
from basicplus.conventions.signing import keep_sent
from basicplus.db import WriteSession


def send(session: WriteSession, number: str, sent_on: date) -> KeptFile:
    """Keep the text of an agreement, or of its open amendment, as it is sent to be signed; it is a PDF."""
    what, paper = sendable(session, number)
    return keep_sent(session, what, render(paper), sent_on)

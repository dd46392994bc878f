"""The files of a document by media type: the PDF for people, the UBL for their programs."""

from __future__ import annotations

from collections.abc import Mapping

from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.ubl import sendable, ubl

PDF = "application/pdf"
UBL = "application/xml"
EXTENSIONS = {PDF: "pdf", UBL: "xml"}


def render(content: DocumentContent) -> Mapping[str, bytes]:
    """Make the files of a document: its PDF, and its UBL when the buyer can be sent one."""
    files = {PDF: render_pdf(content)}
    if sendable(content.buyer):
        files[UBL] = ubl(content)
    return files

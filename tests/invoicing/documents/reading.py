"""Read a drawn document back: its text, and the transfer in its QR code."""

from __future__ import annotations

import io
import unicodedata

import pypdfium2
import zxingcpp
from pypdf import PdfReader


def pages(drawn: bytes) -> list[str]:
    """Give the text of each page, on one line and with plain spaces."""
    reader = PdfReader(io.BytesIO(drawn))
    return [" ".join(unicodedata.normalize("NFKC", page.extract_text()).split()) for page in reader.pages]


def text(drawn: bytes) -> str:
    """Give the text of the whole document."""
    return " ".join(pages(drawn))


def transfers(drawn: bytes) -> list[list[str]]:
    """Give the lines of each QR code that a phone would find on a print."""
    document = pypdfium2.PdfDocument(drawn)
    found = []
    for page in document:
        image = page.render(scale=2).to_pil()
        # In a page of some hundred the reader takes a few letters for a micro QR code as well.
        codes = [code for code in zxingcpp.read_barcodes(image) if code.format == zxingcpp.BarcodeFormat.QRCode]
        found += [code.text.split("\n") for code in codes]
    document.close()
    return found


def words_outside_the_frame(drawn: bytes) -> list[str]:
    """Give the words that leave the margins, or stand on the footer without belonging to it."""
    outside = []
    document = pypdfium2.PdfDocument(drawn)
    for page in document:
        written = page.get_textpage()
        for number in range(written.count_rects()):
            left, bottom, right, top = written.get_rect(number)
            if left < 50 or right > 545.5 or (bottom < 60 and top > 55):
                outside.append(written.get_text_bounded(left, bottom, right, top))
    document.close()
    return outside

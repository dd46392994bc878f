"""The fonts of documents: one ready subset with the letters of our languages, other letters where they occur."""

from __future__ import annotations

import zlib
from codecs import charmap_encode
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, makeToUnicodeCMap

LETTERS = (
    "".join(map(chr, range(0x21, 0x7F)))
    + "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜàâäçèéêëîïôöùûüœŒßñó€§°·×«»“”„’–…\u202f"  # French, Dutch, German, their signs
)


class Font(TTFont):  # type: ignore[misc]
    """A font whose usual subset is built and compressed once, not once for each document.

    A document with a letter beyond LETTERS gets a subset of its own, as any other font would give it.
    """

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, asciiReadable=False)
        super().splitString(LETTERS, self)
        self._usual = self.state.pop(self)
        self._codes = self._usual.assignments | {0xA0: 32}

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """Give the codes of a text, by subset."""
        try:
            return [(0, charmap_encode(text, "strict", self._codes)[0])]
        except UnicodeEncodeError:
            self._open(doc)
            found: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
            return found

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """Give the name of a subset in a document."""
        self._open(doc)
        name: str = super().getSubsetInternalName(subset, doc)
        return name

    def _open(self, doc: Any) -> None:
        """Start a document with the usual letters."""
        if doc in self.state:
            return
        state = self._assignState(doc)
        state.assignments = dict(self._usual.assignments)
        state.subsets = [list(subset) for subset in self._usual.subsets]
        state.nextCode = self._usual.nextCode

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Add the font to a document that ends."""
        if self.state[doc].subsets != self._usual.subsets:
            super().addObjects(doc)
            return
        internal = self.getSubsetInternalName(0, doc)[1:]
        file, length, unicode_map, widths = self._ready
        font = pdfdoc.PDFTrueTypeFont()
        font.Name = internal
        font.BaseFont = self._base
        font.FirstChar, font.LastChar = 0, len(self._usual.subsets[0]) - 1
        font.Widths = widths
        font.ToUnicode = doc.Reference(_stream(unicode_map), f"toUnicodeCMap:{self._base}")
        embedded = doc.Reference(_stream(file, Length1=length), f"fontFile:{self._base}")
        font.FontDescriptor = doc.Reference(self._descriptor(embedded), f"fontDescriptor:{self._base}")
        doc.Reference(font, internal)
        doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]

    @cached_property
    def _base(self) -> str:
        return f"AAAAAA+{self.face.name.decode()}"

    @cached_property
    def _ready(self) -> tuple[bytes, int, bytes, str]:
        """The compressed subset, its length before, its compressed map to Unicode, and its widths."""
        [subset] = self._usual.subsets
        file = self.face.makeSubset(subset)
        unicode_map = makeToUnicodeCMap(self._base, subset).encode()
        widths = " ".join(f"{self.face.getCharWidth(code):g}" for code in subset)
        return zlib.compress(file, 9), len(file), zlib.compress(unicode_map, 9), f"[ {widths} ]"

    def _descriptor(self, embedded: Any) -> Any:
        face = self.face
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "Ascent": face.ascent,
                "CapHeight": face.capHeight,
                "Descent": face.descent,
                "Flags": face.flags & ~_NONSYMBOLIC | _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "FontName": pdfdoc.PDFName(self._base),
                "ItalicAngle": face.italicAngle,
                "StemV": face.stemV,
                "FontFile2": embedded,
                "MissingWidth": face.defaultWidth,
            }
        )


_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5


def _stream(compressed: bytes, **entries: int) -> Any:
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": "/FlateDecode", **entries}), compressed, filters=())


@cache
def register_fonts() -> None:
    """Make the fonts known to reportlab, once."""
    folder = files("basicplus.invoicing.documents") / "fonts"
    for name, file in (("Roboto", "Roboto-Regular.ttf"), ("Roboto-Bold", "Roboto-Bold.ttf")):
        with as_file(folder / file) as path:
            pdfmetrics.registerFont(Font(name, str(path)))

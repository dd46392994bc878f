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
        file, unicode_map, descriptor, font = self._ready
        embedded = doc.Reference(_Written(file), f"fontFile:{self._base}")
        described = doc.Reference(_Written(descriptor, FontFile2=embedded), f"fontDescriptor:{self._base}")
        mapped = doc.Reference(_Written(unicode_map), f"toUnicodeCMap:{self._base}")
        written = _Written(font, Name=f"/{internal}", FontDescriptor=described, ToUnicode=mapped)
        doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(written, internal)
        del self.state[doc]

    @cached_property
    def _base(self) -> str:
        return f"AAAAAA+{self.face.name.decode()}"

    @cached_property
    def _ready(self) -> tuple[bytes, bytes, bytes, bytes]:
        """The subset, its map to Unicode, its descriptor and the font, as far as all documents share them."""
        [subset] = self._usual.subsets
        file = self.face.makeSubset(subset)
        unicode_map = makeToUnicodeCMap(self._base, subset).encode()
        face = self.face
        descriptor = {
            "Type": "/FontDescriptor",
            "FontName": f"/{self._base}",
            "Ascent": face.ascent,
            "CapHeight": face.capHeight,
            "Descent": face.descent,
            "Flags": face.flags & ~_NONSYMBOLIC | _SYMBOLIC,
            "FontBBox": f"[ {' '.join(f'{edge:g}' for edge in face.bbox)} ]",
            "ItalicAngle": face.italicAngle,
            "StemV": face.stemV,
            "MissingWidth": face.defaultWidth,
        }
        font = {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": f"/{self._base}",
            "FirstChar": 0,
            "LastChar": len(subset) - 1,
            "Widths": f"[ {' '.join(f'{face.getCharWidth(code):g}' for code in subset)} ]",
        }
        return _stream(file, Length1=len(file)), _stream(unicode_map), _entries(descriptor), _entries(font)


_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5


class _Written(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object that is written already: a stream, or a dictionary that gets more entries in each document."""

    def __init__(self, written: bytes, **entries: Any) -> None:
        self.written, self.entries = written, entries

    def format(self, document: Any) -> bytes:
        """Give the bytes of the object."""
        if not self.entries:
            return self.written
        more = (
            b"/%s %s\n" % (name.encode(), pdfdoc.format(said, document)) for name, said in self.entries.items()
        )
        return b"<<\n%s%s>>" % (self.written, b"".join(more))


def _entries(entries: dict[str, Any]) -> bytes:
    return "".join(
        f"/{name} {value:g}\n" if isinstance(value, float) else f"/{name} {value}\n"
        for name, value in entries.items()
    ).encode()


def _stream(content: bytes, **entries: int) -> bytes:
    compressed = zlib.compress(content, 9)
    said = _entries({"Filter": "/FlateDecode", "Length": len(compressed), **entries})
    return b"<<\n%s>>\nstream\n%s\nendstream\n" % (said, compressed)


@cache
def register_fonts() -> None:
    """Make the fonts known to reportlab, once."""
    folder = files("basicplus.invoicing.documents") / "fonts"
    for name, file in (("Roboto", "Roboto-Regular.ttf"), ("Roboto-Bold", "Roboto-Bold.ttf")):
        with as_file(folder / file) as path:
            pdfmetrics.registerFont(Font(name, str(path)))

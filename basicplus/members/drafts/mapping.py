"""How the columns of one kind of file become members and sites; how long their texts may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from inspect import cleandoc

from basicplus.members.drafts.draft import MemberDraft, SiteDraft
from basicplus.tabular import Reader

# The longest texts that the records hold, in characters.
NUMBER_LENGTH = 20
NAME_LENGTH = 200
ESTABLISHMENT_LENGTH = 190  # leaves room for the locality in the name of the site
STREET_LENGTH = 200
POSTAL_CODE_LENGTH = 10
CITY_LENGTH = 100
EMAIL_LENGTH = 200
LEGAL_FORM_LENGTH = 20
JOINT_COMMITTEE_LENGTH = 10
SITE_CODE_LENGTH = 30
SITE_NAME_LENGTH = 300
LATITUDES = (Decimal("49.4"), Decimal("51.6"))  # Belgium and a margin, in degrees
LONGITUDES = (Decimal("2.5"), Decimal("6.5"))


@dataclass(frozen=True)
class Mapping:
    """How the columns of one kind of file become members and sites.

    A file is recognised by its `required` columns. All lines of one member must agree on
    `member_columns` and all lines of one site on `site_columns` (attribute -> column).
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    number_column: str
    member_columns: dict[str, str]
    site_columns: dict[str, str]
    read_line: Callable[[Reader], tuple[MemberDraft, SiteDraft | None]]

    def given(self, reader: Reader) -> frozenset[str]:
        """Return the attributes of a member whose cells are filled in on a line."""
        return frozenset(name for name, column in self.member_columns.items() if reader.found(column))

    @property
    def description(self) -> str:
        """Which column goes where, in words."""
        return cleandoc(self.read_line.__doc__ or "")


def needed(reader: Reader, column: str, max_length: int) -> str:
    """Read a text that must be there; the empty text stands in for it on a refused line."""
    return reader.text(column, required=True, max_length=max_length) or ""


def coordinates(reader: Reader, columns: dict[str, str]) -> tuple[float | None, float | None]:
    """Read latitude and longitude in degrees: both, inside Belgium, or neither."""
    return reader.coordinates(columns["latitude"], columns["longitude"], LATITUDES, LONGITUDES)

"""What a version changes, in words of four languages: one line a visit, for a worker or for a member."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel.dates import format_date

from basicplus.assignments.planning.differences import Party, Slot, SlotChange
from basicplus.clock import BRUSSELS


@dataclass(frozen=True)
class Named:
    """The number or code, and the name, of a worker, a member or a site."""

    number: str
    name: str


@dataclass(frozen=True)
class Names:
    """The workers, members and sites of some changes, by id."""

    workers: Mapping[int, Named]
    members: Mapping[int, Named]
    sites: Mapping[int, Named]

    def of(self, party: Party, party_id: int) -> Named:
        """Return a worker or a member."""
        return (self.workers if party == "worker" else self.members)[party_id]


def sentence(change: SlotChange, party: Party, names: Names, language: str) -> str:
    """Return what changes for one party, as `Anna: 12 March 09:00-12:00, School X → 13 March`.

    The change is the one that the party sees (`differences.by_party`). What stays of a visit that
    moved is not said twice.
    """
    first, last = change.slots[0], change.slots[-1]
    return texts(language)[change.kind].format(
        who=names.of(party, first.of(party)).name,
        place=_other(first, party, names),
        before=_when(first, language),
        after=_when(last, language),
        moved=", ".join(_moved(first, last, party, names, language)),
    )


def day_in_words(day: date, language: str) -> str:
    """Return a day as `12 March 2026`, in a language."""
    return format_date(day, "long", locale=texts(language)["locale"])


@cache
def texts(language: str) -> dict[str, str]:
    """Return the texts of a language."""
    content = files("basicplus.assignments.planning").joinpath("texts.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(content)[language]
    return found


def _moved(before: Slot, after: Slot, party: Party, names: Names, language: str) -> list[str]:
    said = []
    if before.day != after.day:
        said.append(_day(after.day, language))
    if _times(before) != _times(after):
        said.append(_times(after))
    if _other(before, party, names) != _other(after, party, names):
        said.append(_other(after, party, names))
    return said


def _when(slot: Slot, language: str) -> str:
    return f"{_day(slot.day, language)} {_times(slot)}"


@cache
def _day(day: date, language: str) -> str:
    return format_date(day, texts(language)["day"], locale=texts(language)["locale"])


def _times(slot: Slot) -> str:
    return f"{_clock(slot.starts_at)}-{_clock(slot.ends_at)}"


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(BRUSSELS):%H:%M}"


def _other(slot: Slot, party: Party, names: Names) -> str:
    """Return whom the party meets: a worker goes to a place of a member, a member receives a worker there."""
    if party == "member":
        return names.workers[slot.worker].name
    member, site = names.members[slot.member].name, names.sites[slot.site].name
    return f"{member}, {site}" if site and site != member else member

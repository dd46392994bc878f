"""Invented names of people, associations and streets, in three languages; every name is a chance draw."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "ß": "ss"}


@cache
def words() -> dict[str, Any]:
    """Return the word lists of names.toml."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def person(rng: Random) -> tuple[str, str, str]:
    """Return a first name, a family name and the gender ('f' or 'm') of the first name."""
    gender = rng.choice("fm")
    return rng.choice(words()["first_names"][gender]), rng.choice(words()["family_names"]), gender


def street(rng: Random, language: str) -> str:
    """Return a street with a house number."""
    return f"{rng.choice(words()[language]['streets'])} {rng.randint(1, 240)}"


def school(rng: Random, language: str, city: str) -> str:
    """Return the name of a school, half of the time with its town."""
    lists = words()[language]
    name = f"{rng.choice(lists['schools'])} {rng.choice(lists['patrons'])}"
    return in_town(name, city, language) if rng.random() < 0.5 else name


def long_school(rng: Random, language: str, city: str) -> str:
    """Return the name of a school authority of more than a hundred characters."""
    lists = words()[language]
    name = rng.choice(lists["long_names"]).format(patron=rng.choice(lists["patrons"]))
    return in_town(name, city, language)


def association(rng: Random, language: str, city: str) -> tuple[str, str]:
    """Return the name of an association that is no school, and its joint committee ('' when unknown)."""
    lists = words()[language]
    kind = rng.choice(lists["associations"])
    name = f"{kind['form']} {rng.choice(lists['epithets'])}"
    named = in_town(name, city, language) if rng.random() < 0.5 else name
    return named, kind["joint_committee"]


def in_town(name: str, city: str, language: str) -> str:
    """Return a name followed by its town, with the French elision or contraction."""
    if language != "fr":
        return f"{name} {city}"
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if city.startswith(article):
            return f"{name} {contracted}{city.removeprefix(article)}"
    vowel = unicodedata.normalize("NFD", city)[0] in "AEIOU"
    return f"{name} d'{city}" if vowel else f"{name} de {city}"


def mailbox(name: str) -> str:
    """Return a name as the local part of an address: ASCII letters, with dots between words."""
    for ligature, letters in LIGATURES.items():
        name = name.replace(ligature, letters)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join("".join(c if c.isalnum() else " " for c in plain).split())

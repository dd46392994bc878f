"""The three Communities of Belgium, which decide on which days schools are closed, and whose a place is."""

from __future__ import annotations

from typing import Literal

Community = Literal["french", "flemish", "german"]
COMMUNITIES: tuple[Community, ...] = ("french", "flemish", "german")

_OF_LANGUAGE: dict[str, Community] = {"fr": "french", "nl": "flemish", "de": "german"}
# Postal codes of the Flemish provinces and of the nine German-speaking municipalities, in [first, last].
_FLEMISH_CODES = ((1500, 1999), (2000, 3999), (8000, 9999))
_GERMAN_CODES = ((4700, 4799),)


def derived_community(language: str, postal_code: str) -> Community:
    """Return the Community that a language speaks for; of any other language, that of the postal code.

    In Brussels both have schools: there the language tells, and without one the French Community is taken.
    """
    if language in _OF_LANGUAGE:
        return _OF_LANGUAGE[language]
    code = int(postal_code) if postal_code.isdecimal() else 0
    if any(first <= code <= last for first, last in _FLEMISH_CODES):
        return "flemish"
    return "german" if any(first <= code <= last for first, last in _GERMAN_CODES) else "french"

"""Candidates and repairs in words of four languages: why somebody, why not others, what becomes of a visit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from babel.numbers import format_decimal

from basicplus.assignments.repair.fit import Fit
from basicplus.assignments.repair.proposals import Proposal, Spot, Step
from basicplus.assignments.repair.replacing import Candidate
from basicplus.assignments.repair.stops import Stop
from basicplus.compliance.sentences import full_sentence

SHOWN = 3
"""How many who could not are named."""
IN_HOURS = ("room", "agreed")
"""What stops know in minutes and people read in hours."""


def stop_in_words(stop: Stop, language: str) -> str:
    """Return what stops somebody, with the rule behind it."""
    if stop.finding is not None:
        return full_sentence(stop.finding, language)
    numbers = {name: _hours(value) if name in IN_HOURS else value for name, value in stop.numbers.items()}
    said = _say(f"stop.{stop.key}", language, **numbers)
    return f"{stop.rule} {said}" if stop.rule else said


def fit_in_words(fit: Fit, language: str) -> list[str]:
    """Return what speaks for and against somebody, what counts most first."""
    return list(_fit(fit, language))


def candidate_in_words(candidate: Candidate, language: str) -> str:
    """Return what stops a candidate, or how good it is, in one line."""
    if candidate.stops:
        return "; ".join(stop_in_words(stop, language) for stop in candidate.stops)
    said = fit_in_words(candidate.fit, language)
    return "; ".join(said if candidate.judged else [_say("fit.not_judged", language), *said])


def step_in_words(step: Step, language: str) -> str:
    """Return what becomes of a visit and why there, or why nowhere, in one line."""
    after = _goes_to(step.before, step.after) if step.after else ""
    said = _say(f"step.{step.kind}", language, before=_spot(step.before), after=after)
    why = fit_in_words(step.fit, language) if step.fit else why_not(step, language)[:SHOWN]
    return f"{said} ({'; '.join(why)})" if why else said


def why_not(step: Step, language: str) -> list[str]:
    """Return who could not make a visit when, and what stops them, the smallest change first."""
    return [
        _say(
            "step.not_instead",
            language,
            worker=each.worker,
            day=each.day,
            why=stop_in_words(each.stop, language),
        )
        for each in step.not_instead
    ]


def summary(proposal: Proposal, language: str) -> str:
    """Return what a repair changes, in one sentence."""
    return _say(
        "step.summary",
        language,
        moved=proposal.moved,
        faces=proposal.faces,
        unserved=proposal.unserved,
        minutes=_hours(proposal.unserved_minutes),
        km=_km(proposal.metres, language, sign=True),
    )


def proposal_as_json(found: Proposal, language: str) -> dict[str, Any]:
    """Return a proposal for programs, with its sentences."""
    steps = [
        asdict(step) | {"says": step_in_words(step, language), "why_not": why_not(step, language)}
        for step in found.steps
    ]
    counts = ("moved", "faces", "unserved", "unserved_minutes", "metres")
    return {
        "kind": found.kind,
        "subject": found.subject,
        "says": summary(found, language),
        **{name: getattr(found, name) for name in counts},
        "steps": steps,
    }


def _fit(fit: Fit, language: str) -> Iterator[str]:
    if fit.lapsed:
        yield _say("fit.lapsed", language, lapsed=fit.lapsed)
    yield _say("fit.known" if fit.known else "fit.unknown", language, known=fit.known)
    if not fit.speaks:
        yield _say("fit.language", language)
    if fit.beside:
        yield _say("fit.beside", language, beside=fit.beside)
    if fit.distance_metres is not None:
        yield _say("fit.distance", language, km=_km(fit.distance_metres, language))
    yield _say("fit.extra", language, km=_km(fit.extra_metres, language))
    yield _say("fit.room", language, room=_hours(fit.room_minutes))
    yield _say("fit.same_pool" if fit.same_pool else "fit.other_pool", language)


def _spot(spot: Spot) -> str:
    who = f"{spot.worker_name}, " if spot.worker_name else ""
    return f"{who}{spot.member_name} {spot.day} {spot.hours}"


def _goes_to(before: Spot, after: Spot) -> str:
    """Return what is new of where a visit goes; one that was not planned before is said whole."""
    if not before.worker:
        return _spot(after)
    who = f"{after.worker_name}, " if after.worker != before.worker else ""
    return f"{who}{after.day} {after.hours}"


def _hours(minutes: Any) -> str:
    return f"{int(minutes) // 60} h {int(minutes) % 60:02d}"


def _km(metres: int, language: str, *, sign: bool = False) -> str:
    said = format_decimal(round(metres / 1000, 1), locale=language)
    return f"+{said}" if sign and metres > 0 else said


def _say(key: str, language: str, **values: Any) -> str:
    part, name = key.split(".")
    return texts()[part][name][language].format(**values)


@cache
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """Return the texts by part, key and language."""
    content = files("basicplus.assignments.repair").joinpath("texts.toml").read_text("utf-8")
    return tomllib.loads(content)

"""A simulation as plain values, with its sentences in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from basicplus.acts.curve import ChangePoint
from basicplus.acts.doing import Step
from basicplus.acts.simulation import Simulation
from basicplus.clock import Span
from basicplus.compliance.findings import Finding
from basicplus.compliance.sentences import full_sentence


def as_json(simulation: Simulation, language: str) -> dict[str, Any]:
    """Return a simulation for a program: days as dates, findings with their whole sentence."""
    verdict = simulation.verdict
    return {
        "outcome": simulation.outcome,
        "would_be_saved": simulation.outcome == "saved",
        "says": _texts()[simulation.outcome][language],
        "refused": sentences(verdict.refused, language),
        "warned": sentences(verdict.warned, language),
        "standing": sentences(verdict.standing, language),
        "steps": [_step(step) for step in simulation.steps],
        "on": simulation.on,
        "curve": [_point(point) for point in simulation.curve],
        "over_the_maximum": [_days(span) for span in simulation.over],
        "near_the_maximum": [_days(span) for span in simulation.near],
        "authorisation_ends_on": simulation.authorisation_ends_on,
        "appears": [_finding(each, language) for each in simulation.appears],
        "goes": [_finding(each, language) for each in simulation.goes],
    }


def sentences(findings: Iterable[Finding], language: str) -> list[str]:
    """Return the whole sentence of each finding."""
    return [full_sentence(finding, language) for finding in findings]


def _step(step: Step) -> dict[str, Any]:
    problems = [{"field": each.field, "found": each.found, "allowed": each.allowed} for each in step.problems]
    return {"line": step.asked.line, "act": step.asked.act, "status": step.status, "problems": problems}


def _point(point: ChangePoint) -> dict[str, Any]:
    return {
        "from_on": point.from_on,
        "before": {"heads": point.heads_before, "fte": round(float(point.full_time_before), 2)},
        "after": {"heads": point.heads_after, "fte": round(float(point.full_time_after), 2)},
        "warning_from": point.warning_from,
        "maximum": point.limit,
    }


def _days(span: Span) -> dict[str, Any]:
    return {"from_on": span.from_on, "until_on": span.end}


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": finding.subject,
        **_days(finding.span),
        "sentence": full_sentence(finding, language),
    }


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("basicplus.acts").joinpath("outcomes.toml").read_text("utf-8"))

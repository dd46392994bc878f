"""A plan as a file: for each demand its worker, and the slots or visits it gets."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from basicplus.planner.instance import Instance, Name, read_json, readable

FORMAT = "planbench-plan-1"


class Assignment(BaseModel):
    """A demand, who serves it, and when; a pin may leave out when."""

    model_config = ConfigDict(frozen=True)

    demand: Name
    worker: Name
    slots: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()

    @property
    def served(self) -> int:
        """Count the slots or visits."""
        return len(self.slots) + len(self.visits)


class Plan(BaseModel):
    """The assignments of an instance; a demand that is absent is not served."""

    model_config = ConfigDict(frozen=True)

    format: Literal["planbench-plan-1"] = "planbench-plan-1"
    instance: str
    assignments: tuple[Assignment, ...] = Field(default=())

    def of(self, demand: str) -> Assignment | None:
        """Return the assignment of a demand."""
        return next((each for each in self.assignments if each.demand == demand), None)


def read_plan(path: Path) -> Plan:
    """Read a plan file; each fault of form is named. What it says is judged by `check`."""
    try:
        return Plan.model_validate(read_json(path))
    except ValidationError as error:
        raise readable(error) from error


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan file, whole or not at all."""
    rows = [_row(each) for each in plan.assignments]
    content = {"format": plan.format, "instance": plan.instance, "assignments": rows}
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(content, separators=(",", ":")) + "\n", "utf-8")
    beside.replace(path)


def half_day(day: date, half: str) -> str:
    """Write a half-day as in plan files: 2026-10-05-pm."""
    return f"{day.isoformat()}-{half}"


def empty_plan(instance: Instance) -> Plan:
    """Return the plan that serves nobody."""
    return Plan(instance=instance.name)


def _row(each: Assignment) -> dict[str, object]:
    row: dict[str, object] = {"demand": each.demand, "worker": each.worker}
    if each.slots:
        row["slots"] = list(each.slots)
    if each.visits:
        row["visits"] = list(each.visits)
    return row

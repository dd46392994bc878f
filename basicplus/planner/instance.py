"""What is to be planned: workers, members and demands of a year, read from a file and proven consistent."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from basicplus.errors import InvalidInput, field_problems, invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HALVES = ("am", "pm")
TOKENS = tuple(f"{day}-{half}" for day in WEEKDAYS for half in HALVES)

Token = Literal["mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am", "wed-pm", "thu-am", "thu-pm", "fri-am", "fri-pm"]
Name = Annotated[str, Field(min_length=1)]
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class DayRange(_Part):
    """Days from one to another, both of them included."""

    first_on: date = Field(alias="from")
    last_on: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_on < self.first_on:
            raise ValueError(f"'to' ({self.last_on}) must not be before 'from' ({self.first_on})")
        return self

    @property
    def length(self) -> int:
        """Count the days."""
        return (self.last_on - self.first_on).days + 1

    def __iter__(self) -> Any:
        return (self.first_on + timedelta(days=number) for number in range(self.length))

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def cut_to(self, other: DayRange) -> DayRange | None:
        """Return the days that are in both, or None."""
        first, last = max(self.first_on, other.first_on), min(self.last_on, other.last_on)
        return DayRange(first_on=first, last_on=last) if first <= last else None


class Place(_Part):
    """A point on the map, in degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class Weights(_Part):
    """What each thing costs, and how distances are measured."""

    unserved: Positive
    km: Positive
    changed: Positive
    irregularity: Positive
    irregularity_cap_weeks: Positive
    road_factor: Positive
    earth_radius_km: Positive


class Worker(_Part):
    """Somebody who works at fixed half-days of the week, except while absent."""

    id: Name
    profession: Name
    home: Place
    languages: tuple[str, ...]
    week: tuple[Token, ...]
    absences: tuple[DayRange, ...] = ()


class Member(_Part):
    """An association that receives workers at its open half-days, except while closed."""

    id: Name
    site: Place
    languages: tuple[str, ...]
    open: tuple[Token, ...]
    closed: tuple[DayRange, ...] = ()


class Demand(_Part):
    """What a member asks for: the same half-days every week, or a number of visits spread over a window."""

    id: Name
    member: Name
    profession: Name
    kind: Literal["weekly", "spread"]
    window: DayRange
    fixed_worker: Name | None = None
    previous: Name | None = None
    half_days: Annotated[int, Field(ge=1, le=len(TOKENS))] | None = None
    visits: Annotated[int, Field(ge=1, le=366)] | None = None
    min_gap_days: Annotated[int, Field(ge=1, le=366)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "weekly" and self.half_days is None:
            raise ValueError("a weekly demand needs half_days")
        if self.kind == "spread" and (self.visits is None or self.min_gap_days is None):
            raise ValueError("a spread demand needs visits and min_gap_days")
        return self

    @property
    def wanted(self) -> int:
        """Return how many slots or visits are asked for."""
        return (self.half_days if self.kind == "weekly" else self.visits) or 0


class Instance(_Part):
    """A whole problem; every name in it is known and unique."""

    format: Literal["planbench-instance-1"]
    name: Name
    horizon: DayRange
    weights: Weights
    legal_holidays: tuple[date, ...] = ()
    workers: tuple[Worker, ...]
    members: tuple[Member, ...]
    demands: tuple[Demand, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.horizon.length > 366:
            raise ValueError(f"a horizon of {self.horizon.length} days; at most 366")
        workers, members = {each.id for each in self.workers}, {each.id for each in self.members}
        for what, names in (("workers", self.workers), ("members", self.members), ("demands", self.demands)):
            if len({each.id for each in names}) != len(names):
                raise ValueError(f"{what}: an id is given twice; each must be unique")
        for each in self.demands:
            if each.member not in members:
                raise ValueError(f"demand {each.id}: member {each.member!r} is not among the members")
            for name in (each.fixed_worker, each.previous):
                if name is not None and name not in workers:
                    raise ValueError(f"demand {each.id}: worker {name!r} is not among the workers")
        return self


def window_of(instance: Instance, demand: Demand) -> DayRange | None:
    """Return the days on which a demand may be served: its window within the horizon."""
    return demand.window.cut_to(instance.horizon)


def read_json(path: Path) -> Any:
    """Read a JSON file; what is no JSON is refused with the place."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise invalid(str(path), str(error), "write a JSON file in UTF-8") from error


def read_instance(path: Path) -> Instance:
    """Read an instance file; each fault is named with its field, what was found and what is allowed."""
    try:
        return Instance.model_validate(read_json(path))
    except ValidationError as error:
        raise readable(error) from error


def readable(error: ValidationError) -> InvalidInput:
    """Turn what pydantic found into sentences, the first ten, without repeating whole records."""
    problems = field_problems(
        {**item, "input": item["input"] if isinstance(item["input"], str | int | float) else "this record"}
        for item in error.errors()[:10]
    )
    return InvalidInput(*problems)

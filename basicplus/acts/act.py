"""What an act is: one thing that a user can change, with its input, its service, and who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel, ValidationError, model_validator

from basicplus.access import Role
from basicplus.clock import Span
from basicplus.db import WriteSession
from basicplus.errors import InvalidInput, Problem, field_problems

ActRole = Role
COORDINATOR: tuple[ActRole, ...] = ("coordinator",)
FINANCE: tuple[ActRole, ...] = ("finance",)
OFFICE: tuple[ActRole, ...] = ("coordinator", "finance")
FINANCE_OR_ADMIN: tuple[ActRole, ...] = ("finance", "admin")
ADMIN: tuple[ActRole, ...] = ("admin",)
LAWYERS: tuple[ActRole, ...] = ("coordinator", "admin")
PROOF = {"name": "decision.txt", "content": "QXJyw6p0w6kgbWluaXN0w6lyaWVs"}
"""A document, as examples show it: its name, and its bytes in base64."""


@dataclass(frozen=True)
class Act:
    """An act: its name, the shape of its input, and the function that does it in a writing session.

    `run` is a service, or calls one; the first line of its docstring is what people read of the act.
    """

    name: str
    model: type[BaseModel]
    run: Callable[[WriteSession, Any], object]
    roles: tuple[ActRole, ...]
    example: Mapping[str, Any]
    shown_once: bool = False
    """Whether what it answers holds a secret, which nobody may keep."""

    @cached_property
    def says(self) -> str:
        """The act in one sentence."""
        return (self.run.__doc__ or "").split("\n")[0]

    def read(self, fields: Mapping[str, Any]) -> BaseModel:
        """Return the input that the fields make; InvalidInput names field, what was found, what is allowed."""
        unknown = self.unknown(fields)
        try:
            given = self.model.model_validate(dict(fields))
        except ValidationError as error:
            raise InvalidInput(*unknown, *field_problems(error.errors())) from None
        if unknown:
            raise InvalidInput(*unknown)
        return given

    def unknown(self, fields: Mapping[str, Any]) -> list[Problem]:
        """Return a problem for each field that the act does not have."""
        allowed = f"{self.name} has no such field; it has {', '.join(self.model.model_fields)}"
        return [
            Problem(name, str(found), allowed)
            for name, found in fields.items()
            if name not in self.model.model_fields
        ]


class Days(BaseModel):
    """Days in [from_on, until_on): `until_on` is the first day after the last."""

    from_on: date
    until_on: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on <= self.from_on:
            raise ValueError(f"until_on is the first day after the last: give a day after {self.from_on}")
        return self

    @property
    def span(self) -> Span:
        """The days as a span."""
        return Span(self.from_on, self.until_on)

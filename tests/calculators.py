"""The worked examples of the calculators, and the ways to run one: function, command, and address."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from basicplus.compliance.calculators import CALCULATORS
from basicplus.compliance.law import belgian_law

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "compliance/golden/calculators.toml").read_text("utf-8"), parse_float=Decimal
)["case"]


def plain(figures: Any) -> Any:
    """Figures as a program reads them from JSON."""
    return json.loads(json.dumps(figures, default=str))


def calculated(name: str, **inputs: Any) -> dict[str, Any]:
    """What the function of a calculator gives."""
    return plain(asdict(CALCULATORS[name](belgian_law(), **inputs)))  # type: ignore[no-any-return]


def options(inputs: dict[str, Any]) -> list[str]:
    """The inputs as options of the command."""
    found = []
    for name, value in inputs.items():
        found.append("--" + name.replace("_", "-"))
        if value is not True:
            found.append(written(value))
    return found


def written(value: Any) -> str:
    """An input as it is typed, or sent in an address."""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)

"""The worked examples of the calculators, and the ways to run one: function, command, and address."""

from __future__ import annotations

import inspect
import json
import tomllib
from dataclasses import asdict
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from basicplus.compliance import calculators as social_law
from basicplus.compliance.law import belgian_law
from basicplus.invoicing.budget import calculators as prices

CALCULATORS = social_law.CALCULATORS | prices.CALCULATORS
CASES: list[dict[str, Any]] = [
    case
    for golden in ("compliance/golden/calculators.toml", "invoicing/golden/prices.toml")
    for case in tomllib.loads((Path(__file__).parent / golden).read_text("utf-8"), parse_float=Decimal)["case"]
]


def plain(figures: Any) -> Any:
    """Figures as a program reads them from JSON."""
    return json.loads(json.dumps(figures, default=str))


def calculated(name: str, **inputs: Any) -> dict[str, Any]:
    """What the function of a calculator gives."""
    calculator = CALCULATORS[name]
    law = [belgian_law()] if "law" in inspect.signature(calculator).parameters else []
    return plain(asdict(calculator(*law, **inputs)))  # type: ignore[no-any-return]


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

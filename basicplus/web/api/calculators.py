"""The calculators of social law and of prices, one address each, made from their signatures; no records."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, get_args, get_type_hints

from fastapi import Query

from basicplus.clock import today
from basicplus.compliance.calculators import CALCULATORS
from basicplus.compliance.law import belgian_law
from basicplus.invoicing.budget import calculators as prices
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/calculators", tags=["calculators"])


def _answer(calculator: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that answers: it asks what the calculator asks, and sends its figures."""
    hints = get_type_hints(calculator, include_extras=True)
    parameters = inspect.signature(calculator).parameters
    asked = [_parameter(each, *get_args(hints[each.name])) for each in parameters.values() if each.name != "law"]
    law = [belgian_law()] if "law" in parameters else []

    def answer(**given: Any) -> Any:
        if "on" in given:
            given["on"] = given["on"] or today()
        return calculator(*law, **given)

    answer.__signature__ = inspect.Signature(asked, return_annotation=hints["return"])  # type: ignore[attr-defined]
    answer.__name__, answer.__doc__ = calculator.__name__, calculator.__doc__
    return answer


def _parameter(asked: inspect.Parameter, kind: Any, says: str) -> inspect.Parameter:
    if asked.name == "on":
        day = Annotated[date | None, Query(description=f"{says} Today if left out.")]
        return asked.replace(annotation=day, default=None)
    return asked.replace(annotation=Annotated[kind, Query(description=says)])


for _name, _calculator in (CALCULATORS | prices.CALCULATORS).items():
    router.get(f"/{_name}", openapi_extra=roles("anyone"))(_answer(_calculator))

"""What an agreement says, as it is given, and what its basis of price needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from basicplus.compliance.service import FileCreate
from basicplus.errors import invalid
from basicplus.rounding import RoundingRule
from basicplus.workers.models import Profession

Block = Literal[
    "purpose",
    "service",
    "pattern",
    "places",
    "safety",
    "hours",
    "price",
    "indexation",
    "absence",
    "notice",
    "liability",
    "rules",
]
Clause = Annotated[str, Field(min_length=1, max_length=4000)]
FEE_ONLY = ("index_code", "index_base_on", "index_each", "exact_fee_reason", "exact_fee_document")
"""Terms that only a flat fee has."""


class AgreementTerms(BaseModel):
    """What an agreement says; minutes a year, cents a month or year, `until_on` the first day after the last."""

    number: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    member: Annotated[str, Field(description="number of the member")]
    profession: Profession
    worker: Annotated[str | None, Field(description="number of the worker, when one is named")] = None
    basis: Literal["time_spent", "flat_fee", "pro_rata"]
    volume_minutes: Annotated[int, Field(gt=0)]
    rounding_rule: Annotated[RoundingRule, Field(description="how the time of visits is billed")] = (
        "exact-minutes-1"
    )
    fee_cents: Annotated[int, Field(ge=0)] | None = None
    fee_per: Literal["month", "year"] = "month"
    index_code: Annotated[
        str | None, Field(pattern=r"^[A-Z0-9-]{1,30}$", description="index that raises the fee; none if left out")
    ] = None
    index_base_on: Annotated[
        date | None, Field(description="a day of the month whose index the fee starts from")
    ] = None
    index_each: Annotated[Literal["january", "anniversary"] | None, Field(description="when it is raised")] = None
    exact_fee_reason: Annotated[
        str | None, Field(min_length=1, max_length=500, description="why the fee is the cost, not to be settled")
    ] = None
    exact_fee_document: Annotated[FileCreate | None, Field(description="what shows that the fee is the cost")] = (
        None
    )
    taxed_percent: Annotated[
        int, Field(ge=0, le=100, description="part that serves the taxed activity of the member")
    ] = 0
    school_weeks_only: bool = False
    places: Annotated[
        list[str], Field(description="codes of the sites where the worker goes; all of the member's if left out")
    ] = []
    notice_months: Annotated[int, Field(ge=0, le=24, description="months of notice that end it")] = 3
    internal_rules_version: Annotated[
        int | None, Field(gt=0, description="version of the internal rules that it refers to")
    ] = None
    clauses: Annotated[
        dict[Block, Clause], Field(description="own text of a block, beside what every agreement says there")
    ] = {}
    signed_on: date | None = None
    from_on: date
    until_on: date | None = None


class AgreementCreate(AgreementTerms):
    """An agreement with the pool that pays for it and, if pro rata, the key of its share."""

    pool_id: int
    key_id: int | None = None


def check_fee(terms: Mapping[str, object]) -> None:
    """Refuse a flat fee without its amount, and what only a flat fee can have on another basis.

    `terms` by the names of AgreementTerms. Raises InvalidInput, which names the first field.
    """
    given = [name for name in FEE_ONLY if terms[name] is not None]
    if terms["fee_per"] == "year":
        given.append("fee_per")
    if terms["basis"] != "flat_fee":
        if given:
            only = "only a flat fee has one: leave it out, or agree on a flat fee"
            raise invalid(given[0], terms["basis"], only)
        return
    if terms["fee_cents"] is None:
        raise invalid("fee_cents", "nothing", f"a flat fee agreement needs its fee a {terms['fee_per']}, in cents")
    for together, why in (
        (FEE_ONLY[:3], "an index needs its code, the month it starts from, and when it raises the fee"),
        (FEE_ONLY[3:], "an exact fee needs its reason and the document that shows it"),
    ):
        missing = [name for name in together if name not in given]
        if missing and len(missing) < len(together):
            raise invalid(missing[0], "nothing", why)

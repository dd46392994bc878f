"""The changes whose effect can be asked before they are decided: a key's weights, a price, a measure, a budget."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from basicplus.invoicing.budget.overhead import Measure

NotNegative = Annotated[int, Field(ge=0)]


class KeyChange(BaseModel):
    """Other weights of members in a key from a day on; members not named keep theirs."""

    change: Literal["key"] = "key"
    key: Annotated[str, Field(description="code of the key")]
    from_on: date
    weights: Annotated[dict[str, NotNegative], Field(min_length=1, description="by number of the member")]


class PriceChange(BaseModel):
    """Another hourly rate of a pool (1/10,000 EUR), another month of its pro rata shares (cents), or both."""

    change: Literal["price"] = "price"
    pool: Annotated[str, Field(description="code of the pool")]
    hourly_rate_e4: NotNegative | None = None
    pro_rata_month_cents: NotNegative | None = None


class PourChange(BaseModel):
    """Overhead poured by another measure than contract time: by hours agreed, or by own cost."""

    change: Literal["pour"] = "pour"
    measure: Measure


class BudgetChange(BaseModel):
    """The prices that the latest budget of the year proposes, instead of those in force."""

    change: Literal["budget"] = "budget"


Change = Annotated[KeyChange | PriceChange | PourChange | BudgetChange, Field(discriminator="change")]

"""What the group costs: pools, entries and estimates, payroll files, and the rules by which pools pour."""

from basicplus.invoicing.costs.entries import (
    Cost,
    CostCreate,
    CostStatus,
    book,
    costs_of,
    own_cents,
    pools_of_one,
)
from basicplus.invoicing.costs.models import (
    CostEstimate,
    CostMapping,
    MappedColumn,
    PourBy,
    PourRule,
    PourTarget,
)
from basicplus.invoicing.costs.pools import (
    PoolCreate,
    key_by_code,
    open_key,
    open_pool,
    pool_by_code,
    set_price_index,
    set_tariff,
    weigh,
    weigh_by_sites,
)
from basicplus.invoicing.costs.pouring import (
    Pouring,
    PourRuleCreate,
    Stretch,
    set_pour_rule,
    stretches_of,
)
from basicplus.invoicing.costs.side_by_side import CostLine, SideBySide, side_by_side

__all__ = [
    "Cost",
    "CostCreate",
    "CostEstimate",
    "CostLine",
    "CostMapping",
    "CostStatus",
    "MappedColumn",
    "PoolCreate",
    "PourBy",
    "PourRule",
    "PourRuleCreate",
    "PourTarget",
    "Pouring",
    "SideBySide",
    "Stretch",
    "book",
    "costs_of",
    "key_by_code",
    "open_key",
    "open_pool",
    "own_cents",
    "pool_by_code",
    "pools_of_one",
    "set_pour_rule",
    "set_price_index",
    "set_tariff",
    "side_by_side",
    "stretches_of",
    "weigh",
    "weigh_by_sites",
]

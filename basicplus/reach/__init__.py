"""Who sees which rows: the map of tables, and whom a worker or a member's people reach in it."""

from basicplus.reach.ids import scope_of
from basicplus.reach.tables import REACH

__all__ = ["REACH", "scope_of"]

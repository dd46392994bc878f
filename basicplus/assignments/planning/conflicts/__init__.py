"""What stands beside a draft: what rules find in it, and what no rule looks at."""

from basicplus.assignments.planning.conflicts.gathering import conflicts_of, facts_of
from basicplus.assignments.planning.conflicts.judging import conflicts
from basicplus.assignments.planning.conflicts.model import Agreed, Conflict, PlanFacts, Planned, TravelMinutes
from basicplus.assignments.planning.conflicts.wording import says

__all__ = [
    "Agreed",
    "Conflict",
    "PlanFacts",
    "Planned",
    "TravelMinutes",
    "conflicts",
    "conflicts_of",
    "facts_of",
    "says",
]

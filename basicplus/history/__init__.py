"""Time travel: records as they were known on a day, what differs between two, are they what was recorded."""

from basicplus.history.checks import altered_rows, altered_versions
from basicplus.history.differences import Difference, compare, differences
from basicplus.history.known import as_known, end_of, known, not_to_come
from basicplus.history.rows import begin

__all__ = [
    "Difference",
    "altered_rows",
    "altered_versions",
    "as_known",
    "begin",
    "compare",
    "differences",
    "end_of",
    "known",
    "not_to_come",
]

"""What to do when the plan is disturbed: who could replace whom, and the smallest change that serves everybody."""

from basicplus.assignments.repair.disturbances import Disturbance
from basicplus.assignments.repair.fit import Fit
from basicplus.assignments.repair.proposals import Proposal, Step
from basicplus.assignments.repair.repairing import repair
from basicplus.assignments.repair.replacing import Candidate, VisitReplace, replace_visit, replacements
from basicplus.assignments.repair.stops import Stop

__all__ = [
    "Candidate",
    "Disturbance",
    "Fit",
    "Proposal",
    "Step",
    "Stop",
    "VisitReplace",
    "repair",
    "replace_visit",
    "replacements",
]

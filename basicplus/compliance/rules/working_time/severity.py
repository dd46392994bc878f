"""How hard a limit is: the plan is refused, but hours that were done must be recordable, with a reason."""

from __future__ import annotations

from basicplus.compliance.findings import Severity
from basicplus.compliance.worktime import Work


def hard_in_the_plan(work: Work) -> Severity:
    """Refuse a plan; warn of hours done."""
    return "refuse" if work.is_plan else "warn"

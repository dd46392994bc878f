"""What must not be forgotten: the nightly audit, findings and their owners, duties by day, the head count."""

from basicplus.watch.audits import latest_audit, run_audit
from basicplus.watch.cases import assign_owner, close_case, list_cases, waive_case
from basicplus.watch.duties import Due, complete_duty, duties
from basicplus.watch.facts import WITNESS
from basicplus.watch.headcount import Heads, headcount
from basicplus.watch.models import AuditRun, Duty, FindingCase

__all__ = [
    "WITNESS",
    "AuditRun",
    "Due",
    "Duty",
    "FindingCase",
    "Heads",
    "assign_owner",
    "close_case",
    "complete_duty",
    "duties",
    "headcount",
    "latest_audit",
    "list_cases",
    "run_audit",
    "waive_case",
]

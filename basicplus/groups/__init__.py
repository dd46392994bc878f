"""The employer group itself: its identity, statutes and internal rules, and its dealings with the ministry."""

from basicplus.groups.corrections import GroupChange, change_group
from basicplus.groups.dossier import (
    ActivityReportCreate,
    ApplicationCreate,
    InternalRulesCreate,
    adopt_internal_rules,
    advice_given,
    apply,
    ask_advice,
    decide_application,
    send_report,
)
from basicplus.groups.facts import WITNESS
from basicplus.groups.holidays import ReplacementCreate, group_holidays, replace_holiday
from basicplus.groups.models import (
    ActivityReport,
    Application,
    Authorisation,
    Group,
    InternalRules,
    ReplacementDay,
    Statutes,
)
from basicplus.groups.service import (
    AuthorisationCreate,
    GroupCreate,
    StatutesCreate,
    WithdrawalCreate,
    adopt_statutes,
    authorise,
    committee_on,
    current,
    found,
    record_withdrawal,
)

__all__ = [
    "WITNESS",
    "ActivityReport",
    "ActivityReportCreate",
    "Application",
    "ApplicationCreate",
    "Authorisation",
    "AuthorisationCreate",
    "Group",
    "GroupChange",
    "GroupCreate",
    "InternalRules",
    "InternalRulesCreate",
    "ReplacementCreate",
    "ReplacementDay",
    "Statutes",
    "StatutesCreate",
    "WithdrawalCreate",
    "adopt_internal_rules",
    "adopt_statutes",
    "advice_given",
    "apply",
    "ask_advice",
    "authorise",
    "change_group",
    "committee_on",
    "current",
    "decide_application",
    "found",
    "group_holidays",
    "record_withdrawal",
    "replace_holiday",
    "send_report",
]

"""Hours: prefilled from the plan, submitted by the worker, checked, signed by each member for its own lines."""

from basicplus.assignments.timesheets.billing import bill, free, signed_unbilled
from basicplus.assignments.timesheets.disputes import (
    answer,
    answer_own,
    dispute,
    dispute_own,
    line_of_member,
    settle_dispute,
    threads,
)
from basicplus.assignments.timesheets.entries import (
    ClockTime,
    HoursCreate,
    correct,
    delete,
    instants,
    log,
    log_many,
    prefill,
)
from basicplus.assignments.timesheets.models import (
    HoursMessage,
    HoursMonth,
    HoursNotice,
    HoursNoticeEvent,
    TacitClause,
)
from basicplus.assignments.timesheets.periods import (
    check_open,
    close_month,
    closed_months,
    month_period,
    reopen_month,
)
from basicplus.assignments.timesheets.signing import line_as_seen, lines_sha256, sign, sign_own, to_sign
from basicplus.assignments.timesheets.steps import (
    check,
    check_lines,
    entries_of,
    lines_of,
    send_back,
    submit,
    uncheck_lines,
)

__all__ = [
    "ClockTime",
    "HoursCreate",
    "HoursMessage",
    "HoursMonth",
    "HoursNotice",
    "HoursNoticeEvent",
    "TacitClause",
    "answer",
    "answer_own",
    "bill",
    "check",
    "check_lines",
    "check_open",
    "close_month",
    "closed_months",
    "correct",
    "delete",
    "dispute",
    "dispute_own",
    "entries_of",
    "free",
    "instants",
    "line_as_seen",
    "line_of_member",
    "lines_of",
    "lines_sha256",
    "log",
    "log_many",
    "month_period",
    "prefill",
    "reopen_month",
    "send_back",
    "settle_dispute",
    "sign",
    "sign_own",
    "signed_unbilled",
    "submit",
    "threads",
    "to_sign",
    "uncheck_lines",
]

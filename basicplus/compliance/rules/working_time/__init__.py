"""Working time of a worker over all members together: weeks, days, periods, rest, schedules, extra hours."""

from basicplus.compliance.rules.working_time import days, extra_hours, free_days, part_time, periods, rest, weeks

RULES = tuple(
    rule for module in (days, extra_hours, free_days, part_time, periods, rest, weeks) for rule in module.RULES
)

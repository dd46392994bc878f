"""Two clocks of the ministerial authorisation: its end after an excess, and the decision on a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from basicplus.compliance.calculators.steps import Step, known, not_before, step
from basicplus.compliance.deadlines import advice_over, authorisation_ends, decision_due
from basicplus.compliance.law import Law
from basicplus.errors import invalid


@dataclass(frozen=True)
class AuthorisationEnd:
    """The day on which the authorisation ends by itself."""

    ends_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class DecisionClock:
    """The last day for the minister to decide; `advice_due_on` is None where no advice is asked."""

    suspended_days: int
    advice_due_on: date | None
    decides_by_on: date
    steps: tuple[Step, ...]


def authorisation_end(
    law: Law, *, exceeded_on: Annotated[date, "First day with more than the maximum of workers."]
) -> AuthorisationEnd:
    """Return the day on which an authorisation ends by itself after the maximum of workers is exceeded.

    The day of the excess + 3 calendar months; a month without that day ends on its last day (30 November gives
    28 February). Falling back to the maximum is not counted on to stop it. Refuses a day before 2017-02-01.
    Source: law of 12 August 2000, amended by the law of 5 March 2017 (GE-08).
    """
    months = known(law, "excess_grace_months", exceeded_on, "exceeded_on")
    ends_on = authorisation_ends(exceeded_on, months.value)
    formula = f"{exceeded_on} + {months.value} calendar months; last day of a shorter month"
    return AuthorisationEnd(ends_on=ends_on, steps=(step("Authorisation ends", formula, ends_on, months),))


def decision_clock(
    law: Law,
    *,
    received: Annotated[date, "Day the request was received."],
    advice_asked: Annotated[date | None, "Day the National Labour Council was asked."] = None,
    advice_given: Annotated[date | None, "Day its advice came."] = None,
) -> DecisionClock:
    """Return the last day on which the minister decides on a request, in calendar days.

    40 days from receipt, suspended from the day the National Labour Council is asked until its advice comes, for
    60 days at most; without a day of advice the full 60 are counted. Silence after that day is no authorisation.
    Whether calendar or working days are meant is open: calendar days are counted. Refuses days out of order, or
    before 2017-02-01. Source: law of 12 August 2000, amended by the law of 5 March 2017 (GE-03).
    """
    advice = known(law, "advice_days", received, "received")
    days = known(law, "decision_days", received, "received")
    decides_by_on = decision_due(received, advice_asked, advice_given, days.value, advice.value, working=False)
    suspended = (decides_by_on - received).days - days.value
    advice_due_on = None
    steps = []
    if advice_asked is not None:
        not_before("advice_asked", advice_asked, "received", received)
        advice_due_on = advice_asked + timedelta(days=advice.value)
        until = advice_over(advice_asked, advice_given, advice.value)
        not_before("advice_given", until, "advice_asked", advice_asked)
        formula = f"from {advice_asked} until {until}, {advice.value} days at most"
        steps.append(step("Clock suspended for the advice", formula, f"{suspended} days", advice))
    elif advice_given is not None:
        raise invalid("advice_given", advice_given, "give the day the advice was asked too (advice_asked)")
    formula = f"{received} + {days.value} calendar days + {suspended} days suspended"
    steps.append(step("Minister decides by", formula, decides_by_on, days))
    return DecisionClock(
        suspended_days=suspended, advice_due_on=advice_due_on, decides_by_on=decides_by_on, steps=tuple(steps)
    )

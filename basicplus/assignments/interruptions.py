"""What stops planned work: a strike or lock-out at a member, the withdrawal of the authorisation."""

from __future__ import annotations

from sqlmodel import col, select

from basicplus import groups, members
from basicplus.assignments.models import Visit
from basicplus.assignments.planning import call_off
from basicplus.clock import Span, uncovered
from basicplus.db import WriteSession
from basicplus.groups import Authorisation, WithdrawalCreate
from basicplus.members import Strike, StrikeCreate


def open_strike(session: WriteSession, strike: StrikeCreate) -> Strike:
    """Record a strike or lock-out at a member and cancel the visits planned there on its days.

    Hours logged there on those days are corrected first: the gate refuses otherwise (GE-10).
    """
    row = members.record_strike(session, strike)
    span = Span.of(row.from_on, row.until_on)
    call_off(session, strike.member, span, row.kind, col(Visit.member_id) == row.member_id)
    return row


def withdraw(session: WriteSession, withdrawal: WithdrawalCreate) -> Authorisation:
    """Record that the minister withdraws an authorisation, and cancel the visits planned without one (GE-20).

    Visits on days of another authorisation stay. Hours logged after that day are corrected first: the gate refuses
    otherwise (GE-01).
    """
    row = groups.record_withdrawal(session, withdrawal)
    others = [Span.of(each.from_on, each.until_on) for each in session.exec(select(Authorisation))]
    for span in uncovered(Span(withdrawal.effective_on), others):
        call_off(session, withdrawal.reference, span, "authorisation withdrawn")
    return row

"""Acts on the calendar: when members are open, and edits of the recurring visits of an assignment."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import assignments, members
from basicplus.acts.act import COORDINATOR, OFFICE, Act
from basicplus.compliance.communities import Community
from basicplus.db import WriteSession


class Reopening(BaseModel):
    """The first day of a closure that is taken back."""

    member: Annotated[str, Field(description="number of the member")]
    from_on: date


class CommunityChoice(BaseModel):
    """Whose school calendar a member follows; if nothing is said, its language and postal code tell."""

    member: Annotated[str, Field(description="number of the member")]
    community: Community | None = None


class AssignmentEnd(BaseModel):
    """The first day without visits of an assignment."""

    assignment: Annotated[int, Field(description="id of the assignment")]
    until_on: date


def reopen_member(session: WriteSession, given: Reopening) -> object:
    """Take back the closure of a member that begins on a day."""
    return members.reopen_member(session, given.member, given.from_on)


def choose_community(session: WriteSession, given: CommunityChoice) -> object:
    """Say whose school calendar a member follows."""
    return members.choose_community(session, given.member, given.community)


def end_assignment(session: WriteSession, given: AssignmentEnd) -> object:
    """End an assignment; refused if hours from that day on are recorded."""
    return assignments.end_assignment(session, given.assignment, given.until_on)


ACTS = (
    Act(
        "set-opening",
        members.OpeningCreate,
        members.set_opening,
        OFFICE,
        {
            "member": "M900",
            "from_on": "2026-01-01",
            "half_days": "mon am pm; tue am pm; wed am; thu am pm; fri am pm",
        },
    ),
    Act(
        "close-member",
        members.ClosureCreate,
        members.close_member,
        OFFICE,
        {"member": "M900", "from_on": "2026-03-09", "reason": "pedagogical_day"},
    ),
    Act("reopen-member", Reopening, reopen_member, OFFICE, {"member": "M900", "from_on": "2026-03-09"}),
    Act(
        "choose-community",
        CommunityChoice,
        choose_community,
        OFFICE,
        {"member": "M900", "community": "french"},
    ),
    Act(
        "add-day",
        assignments.ExtraDay,
        assignments.add_day,
        COORDINATOR,
        {"assignment": 1, "day": "2026-03-03", "start_time": "13:00", "minutes": 120},
    ),
    Act(
        "change-day",
        assignments.DayChange,
        assignments.change_day,
        COORDINATOR,
        {"assignment": 1, "day": "2026-03-16", "to_day": "2026-03-17"},
    ),
    Act(
        "change-all-days",
        assignments.SeriesChange,
        assignments.change_all,
        COORDINATOR,
        {"assignment": 1, "start_time": "08:30"},
    ),
    Act(
        "change-later-days",
        assignments.LaterChange,
        assignments.change_later,
        COORDINATOR,
        {"assignment": 1, "day": "2026-03-23", "rule": "FREQ=WEEKLY;BYDAY=TU", "school_weeks_only": True},
    ),
    Act(
        "end-assignment",
        AssignmentEnd,
        end_assignment,
        COORDINATOR,
        {"assignment": 2, "until_on": "2027-01-01"},
    ),
)

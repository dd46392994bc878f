"""Acts on reminders: their steps, for whom they rest, and writing those of a day."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus.acts.act import FINANCE, Act
from basicplus.clock import DayCome
from basicplus.db import WriteSession
from basicplus.invoicing import reminders


class Resuming(reminders.OfReminders):
    """A member, or a document of one, of which reminders are written again from a day on."""

    on: date


class Reminding(BaseModel):
    """The day of which the reminders are written."""

    on: DayCome


def resume_reminders(session: WriteSession, given: Resuming) -> object:
    """Remind a member, or of a document, again from a day on."""
    return reminders.resume_reminders(session, given, given.on)


def remind(session: WriteSession, given: Reminding) -> object:
    """Write the reminders of a day, to be sent; what they claim is booked nowhere."""
    return reminders.remind(session, given.on)


TEXT = {"subject": "{amount} à payer", "body": "Madame, Monsieur,\n\nMerci de payer {amount} au compte {iban}."}
ACTS = (
    Act(
        "set-reminder-steps",
        reminders.StepsCreate,
        reminders.set_steps,
        FINANCE,
        {"steps": [{"after_days": 10, "least_cents": 500, "texts": {"fr": TEXT}}, {"after_days": 30}]},
    ),
    Act(
        "stop-reminders",
        reminders.StopCreate,
        reminders.stop_reminders,
        FINANCE,
        {"document": "2026-000001", "from_on": "2026-03-16", "why": "Le membre conteste les heures du 3 février"},
    ),
    Act(
        "resume-reminders",
        Resuming,
        resume_reminders,
        FINANCE,
        {"document": "2026-000001", "on": "2026-04-01"},
    ),
    Act("remind", Reminding, remind, FINANCE, {"on": "2026-04-20"}),
)

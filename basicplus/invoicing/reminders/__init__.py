"""Reminders in steps: who is reminded of what on a day, the letter and its way, and who is left alone."""

from basicplus.invoicing.reminders.due import LeftOut, Step, Stop
from basicplus.invoicing.reminders.letter import Letter, render_letter
from basicplus.invoicing.reminders.models import Reminder, ReminderEvent, ReminderStep, ReminderStop
from basicplus.invoicing.reminders.reading import ReminderLine, letter_of, reminders
from basicplus.invoicing.reminders.sending import Line, send_due
from basicplus.invoicing.reminders.steps import (
    OfReminders,
    StepsCreate,
    StopCreate,
    resume_reminders,
    set_steps,
    steps_of,
    stop_reminders,
    stops_of,
)
from basicplus.invoicing.reminders.writing import Preview, preview, remind

__all__ = [
    "LeftOut",
    "Letter",
    "Line",
    "OfReminders",
    "Preview",
    "Reminder",
    "ReminderEvent",
    "ReminderLine",
    "ReminderStep",
    "ReminderStop",
    "Step",
    "StepsCreate",
    "Stop",
    "StopCreate",
    "letter_of",
    "preview",
    "remind",
    "reminders",
    "render_letter",
    "resume_reminders",
    "send_due",
    "set_steps",
    "steps_of",
    "stop_reminders",
    "stops_of",
]

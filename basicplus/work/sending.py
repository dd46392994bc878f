"""What leaves by mail or Peppol, as long work: documents, reminders, the published plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from basicplus.acts.jobs import DeliveryWork, SendingWork
from basicplus.assignments import planning
from basicplus.clock import now, parse_period
from basicplus.config import Settings
from basicplus.db import Database
from basicplus.invoicing import delivery, reminders
from basicplus.invoicing.delivery.transports import mailer_of
from basicplus.jobs import Job, Outcome, Step


def delivery_run(database: Database, group: str, job: Job, given: DeliveryWork, step: Step) -> Outcome:
    """Queue the documents of a period, if one is named, and send what is due."""
    queued = 0
    if given.period is not None:
        with database.writing(group, job.asked_by) as session:
            queued = len(delivery.queue_documents(session, now(), parse_period(given.period).name, []))
    step(0, queued, "sending")
    ways = delivery.transports(Settings())
    done = delivery.run_due(database, group, job.asked_by, ways.by_channel, now)
    if ways.access_point:
        done.lines += delivery.ask_access_point(database, group, job.asked_by, ways.access_point, now)
    waiting = {"waiting": sum(done.waiting.values())} if done.waiting else {}
    return Outcome(counted(done.lines) | waiting | {"queued": queued})


def reminder_sending(database: Database, group: str, job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Send the reminders that were written and not sent yet."""
    step(0, 0, "sending")
    mailer = mailer_of(Settings())
    return Outcome(mailed(mailer, reminders.send_due(database, group, job.asked_by, mailer, None, now, [])))


def telling(database: Database, group: str, job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Tell everybody of the published plan who was not told yet."""
    step(0, 0, "sending")
    mailer = mailer_of(Settings())
    return Outcome(mailed(mailer, planning.tell_due(database, group, job.asked_by, mailer, now)))


def mailed(mailer: object | None, lines: Iterable[Any]) -> dict[str, Any]:
    """Return how many mails ended in each state, and that there is no mail server where that is why they wait."""
    return counted(lines) | ({} if mailer else {"mail_server": False})


def counted(lines: Iterable[Any]) -> dict[str, Any]:
    """Return how many lines ended in each state."""
    return dict(sorted(Counter(line.state for line in lines).items()))

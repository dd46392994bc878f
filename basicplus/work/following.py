"""What days bring of themselves, as long work: signatures to follow up, people to let go, webhooks to call."""

from __future__ import annotations

from collections import Counter

from basicplus import privacy, webhooks
from basicplus.acts.jobs import RetentionWork, SendingWork
from basicplus.assignments import timesheets
from basicplus.clock import now, today
from basicplus.compliance.law import belgian_law
from basicplus.config import Settings
from basicplus.db import Database
from basicplus.invoicing.delivery.transports import mailer_of
from basicplus.jobs import Job, Outcome, Step
from basicplus.work.sending import mailed


def month_follow_up(database: Database, group: str, job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Approve what silence approves, write the reminders that are due, and send all e-mails that wait.

    Approvals come first: who has approved by silence is not reminded. A second run finds nothing left to do.
    """
    step(0, 3, "approving")
    with database.writing(group, job.asked_by) as session:
        approved = len(timesheets.approve_tacitly(session, today()))
    step(1, 3, "reminding")
    with database.writing(group, job.asked_by) as session:
        reminders = len(timesheets.write_reminders(session, now()))
        to_call = sum(each.is_to_call for each in timesheets.silent(session, today()))
    step(2, 3, "sending")
    mailer = mailer_of(Settings())
    lines = timesheets.tell_due(database, group, job.asked_by, mailer, now)
    unsent = sorted({f"{line.party}: {line.says}" for line in lines if mailer and line.state != "told"})
    result = {"approved": approved, "reminders": reminders, "to_call": to_call, "problems": unsent}
    return Outcome(mailed(mailer, lines) | result, page=f"/g/{group}/month")


def retention(database: Database, group: str, job: Job, given: RetentionWork, step: Step) -> Outcome:
    """Let the people go whom no rule keeps any more, or say whom it would be; the deletion log keeps each.

    Who is not due, as after a run that was cut short, is passed over.
    """
    step(0, 0, "judging")
    with database.reading(group) as session:
        due = privacy.due(session, belgian_law(), today())
    chosen = [each for each in due if not given.only or each.subject in given.only]
    if chosen and not given.dry_run:
        step(0, len(chosen), "letting_go")
        with database.writing(group, job.asked_by) as session:
            privacy.let_go(session, privacy.RetentionRun(only=[each.subject for each in chosen]))
    told = [f"{each.subject}: {each.last.rule}, {each.last.keep_until_on}" for each in chosen]
    gone = 0 if given.dry_run else len(chosen)
    return Outcome({"let_go": gone, "people": told, "dry_run": given.dry_run})


def webhook_sending(database: Database, group: str, _job: Job, _given: SendingWork, step: Step) -> Outcome:
    """Tell webhooks what happened since, and again what they did not accept, until nothing is due."""
    sent: list[webhooks.Sent] = []
    step(0, 0, "sending")
    while part := webhooks.send_due(database, group, now, private=Settings().webhooks_private):
        sent += part
        step(len(sent), 0, "sending")
    states = Counter("sent" if each.accepted else "failed" for each in sent)
    problems = sorted({f"{each.webhook}: {each.says}" for each in sent if not each.accepted})
    return Outcome({"sent": states["sent"], "failed": states["failed"], "problems": problems})

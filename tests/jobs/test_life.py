"""The life of a job: asked for once, taken up by one worker, cancelled, ended; each step in the journal."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Event

import pytest
from pydantic import BaseModel
from sqlmodel import select

from basicplus import jobs, verification
from basicplus.compliance.service import FileCreate
from basicplus.db import Database
from basicplus.errors import Conflict, invalid
from basicplus.jobs import Job, Kind, Outcome, Step
from basicplus.jobs.passing import beat
from basicplus.jobs.service import MOST_ATTEMPTS, STALE, claim, finish
from basicplus.journal import JournalEntry
from tests import cast


class Counting(BaseModel):
    """How far to count, and where to fail."""

    up_to: int = 3
    fails_at: int | None = None
    file: FileCreate | None = None


def count(_database: Database, _group: str, job: Job, given: Counting, step: Step) -> Outcome:
    for number in range(1, given.up_to + 1):
        if number == given.fails_at:
            raise invalid("up_to", number, "a number below")
        step(number, given.up_to, "counting")
    if given.up_to == 0:
        raise ZeroDivisionError
    read = given.file.content.decode() if given.file else ""
    return Outcome({"counted": given.up_to, "read": read}, [jobs.File("sum.txt", b"6")], "/g/demo")


KINDS = {"count": Kind("count", Counting, count)}


def ask(database: Database, **fields: object) -> int:
    with cast.writing(database) as session:
        return jobs.request(session, "count", Counting.model_validate(fields)).id


def work(database: Database) -> int:
    return jobs.work(database, KINDS, ending=Event(), once=True)


def job(database: Database, job_id: int) -> Job:
    with cast.reading(database) as session:
        return jobs.job_by_id(session, job_id)


def journaled(database: Database) -> list[tuple[str, str, str]]:
    with cast.reading(database) as session:
        query = select(JournalEntry).where(JournalEntry.seq > cast.ACTS).order_by(JournalEntry.seq)
        return [(entry.actor, entry.act, entry.subject) for entry in session.exec(query)]


def test_a_job_is_asked_for_done_and_its_result_kept(database: Database) -> None:
    given = FileCreate.model_validate({"name": "numbers.txt", "content": "MSAyIDM="})
    number = ask(database, file=given.model_dump(mode="json"))
    assert work(database) == 1
    done = job(database, number)
    assert (done.state, done.asked_by, done.error, done.page) == ("done", cast.COORDINATOR, "", "/g/demo")
    assert jobs.result_of(done) == {"counted": 3, "read": "1 2 3"}
    with cast.reading(database) as session:
        pulse, made = jobs.pulse_of(session, number), jobs.file_of(session, number, "made", "sum.txt")
        assert (pulse.done, pulse.total, pulse.words) == (3, 3, "counting")
        assert (made.content, made.media_type) == (b"6", "text/plain")
        assert verification.verify(session, "demo").problems == []
    assert journaled(database) == [
        (cast.COORDINATOR, "request job", f"count {number}"),
        ("basicplus", "start job", f"count {number}"),
        ("basicplus", "end job", f"count {number}"),
    ]


def test_the_same_work_is_not_asked_for_twice_while_it_waits(database: Database) -> None:
    number = ask(database)
    with pytest.raises(Conflict, match=f"Job {number}, asked for by Chantal Noël, does this already"):
        ask(database)
    work(database)
    assert ask(database) > number


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"fails_at": 2}, "up_to: found '2'; a number below"),
        (
            {"up_to": 0},
            "Something went wrong on our side. What was not saved is as before; the server's log says more.",
        ),
    ],
)
def test_a_job_that_fails_says_why_in_a_sentence(database: Database, fields: dict[str, int], error: str) -> None:
    number = ask(database, **fields)
    work(database)
    assert (job(database, number).state, job(database, number).error) == ("failed", error)


def test_a_job_that_waits_is_cancelled_at_once_and_never_taken_up(database: Database) -> None:
    number = ask(database)
    with cast.writing(database) as session:
        jobs.cancel(session, number)
    assert (work(database), job(database, number).state) == (0, "cancelled")
    with pytest.raises(Conflict, match="nothing to cancel"), cast.writing(database) as session:
        jobs.cancel(session, number)


def test_a_running_job_stops_at_its_next_step_after_it_was_cancelled(database: Database) -> None:
    def cancelled_meanwhile(opened: Database, _group: str, running: Job, _given: Counting, step: Step) -> Outcome:
        with cast.writing(opened) as session:
            jobs.cancel(session, running.id)
        for _ in range(100):
            Event().wait(0.1)
            step(1, 2, "counting")
        return Outcome()

    number = ask(database)
    jobs.work(database, {"count": Kind("count", Counting, cancelled_meanwhile)}, ending=Event(), once=True)
    assert job(database, number).state == "cancelled"


def test_a_worker_that_ends_puts_its_job_back(database: Database) -> None:
    ending = Event()

    def told_to_end(_database: Database, _group: str, _job: Job, _given: Counting, step: Step) -> Outcome:
        ending.set()
        step(1, 2, "counting")
        return Outcome()

    number = ask(database)
    jobs.work(database, {"count": Kind("count", Counting, told_to_end)}, ending=ending)
    assert (job(database, number).state, job(database, number).attempts) == ("queued", 0)
    assert (work(database), job(database, number).state) == (1, "done")


def fall_silent(database: Database, job_id: int) -> None:
    """Let the last word of a worker be an old one."""
    asked = job(database, job_id)
    with database.noting(asked.group_id) as session:
        beat(session, job_id, asked.asked_at - STALE - timedelta(minutes=1), 1, 3, "counting")


def test_a_job_whose_worker_fell_silent_is_taken_up_by_another_who_alone_may_end_it(database: Database) -> None:
    number = ask(database)
    with cast.writing(database) as session:
        dead = claim(session, KINDS)
        assert dead is not None
    assert work(database) == 0
    fall_silent(database, number)
    assert (work(database), job(database, number).state) == (1, "done")
    with pytest.raises(Conflict, match="no longer this worker's"), cast.writing(database) as session:
        finish(session, dead, "done", Outcome())


def test_a_job_that_kills_its_workers_is_given_up(database: Database) -> None:
    number = ask(database)
    for _ in range(MOST_ATTEMPTS):
        with cast.writing(database) as session:
            claim(session, KINDS)
        fall_silent(database, number)
    assert work(database) == 0
    assert (job(database, number).state, job(database, number).error[:25]) == (
        "failed",
        "It was taken up 3 times, ",
    )


def test_work_that_nobody_here_knows_is_left_for_another_worker(database: Database) -> None:
    number = ask(database)
    assert jobs.work(database, {}, ending=Event(), once=True) == 0
    assert job(database, number).state == "queued"


def test_work_runs_by_itself_once_for_each_occasion(database: Database, freezer: object) -> None:
    freezer.move_to("2026-02-10T00:30:00+00:00")  # type: ignore[attr-defined]
    with cast.writing(database) as session:
        jobs.schedule(session, "count", "day", 2, date(2026, 2, 10))
    assert work(database) == 0
    freezer.move_to("2026-02-10T01:30:00+00:00")  # type: ignore[attr-defined]
    assert (work(database), work(database)) == (1, 0)
    freezer.move_to("2026-02-13T01:30:00+00:00")  # type: ignore[attr-defined]
    assert (work(database), work(database)) == (1, 0)
    with cast.reading(database) as session:
        asked = [(each.asked_by, each.scheduled_on, each.state) for each in jobs.list_jobs(session)]
    assert asked == [("basicplus", date(2026, 2, 13), "done"), ("basicplus", date(2026, 2, 10), "done")]
    with cast.writing(database) as session:
        jobs.schedule(session, "count", "never", 2, date(2026, 2, 14))
    freezer.move_to("2026-02-20T01:30:00+00:00")  # type: ignore[attr-defined]
    assert work(database) == 0

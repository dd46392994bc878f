"""The annual leave that the payroll office states for each invented worker; it says what their absences take."""

from __future__ import annotations

from datetime import date

from basicplus import workers
from basicplus.db import WriteSession
from basicplus.demo.workers import InventedWorker

WEEKS, SINGLE_DAYS = 4, 2
SOURCE = "Secrétariat social (inventé) : congés légaux et extralégaux"


def entitle(session: WriteSession, worker: InventedWorker) -> None:
    """Record four weeks and two days for the year of a worker's absences and for the next one."""
    first = min((absence.from_on.year for absence in worker.absences), default=None)
    for year in (first, first + 1) if first else ():
        given = workers.EntitlementCreate(
            worker=worker.number,
            year=year,
            days=WEEKS * len(worker.pattern) + SINGLE_DAYS,
            stated_on=date(year, 1, 15),
            source=SOURCE,
        )
        workers.record_entitlement(session, given)

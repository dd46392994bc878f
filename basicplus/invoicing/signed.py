"""Signed hours as documents print them: who, where, when, signed by whom and when."""

from __future__ import annotations

from basicplus.assignments import SignOff, TimeEntry
from basicplus.clock import BRUSSELS, brussels_day
from basicplus.invoicing.documents.content import SignedHours


def signed_hours(agreement: str, entry: TimeEntry, worker: str, site: str, signature: SignOff) -> SignedHours:
    """Return a signed time entry in Brussels time, by the names of its agreement, worker and site."""
    return SignedHours(
        agreement=agreement,
        day=entry.day,
        starts=f"{entry.starts_at.astimezone(BRUSSELS):%H:%M}",
        ends=f"{entry.ends_at.astimezone(BRUSSELS):%H:%M}",
        minutes=entry.minutes,
        worker=worker,
        site=site,
        signed_by=signature.signed_by,
        signed_on=brussels_day(signature.signed_at),
    )

"""What the members weigh in the allocation keys, day by day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlmodel import col, select

from basicplus.assignments import Agreement
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.allocation import weight_days
from basicplus.invoicing.models import AllocationKey, KeyWeight


class KeyWeights:
    """The weight of every agreement in its key: recorded from a day on, or what the kind of key says."""

    def __init__(self, session: GroupSession) -> None:
        self._kinds = {key.id: key.kind for key in session.exec(select(AllocationKey))}
        self._dated: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
        columns = KeyWeight.key_id, KeyWeight.member_id, KeyWeight.from_on, KeyWeight.weight
        for key_id, member_id, *dated in session.rows(pick(*columns).order_by(col(KeyWeight.from_on))):
            self._dated[key_id, member_id].append(dated)

    def over(self, agreement: Agreement, span: Span) -> int:
        """Return the sum of the weight on each day of a span that the agreement holds; zero if none is recorded.

        In a key of kind `equal` every agreement weighs 1 a day, in one of kind `hours` its minutes agreed a year.
        """
        days = span & Span.of(agreement.from_on, agreement.until_on)
        if agreement.key_id is None or not days:
            return 0
        kind = self._kinds[agreement.key_id]
        if kind != "recorded":
            return days.length * (1 if kind == "equal" else agreement.volume_minutes)
        return weight_days(self._dated[agreement.key_id, agreement.member_id], days)

"""Which documents are to be reminded of on a day, at which step, and why others are not: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from basicplus.clock import FOREVER, Span
from basicplus.invoicing.documents.statement import OpenDocument

LeftOutBecause = Literal["stopped", "disputed", "waiting", "last_step", "credit", "small"]


@dataclass(frozen=True)
class Step:
    """A step: a document comes to it `after_days` after its due day, and `wait_days` after the step before.

    `least_cents` is the least that a letter of this step asks for. `texts` are subject and body by language.
    """

    position: int
    after_days: int
    wait_days: int
    least_cents: int = 0
    claims_interest: bool = False
    claims_lump_sum: bool = False
    texts: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Earlier:
    """A step that a document has had."""

    step: int
    written_on: date


@dataclass(frozen=True)
class Stop:
    """Days on which a member is reminded of nothing, or of one document not."""

    member: str
    days: Span
    why: str
    document: str | None = None


@dataclass(frozen=True)
class Due:
    """A reminder to be written: the documents of a member with the step of each, and the letter's, the highest."""

    member: str
    step: Step
    documents: tuple[tuple[OpenDocument, int], ...]

    @property
    def open_cents(self) -> int:
        """What is open of its documents."""
        return sum(document.open_cents for document, _ in self.documents)


@dataclass(frozen=True)
class LeftOut:
    """A late document that no reminder names, and why; from `until_on` on that may be over by itself."""

    member: str
    document: str
    because: LeftOutBecause
    says: str
    until_on: date | None = None


def due_reminders(
    documents: Mapping[str, Sequence[OpenDocument]],
    credit_cents: Mapping[str, int],
    steps: Sequence[Step],
    earlier: Mapping[str, Sequence[Earlier]],
    stops: Sequence[Stop],
    on: date,
) -> tuple[list[Due], list[LeftOut]]:
    """Return the reminders of a day, one a member, and the late documents that they leave out.

    Open documents and credit are given by member, earlier steps by document. Steps come in order: a document has
    each once. A credit of the member that reaches for all that is late and not stopped needs no reminder.
    """
    due: list[Due] = []
    left_out: list[LeftOut] = []
    for member, opened in sorted(documents.items()):
        late = [document for document in opened if document.due_on < on]
        found, others = _of_member(member, late, credit_cents.get(member, 0), steps, earlier, stops, on)
        due += [found] if found else []
        left_out += others
    return due, left_out


def _of_member(
    member: str,
    late: Sequence[OpenDocument],
    credit_cents: int,
    steps: Sequence[Step],
    earlier: Mapping[str, Sequence[Earlier]],
    stops: Sequence[Stop],
    on: date,
) -> tuple[Due | None, list[LeftOut]]:
    left_out: list[LeftOut] = []
    asked: list[tuple[OpenDocument, Step]] = []
    owed_cents = 0
    for document in late:
        if stop := _stopped(member, document, stops, on):
            left_out.append(stop)
            continue
        owed_cents += document.open_cents
        reached = _next(member, document, steps, earlier.get(document.number, ()), on)
        if isinstance(reached, LeftOut):
            left_out.append(reached)
        else:
            asked.append((document, reached))
    if not asked:
        return None, left_out
    found = Due(
        member,
        max((step for _, step in asked), key=lambda step: step.position),
        tuple((document, step.position) for document, step in asked),
    )
    because: LeftOutBecause | None = None
    if credit_cents >= owed_cents:
        because, says = "credit", "the member's credit reaches for all that is late"
    elif found.open_cents < found.step.least_cents:
        because, says = (
            "small",
            f"less than the {found.step.least_cents} cents from which step {found.step.position} asks",
        )
    if because is None:
        return found, left_out
    return None, left_out + [LeftOut(member, document.number, because, says) for document, _ in asked]


def _stopped(member: str, document: OpenDocument, stops: Sequence[Stop], on: date) -> LeftOut | None:
    for stop in stops:
        if stop.member == member and stop.document in (None, document.number) and on in stop.days:
            because: LeftOutBecause = "stopped" if stop.document is None else "disputed"
            until_on = None if stop.days.until_on == FOREVER else stop.days.until_on
            return LeftOut(member, document.number, because, stop.why, until_on)
    return None


def _next(
    member: str, document: OpenDocument, steps: Sequence[Step], had: Sequence[Earlier], on: date
) -> Step | LeftOut:
    """Return the step that a document comes to on a day: the one after its last, once its days are over."""
    last = max(had, key=lambda each: each.step, default=None)
    following = [
        step for step in sorted(steps, key=lambda step: step.position) if not last or step.position > last.step
    ]
    if not following:
        return LeftOut(member, document.number, "last_step", "it has had every step: talk to the member")
    step = following[0]
    from_on = document.due_on + timedelta(days=step.after_days)
    if had:
        from_on = max(from_on, max(each.written_on for each in had) + timedelta(days=step.wait_days))
    if on < from_on:
        return LeftOut(member, document.number, "waiting", f"step {step.position} comes on {from_on}", from_on)
    return step

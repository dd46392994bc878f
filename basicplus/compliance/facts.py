"""What the rules look at: plain frozen facts, gathered from the rows of the packages above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from basicplus.clock import BRUSSELS, Span, uncovered
from basicplus.compliance.questions import open_questions
from basicplus.compliance.worktime import Work, cut

SchemeKind = Literal["flexible", "four_day_week", "night", "sunday", "short_notice", "extra_hours"]
UsualWeek = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Authorisation:
    """A ministerial authorisation and the days it holds; `organiser` is the enterprise number of one imposed."""

    reference: str
    span: Span
    granted_on: date | None = None
    joint_committee: str = ""
    organiser: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Application:
    """An application for an authorisation; `committee_known` says that it is the committee of a member."""

    reference: str
    received_on: date
    registered_letter: bool
    internal_rules_version: int | None
    proposed_committee: str
    committee_known: bool
    advice_asked_on: date | None = None
    advice_given_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Statutes:
    """The legal form on some days; `new` says that the group takes that form on the first of them."""

    legal_form: str
    span: Span
    new: bool


@dataclass(frozen=True)
class InternalRules:
    """A version of the internal rules, and the days it is in force."""

    version: int
    span: Span


@dataclass(frozen=True)
class ActivityReport:
    """The activity report on a year, and the day it was sent."""

    year: int
    sent_on: date


@dataclass(frozen=True)
class Incident:
    """An excess that nobody closed: when the maximum was exceeded, and when the authorisation ends by itself."""

    exceeded_on: date
    ends_on: date


@dataclass(frozen=True)
class Membership:
    """The days a member belongs to the group; `effective` is false for an adherent member.

    `entries` are the (decision known, entered in the register) days of its admission and of its end.
    """

    member: str
    span: Span
    effective: bool
    enterprise_number: str = ""
    joint_committee: str = ""
    acknowledged_on: date | None = None
    internal_rules_version: int | None = None
    entries: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Strike:
    """The days of a strike or a lock-out at a member; who takes part is nobody's business here."""

    member: str
    kind: Literal["strike", "lockout"]
    span: Span


@dataclass(frozen=True)
class AbroadNotice:
    """A member told the group beforehand that work will be done in another state on some days."""

    member: str
    country: str
    noticed_on: date
    span: Span


@dataclass(frozen=True)
class VatStatus:
    """What a member said of its VAT status from a day on; `attested_until_on` is None if it did not sign it."""

    member: str
    span: Span
    taxable_percent: int
    attested_until_on: date | None = None


@dataclass(frozen=True)
class OtherGroup:
    """Another employer group that a member also belongs to."""

    member: str
    name: str


@dataclass(frozen=True)
class PayScale:
    """What a scale of the joint committee pays for a month of full time, in cents, during a span."""

    code: str
    span: Span
    month_cents: int


@dataclass(frozen=True)
class Terms:
    """What a contract says during a span, first or by amendment: weekly minutes, committee; pay, if known.

    `usual` holds the periods of the usual week as (weekday, first minute, last minute), Monday being 0; it is
    empty where none was agreed. A `variable` schedule is told to the worker in advance, each time.
    """

    span: Span
    week_minutes: int
    full_time_minutes: int
    usual: UsualWeek = ()
    variable: bool = False
    joint_committee: str = ""
    gross_month_cents: int | None = None
    scale: str = ""

    @property
    def part_time(self) -> bool:
        """Fewer minutes a week than full time."""
        return self.week_minutes < self.full_time_minutes


@dataclass(frozen=True)
class Contract:
    """An employment contract; `signed_on` is None until both have signed."""

    worker: str
    number: str
    span: Span
    signed_on: date | None
    purpose_clause: bool
    terms: tuple[Terms, ...]
    target_group: bool = False
    supervisor: bool = False


@dataclass(frozen=True)
class Supply:
    """An agreement that puts workers at a member's disposal during a span."""

    agreement: str
    member: str
    span: Span
    signed_on: date | None = None


@dataclass(frozen=True)
class Presence:
    """A planned visit or worked hours in [starts_at, ends_at); the member served, and under which agreement.

    `told_on` is the day on which the worker was told of a visit. One that is `drafted` can be told then at the
    earliest; None where nobody said when. `country` is that of the site, by its two letters (ISO 3166). A way
    between two visits of the plan is of kind `travel`: it serves no member.
    """

    kind: Literal["visit", "hours", "travel"]
    worker: str
    member: str | None
    day: date
    starts_at: datetime
    ends_at: datetime
    told_on: date | None = None
    country: str = "BE"
    supply: Supply | None = None
    drafted: bool = False

    @property
    def parties(self) -> tuple[str, ...]:
        """The worker, and the member if there is one."""
        return (self.worker, self.member) if self.member else (self.worker,)

    @property
    def subject(self) -> str:
        """Name the presence as a coordinator would."""
        place = f" at {self.member}" if self.member else ""
        return f"{self.kind} {self.day} {self.starts_at.astimezone(BRUSSELS):%H:%M} {self.worker}{place}"


@dataclass(frozen=True)
class Billed:
    """An invoice to a member: the day on which it is dated, and those of service that its lines bill.

    `spans` are those of the lines exempt from VAT, `taxed_spans` those of the lines with VAT.
    """

    document: str
    member: str
    issue_on: date
    spans: tuple[Span, ...]
    taxed_spans: tuple[Span, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """The member and the document."""
        return (self.member, self.document)


@dataclass(frozen=True)
class PoolYear:
    """What members were billed for a pool in a year that is over, and what it cost, in cents."""

    pool: str
    year: Span
    billed_cents: int
    cost_cents: int


@dataclass(frozen=True)
class Scheme:
    """A working-time scheme on file, for one worker or, where `worker` is empty, for everybody."""

    kind: SchemeKind
    worker: str
    span: Span


@dataclass(frozen=True)
class Replacement:
    """The group's decision which day replaces a legal holiday, and when it was posted."""

    holiday: date
    replaced_on: date
    posted_on: date | None


@dataclass(frozen=True)
class Waiver:
    """A documented permission to depart from a rule on some days.

    It covers everybody, or the findings about `party` only: the number of a worker, member or contract.
    With `up_to` it covers what is found up to there, as a decree that raises a maximum.
    """

    reference: str
    rule: str
    span: Span
    party: str = ""
    up_to: int | None = None


@dataclass(frozen=True)
class Reading:
    """How the group reads an open question of law on some days, where that is not the prudent reading."""

    question: str
    answer: str
    span: Span


@dataclass(frozen=True)
class Facts:
    """Everything gathered for one judgement.

    `counted` is the span of days on which `contracts` holds every contract of the group: heads are counted
    there and nowhere else. `logged` is the span on which `presences` holds everybody's: months and years are
    summed there and nowhere else. `audited` are the past days of an audit of the whole group: what should have
    happened by then and did not is looked for there and nowhere else. `travels` are the ways between planned
    visits: working time, but no presence at a member.
    """

    authorisations: tuple[Authorisation, ...] = ()
    applications: tuple[Application, ...] = ()
    statutes: tuple[Statutes, ...] = ()
    internal_rules: tuple[InternalRules, ...] = ()
    activity_reports: tuple[ActivityReport, ...] = ()
    incidents: tuple[Incident, ...] = ()
    strikes: tuple[Strike, ...] = ()
    abroad_notices: tuple[AbroadNotice, ...] = ()
    memberships: tuple[Membership, ...] = ()
    contracts: tuple[Contract, ...] = ()
    supplies: tuple[Supply, ...] = ()
    presences: tuple[Presence, ...] = ()
    travels: tuple[Presence, ...] = ()
    pay_scales: tuple[PayScale, ...] = ()
    vat_statuses: tuple[VatStatus, ...] = ()
    other_groups: tuple[OtherGroup, ...] = ()
    billed: tuple[Billed, ...] = ()
    pool_years: tuple[PoolYear, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    readings: tuple[Reading, ...] = ()
    counted: Span | None = None
    logged: Span | None = None
    audited: Span | None = None

    @classmethod
    def joined(cls, parts: Sequence[Facts]) -> Facts:
        """Return what all parts say together; of a span, the first that is said."""
        said: dict[str, Any] = {}
        for field in fields(cls):
            held = [value for part in parts if (value := getattr(part, field.name))]
            is_span = field.name in ("counted", "logged", "audited")
            said[field.name] = next(iter(held), None) if is_span else tuple(chain.from_iterable(held))
        return cls(**said)

    def __add__(self, other: Facts) -> Facts:
        return Facts.joined((self, other))

    @cached_property
    def work(self) -> tuple[Work, ...]:
        """The presences and the ways between them, cut into each worker's days and weeks."""
        return cut(self.presences + self.travels)

    @cached_property
    def _terms(self) -> dict[str, list[Terms]]:
        terms: dict[str, list[Terms]] = defaultdict(list)
        for contract in self.contracts:
            terms[contract.worker] += contract.terms
        return terms

    def terms_on(self, worker: str, day: date) -> list[Terms]:
        """Return the terms of a worker's contracts on a day: more than one where contracts run in parallel."""
        return [terms for terms in self._terms.get(worker, ()) if day in terms.span]

    def has_scheme(self, kind: SchemeKind, worker: str, day: date) -> bool:
        """Say whether a scheme is on file for a worker on a day."""
        return any(
            scheme.kind == kind and scheme.worker in ("", worker) and day in scheme.span for scheme in self.schemes
        )

    def readings_within(self, span: Span, question: str) -> Iterator[tuple[Span, str]]:
        """Yield how the group reads an open question of law in a span: its own choice, else the prudent one."""
        own = [reading for reading in self.readings if reading.question == question]
        for reading in own:
            if piece := reading.span & span:
                yield piece, reading.answer
        for piece in uncovered(span, [reading.span for reading in own]):
            yield piece, open_questions()[question].prudent

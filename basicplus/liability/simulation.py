"""What happens when members fail: what they leave unpaid, what is set aside for it, what the others bear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func

from basicplus import members
from basicplus.db import GroupSession, pick
from basicplus.errors import invalid
from basicplus.invoicing import Invoice
from basicplus.liability.keys import key_name, key_on, weights_on
from basicplus.liability.provisions import ProvisionLine, provisions_on
from basicplus.liability.sharing import Bearing, Fund, waterfall
from basicplus.liability.solidarity import exposure

ASSUMPTION = "Payments of invoices are not recorded: what is invoiced and not credited counts as unpaid."


@dataclass(frozen=True)
class Failing:
    """What a member that fails leaves behind, in cents: documents not paid, and its share of open debts."""

    member: str
    name: str
    documents: int
    unpaid_cents: int
    internal_cents: int


@dataclass(frozen=True)
class ProvisionEffect:
    """A provision or fund before and after the default, in cents; `why` says why it does or does not bear."""

    code: str
    nature: str
    before_cents: int
    used_cents: int
    after_cents: int
    why: str


@dataclass(frozen=True)
class DefaultSimulation:
    """A default of members on a day. The lines of `waterfall` sum to `loss_cents`; nothing is booked."""

    on: date
    internal_key: str
    failing: list[Failing]
    loss_cents: int
    waterfall: list[Bearing]
    provisions: list[ProvisionEffect]
    assumption: str = ASSUMPTION


def simulate_default(session: GroupSession, numbers: Sequence[str], on: date) -> DefaultSimulation:
    """Say what the failure of members would cost the others, on the state of a day.

    Loss = what they leave unpaid + their internal share of the open social and tax debts. The funds set aside for
    a member's default bear it first, oldest vintage first; the rest falls to the other members by the key.
    """
    if not numbers:
        raise invalid("members", "none", "name at least one member")
    failing = _failing(session, sorted(set(numbers)), on)
    loss_cents = sum(each.unpaid_cents + each.internal_cents for each in failing)
    gone = {each.member for each in failing}
    weights = {number: weight for number, weight in weights_on(session, on).items() if number not in gone}
    lines = provisions_on(session, on)
    funds = sorted(_funds(lines), key=lambda fund: (fund.vintage, fund.code))
    borne = waterfall(loss_cents, funds, weights)
    return DefaultSimulation(
        on,
        key_name(session, key_on(session, on)),
        failing,
        loss_cents,
        borne,
        [_effect(line, borne) for line in lines],
    )


def unpaid_documents(session: GroupSession, member_id: int, on: date) -> tuple[int, int]:
    """Return how many documents a member has by a day, and what they sum to in cents; credit notes are negative.

    No payment is known yet: what is invoiced and not credited is unpaid. A sum below zero is owed to the member
    and counts as nothing.
    """
    query = pick(func.count(col(Invoice.id)), func.coalesce(func.sum(Invoice.total_cents), 0)).where(
        Invoice.member_id == member_id, Invoice.issue_on <= on
    )
    [(documents, cents)] = session.rows(query)
    return documents, max(0, int(cents))


def _failing(session: GroupSession, numbers: Iterable[str], on: date) -> list[Failing]:
    shares = {line.member: line.internal_cents for line in exposure(session, on).members}
    found = []
    for number in numbers:
        member = members.by_number(session, number)
        documents, unpaid_cents = unpaid_documents(session, member.id, on)
        found.append(Failing(number, member.name, documents, unpaid_cents, shares.get(number, 0)))
    return found


def _funds(lines: Iterable[ProvisionLine]) -> Iterable[Fund]:
    for line in lines:
        if line.nature == "default_fund":
            yield from (Fund(line.code, year, cents) for year, cents in line.vintages.items())


def _effect(line: ProvisionLine, borne: Iterable[Bearing]) -> ProvisionEffect:
    used = sum(step.cents for step in borne if step.step == "fund" and step.name.split()[0] == line.code)
    why = {
        "default_fund": "set aside for the default of a member",
        "social_fund": "set aside for the theoretical liability towards workers: another decision is needed",
    }.get(line.nature, "a provision bears the charge it was made for, and no other")
    return ProvisionEffect(line.code, line.nature, line.balance_cents, used, line.balance_cents - used, why)

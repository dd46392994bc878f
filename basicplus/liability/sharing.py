"""Who answers for which debt, how members share among themselves, and who bears a default; knows no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from basicplus.clock import Span
from basicplus.liability.ledger import Debt
from basicplus.money import Exact, allocate


@dataclass(frozen=True)
class Belonging:
    """Days on which a member belongs to the group."""

    member: str
    span: Span


def members_when_due(debt: Debt, belongings: Iterable[Belonging]) -> set[str]:
    """Return who is a member on the due day of a debt: the first reading of joint liability."""
    return {belonging.member for belonging in belongings if debt.due_on in belonging.span}


def members_when_it_arose(debt: Debt, belongings: Iterable[Belonging]) -> set[str]:
    """Return who was a member on a day on which the debt arose, leavers included: the second reading."""
    return {belonging.member for belonging in belongings if belonging.span.overlaps(debt.arose)}


@dataclass(frozen=True)
class Fund:
    """What is set aside in one vintage of allocated funds, in cents."""

    code: str
    vintage: int
    cents: int


@dataclass(frozen=True)
class Bearing:
    """One step of the waterfall: who or what bears how much of a loss.

    `step` is `fund` (name: code and vintage), `member` (name: number), or `nobody`: what no one is left to bear.
    """

    step: str
    name: str
    cents: int


def waterfall(loss_cents: int, funds: Sequence[Fund], weights: Mapping[str, Exact]) -> list[Bearing]:
    """Say who bears a loss: the funds in the order given, then the members by weight; the lines sum to the loss.

    What is left when no member has a weight is borne by nobody: the group itself does not pay.
    """
    lines, left = [], loss_cents
    for fund in funds:
        borne = min(fund.cents, left)
        left -= borne
        lines.append(Bearing("fund", f"{fund.code} {fund.vintage}", borne))
    if any(weights.values()):
        lines += [Bearing("member", name, cents) for name, cents in sorted(allocate(left, weights).items())]
    else:
        lines.append(Bearing("nobody", "", left))
    return [line for line in lines if line.cents]

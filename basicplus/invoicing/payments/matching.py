"""Which documents a movement of money pays, by rules that leave no doubt; knows no database.

In this order: the structured communication, structured communications in the free text, numbers of documents in
the text, and last the amount, to the cent, from an account that one member alone has paid from before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from basicplus.clock import FOREVER
from basicplus.invoicing.payments.statements import valid_ogm

MatchRule = Literal["structured", "free_text", "invoice_number", "account_and_amount", "by_hand"]
MOST_SUMMED = 10
"""So many open documents of a member are tried in every combination; with more, only one by one and all."""
# Twelve digits as people write them: +++202/6000/04236+++, ***...***, with spaces, or bare.
OGM = re.compile(r"(?<!\d)(\d{3})[ /.-]{0,3}(\d{4})[ /.-]{0,3}(\d{5})(?!\d)")
NUMBER = re.compile(r"(?<!\d)(NC ?)?(\d{4}) ?[-/. ]? ?(\d{6})(?!\d)")


@dataclass(frozen=True)
class Item:
    """A document and what is open of it in cents; a credit note, which the group owes, is below zero."""

    invoice_id: int
    number: str
    member_id: int
    ogm: str | None
    issue_on: date
    due_on: date
    open_cents: int


@dataclass(frozen=True)
class Payment:
    """What a movement of a day says that matters here; cents above zero came in, below went out."""

    amount_cents: int
    account: str = ""
    ogm: str | None = None
    text: str = ""
    on: date = FOREVER


@dataclass(frozen=True)
class Allotment:
    """What a movement takes off the open amount of a document, and the rule that says so."""

    invoice_id: int
    cents: int
    rule: MatchRule


class Ledger:
    """Open documents, from which each matched movement takes off, and the accounts that members pay from."""

    def __init__(self, items: Iterable[Item], accounts: Mapping[str, Iterable[int]] | None = None) -> None:
        self.items = {item.invoice_id: item for item in items}
        self.open = {item.invoice_id: item.open_cents for item in self.items.values()}
        self._by_ogm = {item.ogm: item for item in self.items.values() if item.ogm}
        self._by_number = {item.number: item for item in self.items.values()}
        self._members_of: dict[str, set[int]] = defaultdict(set)
        for account, members in (accounts or {}).items():
            self._members_of[account] |= set(members)
        self._of_member: dict[int, list[Item]] = defaultdict(list)
        for item in sorted(self.items.values(), key=lambda item: (item.due_on, item.invoice_id)):
            self._of_member[item.member_id].append(item)

    def members_of(self, account: str) -> set[int]:
        """Return the members that an account has paid for before."""
        return self._members_of.get(account, set())

    def open_of(self, member_id: int, on: date) -> list[Item]:
        """Return the documents of a member that are issued by a day and open, the first to fall due first."""
        of_member = self._of_member.get(member_id, ())
        return [item for item in of_member if self.open[item.invoice_id] and item.issue_on <= on]

    def named(self, payment: Payment) -> list[tuple[Item, MatchRule]]:
        """Return the documents that a movement names, open or not, each by the first rule that finds it."""
        found: dict[int, tuple[Item, MatchRule]] = {}
        for item, rule in self._references(payment):
            found.setdefault(item.invoice_id, (item, rule))
        return list(found.values())

    def match(self, payment: Payment) -> list[Allotment]:
        """Take a movement off the documents that it surely pays; what is left of it stays with the movement.

        A document that is named takes no more than is open of it. One that names documents which are all paid
        already is not matched by its amount: somebody has to look at it.
        """
        named = self.named(payment)
        allotted = self._fill(payment.amount_cents, named) if named else self._by_amount(payment)
        for each in allotted:
            self.open[each.invoice_id] -= each.cents
            if payment.account:
                self._members_of[payment.account].add(self.items[each.invoice_id].member_id)
        return allotted

    def _references(self, payment: Payment) -> Iterator[tuple[Item, MatchRule]]:
        if payment.ogm in self._by_ogm:
            yield self._by_ogm[payment.ogm], "structured"
        for ogm in ogms_in(payment.text):
            if ogm in self._by_ogm:
                yield self._by_ogm[ogm], "free_text"
        for number in numbers_in(payment.text):
            if number in self._by_number:
                yield self._by_number[number], "invoice_number"

    def _fill(self, cents: int, named: list[tuple[Item, MatchRule]]) -> list[Allotment]:
        """Give to each document what is open of it, until the money is used up.

        What runs the other way comes first: a credit note that a member deducts leaves more for its invoices.
        """
        sign = 1 if cents > 0 else -1
        against = [(item, rule) for item, rule in named if self.open[item.invoice_id] * sign < 0]
        along = [(item, rule) for item, rule in named if self.open[item.invoice_id] * sign > 0]
        if not along:
            return []
        left = abs(cents) + sum(abs(self.open[item.invoice_id]) for item, _ in against)
        allotted = [Allotment(item.invoice_id, self.open[item.invoice_id], rule) for item, rule in against]
        for item, rule in along:
            part = min(left, abs(self.open[item.invoice_id]))
            left -= part
            allotted += [Allotment(item.invoice_id, sign * part, rule)] if part else []
        # More is deducted than is paid for: only what is paid counts, somebody has to look at the rest.
        return allotted if left <= abs(cents) else []

    def _by_amount(self, payment: Payment) -> list[Allotment]:
        members = self.members_of(payment.account)
        if len(members) != 1:
            return []
        sums = sums_to(payment.amount_cents, self.open_of(min(members), payment.on), self.open)
        if len(sums) != 1:
            return []
        return [Allotment(item.invoice_id, self.open[item.invoice_id], "account_and_amount") for item in sums[0]]


def sums_to(cents: int, items: list[Item], open_cents: Mapping[int, int]) -> list[tuple[Item, ...]]:
    """Return the combinations of documents whose open amounts make an amount to the cent, the smallest first.

    Every combination is tried for at most `MOST_SUMMED` documents, else each alone and all together.
    """
    few = len(items) <= MOST_SUMMED
    sizes = range(1, len(items) + 1) if few else (1, len(items))
    return [
        chosen
        for size in sizes
        for chosen in combinations(items, size)
        if sum(open_cents[item.invoice_id] for item in chosen) == cents
    ]


def names_in(payment: Payment) -> list[str]:
    """Return the structured communications and numbers of documents that a payment holds."""
    structured = [payment.ogm] if payment.ogm else []
    return [*structured, *ogms_in(payment.text), *numbers_in(payment.text)]


def ogms_in(text: str) -> list[str]:
    """Return the structured communications with valid check digits that a free text holds, in order."""
    return [digits for digits in twelves_in(text) if valid_ogm(digits)]


def twelves_in(text: str) -> list[str]:
    """Return the groups of twelve digits of a text that are written like a structured communication."""
    return ["".join(match.groups()) for match in OGM.finditer(text)]


def numbers_in(text: str) -> list[str]:
    """Return the numbers of documents (`2026-000044`, `NC2026-000003`) that a free text holds, in order."""
    return [f"{'NC' if match[1] else ''}{match[2]}-{match[3]}" for match in NUMBER.finditer(text.upper())]

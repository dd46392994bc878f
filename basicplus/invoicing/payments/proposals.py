"""What a movement that no rule matches might pay: proposals in order, each with its reasons; knows no database."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from basicplus.invoicing.payments.matching import Item, Ledger, Payment, sums_to, twelves_in
from basicplus.invoicing.payments.statements import valid_ogm
from basicplus.money import format_cents

MOST = 5
"""So many proposals are made for a movement."""
NAMED, ALMOST_NAMED, ACCOUNT, AMOUNT, TOGETHER, NAME = 32, 24, 16, 12, 12, 6
"""What each reason weighs: a name that looks alike never beats an account, nor that a communication."""
REASONS = {
    "named": "the communication names it",
    "almost_named": "the communication says {written}, which is {ogm} but for wrong digits",
    "account": "member {member} has paid from this account",
    "name": "the payer is named like member {member}",
    "amount": "exactly this amount is open",
    "together": "together exactly {amount} EUR are open",
    "own": "a transfer between accounts of the group: it pays no document",
    "paid": "{documents} is paid already: paid twice or too much, pay it back",
    "charge": "money out to nobody named: a charge of the bank, it pays no document",
}
"""What speaks for a proposal, by its code."""
Parts = tuple[tuple[int, int], ...]
"""Documents by id, with the cents for each."""
Why = list[tuple[int, "Reason"]]
"""Reasons, with what each weighs."""
LEGAL_FORMS = frozenset({"asbl", "vzw", "srl", "sprl", "bvba"})


class Reason(str):
    """A reason as an English sentence; its code and parts let a screen say it in another language."""

    code: str
    parts: dict[str, str]

    @classmethod
    def of(cls, code: str, **parts: str) -> Reason:
        """Say the reason of a code with its parts filled in."""
        said = cls(REASONS[code].format(**parts))
        said.code, said.parts = code, parts
        return said


@dataclass(frozen=True)
class Proposal:
    """Documents that a movement may pay, by number with the cents for each, and each `Reason`; or no document."""

    documents: dict[str, int]
    reasons: tuple[str, ...]


class Proposer:
    """Proposes documents for movements, on what is open once everything certain is matched."""

    def __init__(self, ledger: Ledger, members: Mapping[int, tuple[str, str]], own_name: str) -> None:
        self._ledger = ledger
        self._members = members
        self._own = words(own_name)
        self._words: dict[int, frozenset[str]] = {each: words(name) for each, (_, name) in members.items()}
        self._named: dict[str, set[int]] = defaultdict(set)
        for member, of_name in self._words.items():
            for word in of_name:
                self._named[word].add(member)
        self._of_amount: dict[int, list[Item]] = defaultdict(list)
        for item in ledger.items.values():
            if ledger.open[item.invoice_id]:
                self._of_amount[ledger.open[item.invoice_id]].append(item)

    def proposals(self, payment: Payment, name: str, cents: int) -> list[Proposal]:
        """Return what the `cents` that are left of a movement may be, the likeliest first."""
        if words(name) == self._own:
            return [Proposal({}, (Reason.of("own"),))]
        weighed = self._weighed(payment, name, cents)
        ranked = sorted(weighed, key=lambda parts: (-sum(points for points, _ in weighed[parts]), parts))
        found = [
            Proposal(
                {self._ledger.items[each].number: part for each, part in parts},
                tuple(reason for _, reason in weighed[parts]),
            )
            for parts in ranked[:MOST]
        ]
        return found or self._of_no_document(payment, cents)

    def _of_no_document(self, payment: Payment, cents: int) -> list[Proposal]:
        paid = [item.number for item, _ in self._ledger.named(payment)]
        if paid and cents > 0:
            return [Proposal({}, (Reason.of("paid", documents=" and ".join(paid)),))]
        if cents < 0 and not payment.account:
            return [Proposal({}, (Reason.of("charge"),))]
        return []

    def _weighed(self, payment: Payment, name: str, cents: int) -> dict[Parts, Why]:
        """Give single documents, and sums of several of one member, every reason that speaks for them."""
        likely = self._likely_members(payment, name)
        weighed: dict[Parts, Why] = {
            ((each, part),): reasons
            for each, reasons in self._singly(payment, cents, likely).items()
            if (part := self._part(each, cents))
        }
        for member, because in likely.items():
            for chosen in sums_to(cents, self._ledger.open_of(member, payment.on), self._ledger.open)[:MOST]:
                if len(chosen) > 1:
                    parts = tuple((item.invoice_id, self._ledger.open[item.invoice_id]) for item in chosen)
                    together = Reason.of("together", amount=format_cents(abs(cents)))
                    weighed[parts] = [*because, (TOGETHER, together)]
        return weighed

    def _singly(self, payment: Payment, cents: int, likely: Mapping[int, Why]) -> dict[int, Why]:
        reasons: dict[int, Why] = defaultdict(list)
        for item, _ in self._ledger.named(payment):
            reasons[item.invoice_id].append((NAMED, Reason.of("named")))
        for item, written in self._almost_named(payment):
            almost = Reason.of("almost_named", written=written, ogm=item.ogm or "")
            reasons[item.invoice_id].append((ALMOST_NAMED, almost))
        for member, because in likely.items():
            for item in self._ledger.open_of(member, payment.on):
                reasons[item.invoice_id] += because
        for item in self._of_amount.get(cents, ()):
            reasons[item.invoice_id].append((AMOUNT, Reason.of("amount")))
        return reasons

    def _part(self, invoice_id: int, cents: int) -> int:
        """Return how much of a document the money may pay: nothing when it runs the other way."""
        left = self._ledger.open[invoice_id]
        if left * cents <= 0:
            return 0
        return min(left, cents) if cents > 0 else max(left, cents)

    def _almost_named(self, payment: Payment) -> list[tuple[Item, str]]:
        """Find the open documents whose communication differs in at most two digits from a wrong one."""
        wrong = [digits for digits in twelves_in(payment.text) if not valid_ogm(digits)]
        return [
            (item, digits)
            for digits in wrong
            for item in self._ledger.items.values()
            if item.ogm and self._ledger.open[item.invoice_id] and _differences(item.ogm, digits) <= 2
        ]

    def _likely_members(self, payment: Payment, name: str) -> dict[int, Why]:
        found: dict[int, Why] = defaultdict(list)
        for member in self._ledger.members_of(payment.account):
            found[member].append((ACCOUNT, Reason.of("account", member=self._members[member][0])))
        payer = words(name)
        for member in {member for word in payer for member in self._named.get(word, ())}:
            common = payer & self._words[member]
            if 2 * len(common) > max(len(payer), len(self._words[member])):
                found[member].append((NAME, Reason.of("name", member=self._members[member][0])))
        return found


def words(name: str) -> frozenset[str]:
    """Return the words of a name that tell it from others: without accents, legal forms and short words."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    split = "".join(char if char.isalnum() else " " for char in plain).split()
    return frozenset(word for word in split if len(word) > 2 and word not in LEGAL_FORMS)


def _differences(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

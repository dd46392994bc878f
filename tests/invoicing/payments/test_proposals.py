"""What a movement that nothing matches might pay: proposals in order, each with reasons in words."""

from __future__ import annotations

from basicplus.invoicing.payments.matching import Item, Ledger, Payment
from basicplus.invoicing.payments.proposals import Proposal, Proposer, words
from tests.invoicing.payments.test_matching import ACCOUNT, ITEMS, KNOWN, ONE, OTHER, code, item

MEMBERS = {ONE: ("M001", "École libre Saint-Joseph ASBL"), OTHER: ("M002", "Maison de repos Les Tilleuls")}
OWN = "Groupement des Écoles"
FROM_ACCOUNT = "member M001 has paid from this account"
LIKE = "the payer is named like member M001"
EXACT = "exactly this amount is open"


def propose(payment: Payment, name: str = "", *items: Item, known: bool = False) -> list[Proposal]:
    ledger = Ledger(items or ITEMS, KNOWN if known else None)
    return Proposer(ledger, MEMBERS, OWN).proposals(payment, name, payment.amount_cents)


def test_a_document_of_exactly_this_amount_is_proposed_whoever_pays() -> None:
    assert propose(Payment(10000)) == [
        Proposal({"2025-000001": 10000}, (EXACT,)),
        Proposal({"2025-000005": 10000}, (EXACT,)),
    ]


def test_the_name_of_the_payer_makes_one_of_them_likelier() -> None:
    found = propose(Payment(10000), "ECOLE LIBRE ST-JOSEPH")
    assert found[0] == Proposal({"2025-000001": 10000}, (LIKE, EXACT))


def test_a_known_account_proposes_what_is_open_of_its_member_and_sums_first() -> None:
    found = propose(Payment(6500, ACCOUNT), known=True)
    assert found[0] == Proposal(
        {"2025-000002": 4000, "2025-000003": 2500}, (FROM_ACCOUNT, "together exactly 65.00 EUR are open")
    )
    assert found[1:] == [
        Proposal({"2025-000001": 6500}, (FROM_ACCOUNT,)),
        Proposal({"2025-000002": 4000}, (FROM_ACCOUNT,)),
        Proposal({"2025-000003": 2500}, (FROM_ACCOUNT,)),
    ]


def test_wrong_digits_propose_the_communication_that_was_meant() -> None:
    wrong = code(2)[:4] + "7" + code(2)[5:]
    why = f"the communication says {wrong}, which is {code(2)} but for wrong digits"
    assert propose(Payment(3000, text=wrong)) == [Proposal({"2025-000002": 3000}, (why,))]


def test_what_is_paid_already_is_proposed_for_a_refund() -> None:
    paid = item(1, 0)
    assert propose(Payment(4000, ogm=code(1)), "", paid) == [
        Proposal({}, ("2025-000001 is paid already: paid twice or too much, pay it back",))
    ]


def test_charges_and_own_transfers_pay_no_document() -> None:
    assert propose(Payment(-1250)) == [
        Proposal({}, ("money out to nobody named: a charge of the bank, it pays no document",))
    ]
    assert propose(Payment(10000, "BE62510007547061"), "GROUPEMENT DES ECOLES ASBL") == [
        Proposal({}, ("a transfer between accounts of the group: it pays no document",))
    ]


def test_nothing_is_proposed_where_nothing_speaks_for_it() -> None:
    assert propose(Payment(123, "BE62510007547061"), "Jean Dupont") == []


def test_money_that_goes_out_is_proposed_for_credit_notes_only() -> None:
    assert propose(Payment(-1000, ACCOUNT), known=True) == [Proposal({"NC2025-000004": -1000}, (FROM_ACCOUNT,))]


def test_names_are_compared_without_accents_and_legal_forms() -> None:
    assert words("École Libre, A.S.B.L. «Saint-Joseph» asbl") == {"ecole", "libre", "saint", "joseph"}

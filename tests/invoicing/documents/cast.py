"""The group, a member and dull documents that the tests of this folder bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from basicplus.invoicing.documents.content import (
    Before,
    Buyer,
    Credited,
    DocumentContent,
    Line,
    Seller,
    SignedHours,
    Why,
)

GROUP = Seller(
    name="Basic Plus",
    legal_form="ASBL",
    street="Rue des Écoles 12",
    postal_code="5000",
    city="Namur",
    enterprise_number="0739484052",
    rpm_court="Liège, division Namur",
    email="facturation@basicplus.example",
    website="www.basicplus.example",
    iban="BE68539007547034",
    bic="GKCCBEBB",
)
SCHOOL = Buyer(
    number="M004",
    name="École Saint-Joseph ASBL",
    street="Avenue de la Gare 7",
    postal_code="5500",
    city="Dinant",
    enterprise_number="0202239951",
)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)

REGIE = Line(
    agreement="2025-014",
    pool_code="CP",
    pool_name="Conseillers en prévention",
    profession="prevention_advisor",
    basis="time_spent",
    from_on=JANUARY,
    until_on=FEBRUARY,
    amount_cents=57027,
    minutes=750,
    rate_e4=456214,
)
FORFAIT = Line(
    agreement="2025-015",
    pool_code="CPT",
    pool_name="Comptables",
    profession="accountant",
    basis="flat_fee",
    from_on=JANUARY,
    until_on=FEBRUARY,
    amount_cents=45000,
)
PRO_RATA = Line(
    agreement="2025-016",
    pool_code="DPO",
    pool_name="Délégués à la protection des données",
    profession="dpo",
    basis="pro_rata",
    from_on=JANUARY,
    until_on=FEBRUARY,
    amount_cents=35565,
    share="312 élèves sur 1 083",
)


def invoice(*lines: Line, **changes: object) -> DocumentContent:
    """Bill lines (all three bases when none is given) for January 2026."""
    lines = lines or (REGIE, FORFAIT, PRO_RATA)
    content = DocumentContent(
        kind="invoice",
        purpose="periodic",
        language="fr",
        number="2026-000042",
        issue_on=date(2026, 2, 5),
        due_on=date(2026, 3, 7),
        from_on=JANUARY,
        until_on=FEBRUARY,
        seller=GROUP,
        buyer=SCHOOL,
        lines=lines,
        total_cents=sum(line.amount_cents for line in lines),
        ogm="202600004236",
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def credit_note(**changes: object) -> DocumentContent:
    """Credit the time spent of the January invoice."""
    content = invoice(
        REGIE,
        kind="credit_note",
        number="NC-2026-000003",
        ogm=None,
        credits=Credited("2026-000042", date(2026, 2, 5)),
        reason="Heures du 12 janvier contestées par l'établissement, puis corrigées.",
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def settlement(**changes: object) -> DocumentContent:
    """Settle 2025: two agreements, one billed too low and one too high."""
    year = {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1)}
    low = replace(
        REGIE,
        **year,
        minutes=36750,
        rate_e4=None,
        final_cents=2948625,
        billed_cents=2756250,
        amount_cents=192375,
    )
    high = replace(PRO_RATA, **year, final_cents=355665, billed_cents=360000, amount_cents=-4335)
    content = invoice(low, high, purpose="settlement", number="D-2025-000004", **year)
    return replace(content, **changes)  # type: ignore[arg-type]


def signed(count: int, agreement: str = "2025-014") -> tuple[SignedHours, ...]:
    """Sign `count` mornings, one a day."""
    return tuple(
        SignedHours(
            agreement=agreement,
            day=JANUARY + timedelta(days=number),
            starts="08:30",
            ends="12:00",
            minutes=210,
            worker="Anne Lambert",
            site="Implantation du Centre",
            signed_by="Marie Dupont",
            signed_on=FEBRUARY + timedelta(days=number // 10),
        )
        for number in range(count)
    )


TAXED = replace(
    FORFAIT, agreement="2025-021", pool_code="JUR", pool_name="Juristes", profession="lawyer", vat_percent=21
)


def mixed(**changes: object) -> DocumentContent:
    """Bill a mixed member: two exempt agreements and one that serves its taxed part, at 21 %."""
    vat_cents = 9450
    content = invoice(
        REGIE,
        PRO_RATA,
        TAXED,
        buyer=replace(SCHOOL, vat_number="BE0202239951"),
        seller=replace(GROUP, vat_number="BE0739484052"),
        vat_cents=vat_cents,
    )
    return replace(content, **{"total_cents": content.total_cents + vat_cents} | changes)  # type: ignore[arg-type]


BECAUSE = (
    Why(
        agreement="2025-014",
        pool_code="CP",
        pool_name="Conseillers en prévention",
        year=2026,
        key="hours",
        weight=750,
        total_weight=92430,
        share_cents=57027,
        cost_cents=5843217,
        rate_e4=456214,
        before=Before("2026-000007", date(2025, 12, 1), JANUARY, 45000, 1526, 10501),
    ),
    Why("2025-015", "CPT", "Comptables", 2026, "volume", 9000, None, 45000, "hidden"),
    Why(
        agreement="2025-016",
        pool_code="DPO",
        pool_name="Délégués à la protection des données",
        year=2026,
        key="key",
        weight=312,
        total_weight=1083,
        share_cents=35565,
        cost="budget",
        cost_cents=1481408,
        key_name="élèves",
        before=Before("2026-000007", date(2025, 12, 1), JANUARY, 36000, -435, 0),
    ),
)
"""Why the three agreements of the January invoice cost what they do."""
SETTLED = (
    Why("2025-014", "CP", "Conseillers en prévention", 2025, "hours", 36750, 85290, 2948625, "actual", 6843217),
    Why(
        agreement="2025-016",
        pool_code="DPO",
        pool_name="Délégués à la protection des données",
        year=2025,
        key="key",
        weight=312,
        total_weight=1083,
        share_cents=355665,
        cost="actual",
        cost_cents=1234567,
        key_name="élèves",
    ),
)
"""Why the two agreements of the settlement cost what they did."""

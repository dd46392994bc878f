"""Facts that break every rule about the group, its members, its contracts and its invoices."""

from __future__ import annotations

from datetime import date

from basicplus.compliance.facts import Facts, Incident, InternalRules, OtherGroup, PoolYear, Statutes, Terms
from tests.compliance.cast import (
    MONDAY,
    application,
    authorisation,
    billed,
    contract,
    membership,
    pay_scale,
    presence,
    span,
    strike,
    supply,
    vat,
)


def of_groups() -> list[Facts]:
    """Return facts with a breach of each case of each of these rules."""
    staff = tuple(contract(number) for number in range(100, 151))
    facts = Facts(
        contracts=(
            *staff,
            contract(1, span("2025-03-03"), signed_on=MONDAY, purpose_clause=False, week_minutes=1110),
            contract(2, span("2013-09-02", "2014-01-06"), week_minutes=1200),
            contract(3, signed_on=None),
        ),
        supplies=(supply("2025-01-01"),),
        presences=(
            presence(worker="W003"),
            presence(worker="W003", starts="11:00", member="M002"),
            presence(worker="W009"),
            presence(worker="W004", under=supply("2025-01-01", signed_on=None)),
            presence(worker="W004", kind="hours", under=supply("2026-01-01")),
        ),
        billed=(billed(),),
        pool_years=(PoolYear("CP", span("2025-01-01", "2026-01-01"), 10100, 10000),),
        counted=span("2025-01-01", "2026-01-01"),
    )
    few = Facts(contracts=staff[:48], counted=facts.counted)
    days = span("2025-01-01")
    member = Facts(
        memberships=(membership("2025-01-01"),),
        other_groups=(OtherGroup("M001", "Groupement voisin"),),
        contracts=(
            contract(1, target_group=True, terms=(Terms(days, 1140, 2280, gross_month_cents=99_999, scale="A1"),)),
        ),
        pay_scales=(pay_scale(200_000),),
        billed=(billed(),),
        vat_statuses=(vat(percent=50, attested_until_on=MONDAY),),
    )
    return [facts, few, _papers(), member]


def _papers() -> Facts:
    """Break every rule about the group and its members."""
    received_on = date(2025, 1, 6)
    organised = authorisation("2020-01-01", "2025-06-01", organiser="0202239951", joint_committee="337")
    return Facts(
        authorisations=(
            organised,
            authorisation("2015-01-01", granted_on=date(2015, 1, 1)),
            authorisation("2016-01-01", "2025-06-01", withdrawn=True),
        ),
        applications=(
            application(received_on, committee_known=False),
            application(
                received_on,
                reference="D-2",
                registered_letter=False,
                internal_rules_version=None,
                proposed_committee="",
            ),
        ),
        statutes=(Statutes("GIE", span("2020-01-01"), new=True),),
        internal_rules=(InternalRules(1, span("2021-01-01", "2024-01-01")), InternalRules(2, span("2024-01-01"))),
        incidents=(Incident(date(2025, 1, 6), date(2025, 4, 6)),),
        memberships=(
            membership("2020-06-01", enterprise_number="0202239951", joint_committee="200"),
            membership("2022-01-01", member="M002", acknowledged_on=MONDAY, internal_rules_version=1),
            membership("2022-01-01", effective=False, member="M003", entries=((date(2025, 1, 6), MONDAY),)),
        ),
        contracts=(contract(4, terms=(Terms(span("2021-01-04"), 2280, 2280, joint_committee="200"),)),),
        strikes=(strike("2025-03-03"), strike("2025-03-03", kind="lockout", member="M002")),
        presences=(
            presence(worker="W004", country="FR"),
            presence(worker="W004", starts="13:00", ends="14:00", member="M002"),
        ),
        audited=span("2025-01-01", "2025-07-01"),
    )

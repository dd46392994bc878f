"""Keys: weights count for the days they hold, and a share says exactly on which weights it rests."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, invoicing, members
from basicplus.clock import Span, parse_period
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing.lines import Pricing, Terms
from basicplus.invoicing.weights import KeyWeights
from tests import cast

MARCH = parse_period("2025-03")


def shares(database: Database, number: str = "A-DPO-1", period: str = "2025-03") -> list[tuple[int, Terms]]:
    """Price the lines of an agreement."""
    with cast.reading(database) as session:
        member = int(number[-1])
        lines = Pricing(session, parse_period(period), [member]).lines(member)
        return [(line.amount_cents, line.terms) for line in lines if line.agreement.number == number]


def keyed(database: Database, key: str, **volumes: int) -> None:
    """Agree with members on shares of the accountants' pool by a key, with these agreed minutes a year."""
    with cast.writing(database) as session:
        key_id = invoicing.key_by_code(session, key).id
        invoicing.set_tariff(session, "FG", 2025, 0, pro_rata_month_cents=10000)
        for member, minutes in volumes.items():
            terms = {"basis": "pro_rata", "key_id": key_id, "volume_minutes": minutes, "member": member}
            cast.agree(session, cast.agreement(f"A-KEY-{member[-1]}", **terms), "FG")


def opened(database: Database, kind: str) -> None:
    with cast.writing(database) as session:
        invoicing.open_key(session, "KEY", "parts", kind)  # type: ignore[arg-type]


def test_a_weight_that_changes_within_a_month_counts_for_its_days(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 0}, date(2025, 3, 12))
    weights = (312 * 11, 208 * 31, 97 * 31)
    assert [shares(database, f"A-DPO-{member}") for member in (1, 2, 3)] == [
        [(cents, Terms(f"{weight} / 12887 élèves × d", weight, 12887, 31))]
        for cents, weight in zip((26631, 50035, 23334), weights, strict=True)
    ]
    assert sum(weights) == 12887


def test_months_on_other_weights_are_other_lines(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 313}, date(2025, 3, 1))
    assert shares(database, period="2025-Q1") == [
        (2 * 50567, Terms("312 / 617 élèves", 312, 617, 1)),
        (50647, Terms("313 / 618 élèves", 313, 618, 1)),
    ]


def test_the_year_weighs_each_weight_by_its_days(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 100}, date(2025, 7, 1))
        assignments.end_agreement(session, "A-DPO-1", date(2025, 7, 11))
    with cast.reading(database) as session:
        agreement = assignments.agreements.by_number(session, "A-DPO-1")
        weights = KeyWeights(session)
        assert weights.over(agreement, Span(date(2025, 1, 1), date(2026, 1, 1))) == 312 * 181 + 100 * 10
        assert weights.over(agreement, Span(date(2020, 1, 1), date(2021, 1, 1))) == 0


def test_an_equal_key_weighs_every_agreement_the_same(database: Database) -> None:
    opened(database, "equal")
    keyed(database, "KEY", M001=6000, M002=3000, M003=1)
    assert [shares(database, f"A-KEY-{member}")[0] for member in (1, 2, 3)] == [
        (cents, Terms("1 / 3 parts", 1, 3, 1)) for cents in (3334, 3333, 3333)
    ]


def test_a_key_of_hours_weighs_the_agreed_time(database: Database) -> None:
    opened(database, "hours")
    keyed(database, "KEY", M001=6000, M002=3000)
    assert shares(database, "A-KEY-1") == [(6667, Terms("6000 / 9000 parts", 6000, 9000, 1))]


@pytest.mark.parametrize("kind", ["equal", "hours"])
def test_a_key_that_weighs_by_itself_takes_no_weights(database: Database, kind: str) -> None:
    opened(database, kind)
    with pytest.raises(Conflict) as refused, cast.writing(database) as session:
        invoicing.weigh(session, "KEY", {"M001": 2}, date(2025, 1, 1))
    assert str(refused.value) == f"Key KEY weighs agreements by itself ({kind}): it takes no recorded weights."


def test_a_key_of_sites_keeps_how_many_each_had_on_that_day(database: Database) -> None:
    opened(database, "recorded")
    with cast.writing(database) as session:
        members.register(session, cast.member(sites=[cast.site("M004"), cast.site("M004-B")]))
        assert invoicing.weigh_by_sites(session, "KEY", date(2025, 1, 1)) == 4
        members.join(session, "M004", date(2025, 1, 1), **cast.ACCESSION)
    keyed(database, "KEY", M001=6000, M004=6000)
    assert shares(database, "A-KEY-4") == [(6667, Terms("2 / 3 parts", 2, 3, 1))]

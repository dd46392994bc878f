"""The figures of the home page, counted by hand."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from basicplus import groups, invoicing, members, workers
from basicplus.assignments import timesheets
from basicplus.clock import month_of, parse_period
from basicplus.db import Database
from basicplus.web import figures
from basicplus.web.pages.charts import bars
from basicplus.web.today import today_of
from basicplus.workers import ContractTerms
from tests import cast

JUNE = date(2025, 6, 15)


def test_heads_are_counted_today_and_at_their_highest_in_each_month(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
        fixed = cast.contract(
            from_on=date(2025, 9, 10),
            until_on=date(2025, 11, 20),
            signed_on=date(2025, 9, 1),
            week_minutes=1140,
            pattern="variable",
        )
        workers.hire(session, fixed)
        workers.end_contract(session, "C-W001", date(2025, 12, 1))
    with cast.reading(database) as session:
        found = figures.heads(session, JUNE)
    assert (found.today, found.limit, found.fte) == (3, 50, 2.5)
    assert [row.month for row in found.ahead][::11] == [date(2025, 6, 1), date(2026, 5, 1)]
    assert [row.heads for row in found.ahead] == [3, 3, 3, 4, 4, 4, 2, 2, 2, 2, 2, 2]


def test_an_empty_group_has_no_heads_and_no_hours(empty_database: Database) -> None:
    with empty_database.writing(None, "nobody", new_group=True) as session:
        groups.found(session, cast.group())
    with cast.reading(empty_database) as session:
        found = figures.summary(session, JUNE)
    assert (found.heads.today, found.heads.fte, found.hours, found.billing) == (0, 0.0, None, None)
    assert found.members == {"monthly": 0, "quarterly": 0, "annual": 0}
    assert found.journal is not None
    assert (found.journal.length, found.journal.act) == (1, "found group")


def test_members_are_those_of_the_day_once_each(database: Database) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member("M004", billing_frequency="annual"))
        members.join(session, "M004", date(2025, 7, 1), **cast.ACCESSION)
    with cast.reading(database) as session:
        assert figures.members_by_frequency(session, date(2025, 6, 30))["annual"] == 0
        assert figures.members_by_frequency(session, date(2025, 7, 1)) == {
            "monthly": 3,
            "quarterly": 0,
            "annual": 1,
        }


def test_hours_are_those_of_the_latest_year_by_kind_and_profession(database: Database) -> None:
    cast.log(
        database,
        cast.hours(day=date(2025, 12, 31)),
        cast.hours(day=date(2026, 1, 5)),
        cast.hours(day=date(2026, 1, 5), kind="travel", agreement=None, start_time="12:00", end_time="12:30"),
        cast.hours(worker="W002", day=date(2026, 1, 5), kind="internal", agreement=None),
    )
    with cast.reading(database) as session:
        found = figures.hours_of_latest_year(session)
    assert found is not None
    assert (found.year, found.total) == (2026, 450)
    assert found.by_kind == {"service": 210, "travel": 30, "training": 0, "internal": 210, "unsold": 0}
    assert found.by_profession == {"accountant": (0, 210), "prevention_advisor": (210, 240)}


def test_billing_keeps_invoices_and_credits_apart(database: Database) -> None:
    cast.do(database, cast.hours())
    with cast.writing(database) as session:
        issued = invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
        total = sum(invoice.total_cents for invoice in issued)
        invoicing.credit(session, issued[0].number, date(2025, 4, 8), "erreur")
    with cast.reading(database) as session:
        found = figures.billing(session)
    assert found is not None
    assert (found.documents, found.invoiced_cents, found.credited_cents) == (
        len(issued) + 1,
        total,
        -issued[0].total_cents,
    )
    assert [(row.period, row.purpose, row.documents) for row in found.periods] == [
        ("2025-03", "periodic", len(issued) + 1)
    ]


def test_findings_show_what_was_written_behind_the_gate(database: Database) -> None:
    with cast.reading(database) as session:
        assert figures.findings_by_rule(session, JUNE) == {}
        terms = session.exec(select(ContractTerms).where(ContractTerms.from_on == date(2021, 1, 4))).all()[0]
    row = {"group_id": terms.group_id, "contract_id": terms.contract_id, "worker_id": terms.worker_id}
    below = row | {"from_on": JUNE, "week_minutes": 1139, "full_time_minutes": 2280, "pattern": "variable"}
    cast.put(database, ContractTerms, [below])
    with cast.reading(database) as session:
        assert figures.findings_by_rule(session, JUNE) == {"GE-13": 1}
        assert figures.findings_by_rule(session, date(2025, 6, 14)) == {"GE-13": 1}


def test_bars_share_a_base_and_the_limit_is_above_them() -> None:
    chart = bars([0, 25, 50], 50)
    assert [round(bar.y + bar.height) for bar in chart.bars] == [chart.height] * 3
    assert [bar.height for bar in chart.bars] == [0, 54, 108]
    assert chart.limit_y == 12
    assert bars([], None).limit_y is None


def test_hours_of_no_member_wait_for_nobody_once_they_are_checked(database: Database) -> None:
    own = cast.hours(day=date(2026, 1, 5), kind="travel", agreement=None, start_time="12:00", end_time="12:30")
    cast.log(database, cast.hours(day=date(2026, 1, 5)), own)
    with cast.writing(database) as session:
        timesheets.submit(session, "W001", month_of(date(2026, 1, 1)))
    submitted = ("submitted", 2, 240, date(2026, 1, 5))
    checked = ("checked", 1, 210, date(2026, 1, 5))
    assert waits(database) == [submitted]
    with cast.writing(database) as session:
        timesheets.check(session, month_of(date(2026, 1, 1)))
    assert waits(database) == [checked]


def waits(database: Database) -> list[tuple[str, int, int, date]]:
    """Return what the home page says to wait."""
    with cast.reading(database) as session:
        found = today_of(session, date(2026, 1, 20)).waiting
    return [(each.state, each.entries, each.minutes, each.first) for each in found]

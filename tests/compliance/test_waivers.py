"""Waivers and readings: documented, dated, scoped, revocable; each is judged like any other change."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest

from basicplus import journal, members, workers
from basicplus.clock import year_span
from basicplus.compliance import service
from basicplus.compliance.evidence import LARGEST, keep_file
from basicplus.compliance.facts import Facts, Reading
from basicplus.compliance.gate import Refused, Warned
from basicplus.compliance.models import KeptFile
from basicplus.compliance.questions import open_questions
from basicplus.compliance.service import ReadingCreate, WaiverCreate
from basicplus.db import Database, WriteSession
from basicplus.errors import Conflict, InvalidInput, NotFound
from basicplus.verification import verify
from tests import cast
from tests.compliance.cast import span

DECREE = base64.b64encode("Arrêté royal".encode())


def waiver(**changes: Any) -> WaiverCreate:
    """A royal decree that raises the maximum to 51 from 2025 on."""
    given = {
        "reference": "AR-2025",
        "rule": "GE-07",
        "up_to": 51,
        "from_on": date(2025, 1, 1),
        "granted_by": "le Roi",
        "reason": "avis du Conseil national du travail",
        "document": {"name": "arrete.pdf", "content": DECREE},
    }
    return WaiverCreate(**given | changes)


def reading(**changes: Any) -> ReadingCreate:
    """The group decides to accept adherent members."""
    given = {
        "question": "adherents_are_members",
        "answer": "yes",
        "from_on": date(2025, 6, 1),
        "decided_by": "conseil d'administration",
        "reason": "avis juridique du 2 mai 2025",
    }
    return ReadingCreate(**given | changes)


def staff(session: WriteSession, first: int, last: int) -> None:
    for number in range(first, last + 1):
        workers.register(session, cast.worker(f"W{number:03d}"))
        days = {"from_on": date(2025, 1, 6), "signed_on": date(2024, 12, 2)}
        workers.hire(session, cast.contract(f"W{number:03d}", **days))


def verdict(database: Database) -> dict[str, Any]:
    with cast.reading(database) as session:
        *_, last = journal.entries(session)
        return json.loads(last.verdict)  # type: ignore[no-any-return]


def test_a_warning_needs_a_reason_and_the_journal_keeps_both(database: Database) -> None:
    before = cast.contents(database)
    with pytest.raises(Warned) as warned, cast.writing(database) as session:
        staff(session, 4, 47)
    assert [(each.rule, each.case, each.found) for each in warned.value.findings] == [("GE-07", "near", 47)]
    assert cast.contents(database) == before
    with pytest.raises(Warned), cast.writing(database, despite="  ") as session:
        staff(session, 4, 47)
    with cast.writing(database, despite="croissance décidée") as session:
        staff(session, 4, 47)
    kept = verdict(database)
    assert (kept["despite"], [line[:41] for line in kept["warned"]]) == (
        "croissance décidée",
        ["GE-07 The group would employ 47 workers (f"[:41]],
    )


def test_a_warning_that_stands_already_needs_no_reason_again(database: Database) -> None:
    with cast.writing(database, despite="croissance") as session:
        staff(session, 4, 48)
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W048", date(2025, 9, 1))
    assert "warned" not in verdict(database)


def test_a_waiver_lifts_a_refusal_up_to_its_number_and_is_named(database: Database) -> None:
    with cast.writing(database) as session:
        service.grant(session, waiver())
    with cast.writing(database, despite="croissance") as session:
        staff(session, 4, 51)
    assert verdict(database)["waivers"] == ["AR-2025"]
    with pytest.raises(Refused) as refused, cast.writing(database, despite="croissance") as session:
        staff(session, 52, 52)
    assert [(each.rule, each.found, each.limit) for each in refused.value.findings] == [("GE-07", 52, 50)]


def test_a_waiver_that_is_still_needed_cannot_be_revoked(database: Database) -> None:
    with cast.writing(database, despite="croissance") as session:
        service.grant(session, waiver())
        staff(session, 4, 51)
    with pytest.raises(Refused) as refused, cast.writing(database) as session:
        service.revoke(session, "AR-2025", date(2025, 7, 1), "arrêté annulé")
    assert [str(each.span) for each in refused.value.findings] == ["from 2025-07-01"]
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W051", date(2025, 7, 1))
        service.revoke(session, "AR-2025", date(2025, 7, 1), "arrêté annulé")
    with cast.reading(database) as session:
        [kept] = service.waivers(session)
        assert (kept.revoked_on, kept.revoked_because) == (date(2025, 7, 1), "arrêté annulé")
        found = database.gate.audit(session, year_span(2025))  # type: ignore[attr-defined]
        assert [each.waiver for each in found if each.case == "over"] == ["AR-2025"]


@pytest.mark.parametrize(
    ("changes", "field", "allowed"),
    [
        ({"rule": "GE-01"}, "rule", "the law lets nobody depart from it"),
        ({"rule": "GE-99"}, "rule", "there is no such rule"),
        ({"until_on": date(2025, 1, 1)}, "until_on", "a day after from_on (2025-01-01)"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused(
    database: Database, changes: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as refused, cast.writing(database) as session:
        service.grant(session, waiver(**changes))
    [problem] = refused.value.problems
    assert (problem.field, problem.allowed.startswith(allowed)) == (field, True)


def test_a_reference_is_given_once_and_a_waiver_is_revoked_once(database: Database) -> None:
    with cast.writing(database) as session:
        service.grant(session, waiver())
    with pytest.raises(InvalidInput), cast.writing(database) as session:
        service.grant(session, waiver())
    with pytest.raises(NotFound), cast.writing(database) as session:
        service.revoke(session, "NO", date(2025, 7, 1), "x")
    with pytest.raises(InvalidInput), cast.writing(database) as session:
        service.revoke(session, "AR-2025", date(2025, 7, 1), " ")
    with cast.writing(database) as session:
        service.revoke(session, "AR-2025", date(2024, 7, 1), "erreur")
    with pytest.raises(Conflict), cast.writing(database) as session:
        service.revoke(session, "AR-2025", date(2025, 7, 1), "encore")


def test_a_reading_opens_to_adherents_what_only_effective_members_had(database: Database) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member())
        members.join(session, "M004", date(2025, 1, 1), "adherent")
    terms = cast.agreement(member="M004", from_on=date(2025, 6, 1))
    with pytest.raises(Refused), cast.writing(database) as session:
        cast.agree(session, terms)
    with cast.writing(database) as session:
        service.decide(session, reading())
    with cast.writing(database) as session:
        cast.agree(session, terms)
    with pytest.raises(Refused) as refused, cast.writing(database) as session:
        service.decide(session, reading(answer="no", from_on=date(2025, 9, 1)))
    assert [(each.rule, str(each.span)) for each in refused.value.findings] == [("GE-09", "from 2025-09-01")]
    with cast.reading(database) as session:
        assert [(row.answer, row.from_on) for row in service.readings(session)] == [("yes", date(2025, 6, 1))]


@pytest.mark.parametrize(("changes", "error"), [({"question": "x"}, NotFound), ({"answer": "x"}, InvalidInput)])
def test_a_reading_answers_a_question_there_is(
    database: Database, changes: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error), cast.writing(database) as session:
        service.decide(session, reading(**changes))


def test_every_open_question_has_a_prudent_answer_and_four_languages() -> None:
    for question in open_questions().values():
        assert question.prudent in question.answers
        assert list(question.asks) == ["fr", "nl", "de", "en"]


def test_the_prudent_reading_holds_where_the_group_decided_nothing() -> None:
    facts = Facts(readings=(Reading("heads_or_fte", "fte", span("2025-03-01", "2025-04-01")),))
    year = span("2025-01-01", "2026-01-01")
    assert [(str(days), answer) for days, answer in facts.readings_within(year, "heads_or_fte")] == [
        ("2025-03-01 to 2025-03-31", "fte"),
        ("2025-01-01 to 2025-02-28", "heads"),
        ("2025-04-01 to 2025-12-31", "heads"),
    ]


def test_a_file_is_kept_once_and_a_changed_byte_is_named(database: Database) -> None:
    with cast.writing(database) as session:
        kept = keep_file(session, "arrete.pdf", b"decree")
        assert keep_file(session, "copy.pdf", b"decree") is kept
        assert (kept.name, kept.media_type) == ("arrete.pdf", "application/pdf")
    for content in (b"", b"x" * (LARGEST + 1)):
        with pytest.raises(InvalidInput), cast.writing(database) as session:
            keep_file(session, "wrong.bin", content)
    cast_contents = KeptFile.__table__  # type: ignore[attr-defined]
    with database.engine.begin() as connection:
        connection.execute(cast_contents.update().values(content=b"decreE"))
    with cast.reading(database) as session:
        problems = [each["problem"] for each in verify(session, "demo").problems]
    assert problems == ["file arrete.pdf: its content does not match its seal"]

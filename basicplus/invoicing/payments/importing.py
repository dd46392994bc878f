"""Takes a bank's file into the records: whole, once, in its place between the statements before and after it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlmodel import select

from basicplus import groups, journal
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict
from basicplus.invoicing.payments.allotting import match_movements
from basicplus.invoicing.payments.bank_file import read_bank_file
from basicplus.invoicing.payments.matching import Allotment
from basicplus.invoicing.payments.models import BankMovement, BankStatement
from basicplus.invoicing.payments.statements import Statement, refused
from basicplus.money import format_cents


@dataclass(frozen=True)
class BankImport:
    """What a file brought: statements new and known already, and how many documents each rule found paid.

    `unmatched` movements pay no document, of `partly` matched ones something is left: both wait in the queue.
    `remarks` are worth a look, and no more.
    """

    file: str
    sha256: str
    new: list[str]
    known: list[str]
    movements: int = 0
    matched: dict[str, int] = field(default_factory=dict)
    unmatched: int = 0
    partly: int = 0
    remarks: list[str] = field(default_factory=list)


def import_bank_file(session: WriteSession, name: str, content: bytes) -> BankImport:
    """Import a CODA or camt.053 file of the group's account, and match what comes in to the open documents.

    A statement that is recorded already with the same content changes nothing. Raises InvalidInput for a file that
    is not whole or does not add up, or of another account; Conflict for a statement that is recorded with other
    content, and for a gap or an overlap with the statements beside it. Then nothing of the file is kept.
    """
    statements = read_bank_file(content)
    _check_account(session, statements)
    sha256 = hashlib.sha256(content).hexdigest()
    new, known = _sorted_out(session, statements)
    if not new:
        return BankImport(name, sha256, [], known)
    remarks = _check_chain(session, new)
    rows = _keep(session, new, sha256)
    matched = match_movements(session, rows)
    done = BankImport(
        name,
        sha256,
        [each.label for each in new],
        known,
        len(rows),
        dict(Counter(each.rule for parts in matched.values() for each in parts)),
        sum(not parts for parts in matched.values()),
        sum(bool(matched[row.id]) and _left(row, matched[row.id]) != 0 for row in rows),
        remarks,
    )
    journal.record(
        session, "import bank file", name[:160], sha256=sha256, statements=done.new, movements=len(rows)
    )
    return done


def _left(row: BankMovement, parts: Iterable[Allotment]) -> int:
    return row.amount_cents - sum(part.cents for part in parts)


def _check_account(session: GroupSession, statements: Iterable[Statement]) -> None:
    own = groups.current(session).iban
    # Earlier invoices are still paid on the account that the group had then.
    had = {own, *session.exec(select(BankStatement.iban).distinct())}
    for statement in statements:
        if statement.iban not in had:
            said = f"the group's account is {own}; nothing was imported"
            raise refused(f"account of {statement.label}", statement.iban or "none", said)


def _sorted_out(session: GroupSession, statements: Sequence[Statement]) -> tuple[list[Statement], list[str]]:
    """Return the statements that are new, in order, and the names of those that are recorded already."""
    contents = {_place(row): row.content_sha256 for row in session.exec(select(BankStatement))}
    new, known = [], []
    for each in statements:
        before = contents.get(_place(each))
        if before is None:
            contents[_place(each)] = each.content_sha256
            new.append(each)
        elif before == each.content_sha256:
            known.append(each.label)
        else:
            raise Conflict(
                f"Account {each.iban} has {each.label} already, with other content;"
                " nothing was imported. Compare both with what the bank shows: one was changed, or numbered anew."
            )
    return sorted(new, key=_place), known


def _place(each: Statement | BankStatement) -> tuple[str, int, int]:
    return each.iban, each.year, each.number


def _check_chain(session: GroupSession, new: Iterable[Statement]) -> list[str]:
    """See that each new statement begins where the one before it ended; return remarks on numbers left out."""
    recorded: Sequence[Statement | BankStatement] = session.exec(select(BankStatement)).all()
    chain = sorted((*recorded, *new), key=_place)
    remarks = []
    for before, after in pairwise(chain):
        fresh = isinstance(before, Statement) or isinstance(after, Statement)
        if fresh and before.iban == after.iban:
            remarks += _joint(before, after)
    return remarks


def _joint(before: Statement | BankStatement, after: Statement | BankStatement) -> list[str]:
    first, second = f"statement {before.number} of {before.year}", f"statement {after.number} of {after.year}"
    missing = _between(before, after)
    joined = after.opening_cents == before.closing_cents
    # A second statement of a day may count its old balance from the day before, as the first one did.
    if after.opening_on < (before.opening_on if joined else before.closing_on):
        raise Conflict(
            f"An overlap: {second} begins on {after.opening_on}, but {first} ends on {before.closing_on} only;"
            " nothing was imported. Ask the bank for statements that follow one another."
        )
    if not joined:
        gap = format_cents(after.opening_cents - before.closing_cents)
        raise Conflict(
            f"A gap: {second} begins with {format_cents(after.opening_cents)} EUR, but {first} ended with"
            f" {format_cents(before.closing_cents)} EUR: {gap} EUR between them{missing}; nothing was imported."
            " Import what is missing first, or in the same file."
        )
    return [f"Between {first} and {second} the balance goes on{missing}."] if missing else []


def _between(before: Statement | BankStatement, after: Statement | BankStatement) -> str:
    """Say which numbers are missing between two statements, where that can be told."""
    first = before.number + 1 if after.year == before.year else 1
    last = after.number - 1
    if last < first or after.year > before.year + 1:
        return ""
    return f", number {first} is missing" if first == last else f", numbers {first} to {last} are missing"


def _keep(session: WriteSession, new: Iterable[Statement], file_sha256: str) -> list[BankMovement]:
    seq = journal.first_seq(session)
    movements = []
    for statement in new:
        row = BankStatement(
            journal_seq=seq,
            iban=statement.iban,
            year=statement.year,
            number=statement.number,
            opening_on=statement.opening_on,
            closing_on=statement.closing_on,
            opening_cents=statement.opening_cents,
            closing_cents=statement.closing_cents,
            format=statement.format,
            file_sha256=file_sha256,
            content_sha256=statement.content_sha256,
        )
        session.add(row)
        session.flush()
        movements += [
            BankMovement(
                journal_seq=seq,
                statement_id=row.id,
                position=position,
                key=statement.key(movement),
                booked_on=movement.booked_on,
                value_on=movement.value_on,
                amount_cents=movement.amount_cents,
                counterparty_iban=movement.counterparty_iban,
                counterparty_name=movement.counterparty_name,
                ogm=movement.ogm,
                text=movement.text,
                bank_reference=movement.bank_reference,
            )
            for position, movement in enumerate(statement.movements, start=1)
        ]
    session.add_all(movements)
    session.flush()
    return movements

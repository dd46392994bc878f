"""The roster file: workers with their employment contracts, read from the project's template and imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import InvalidInput, Problem
from basicplus.tabular import FileDrafts, ImportReport, Reader, read_drafts, write_template
from basicplus.workers import service
from basicplus.workers.models import PROFESSIONS, ContractTerms, EmploymentContract, Worker
from basicplus.workers.pattern import VARIABLE, canonical, parse_pattern, week_minutes_of
from basicplus.workers.service import ContractCreate, WorkerCreate

LANGUAGES = ("fr", "nl", "de", "en")
WEEK_MINUTES = 2400
"""The longest week that a contract can hold."""

REQUIRED = ("number", "first_name", "last_name", "profession")
WORKER_COLUMNS = (
    "first_name",
    "last_name",
    "profession",
    "function",
    "language",
    "email",
    "home_postal_code",
    "home_city",
    "home_latitude",
    "home_longitude",
)
# Attribute -> column.
CONTRACT_COLUMNS = {
    "worker": "number",
    "from_on": "contract_from",
    "until_on": "contract_last_day",
    "week_minutes": "week_hours",
    "full_time_minutes": "full_time_hours",
    "signed_on": "signed_on",
    "purpose_clause": "purpose_clause",
    "availability_clause": "availability_clause",
    "pattern": "pattern",
}
CONTRACT_ONLY = ("contract_number", *(column for column in CONTRACT_COLUMNS.values() if column != "number"))
COLUMNS = ("number", *WORKER_COLUMNS, *CONTRACT_ONLY)

EXAMPLES = (
    {
        "number": "W001",
        "first_name": "Camille",
        "last_name": "Exemple",
        "profession": "accountant",
        "language": "fr",
        "email": "camille.exemple@example.org",
        "home_postal_code": "5000",
        "home_city": "Namur",
        "home_latitude": "50.4669",
        "home_longitude": "4.8675",
        "contract_number": "CT-W001",
        "contract_from": "2026-01-05",
        "week_hours": "22h48",
        "full_time_hours": "38",
        "signed_on": "2025-12-15",
        "purpose_clause": "yes",
        "availability_clause": "no",
        "pattern": "mon 08:30-12:30 13:00-16:36; tue 08:30-12:30 13:00-16:36; thu 08:30-12:30 13:00-16:36",
    },
    {
        "number": "W002",
        "first_name": "Noor",
        "last_name": "Voorbeeld",
        "profession": "dedicated",
        "function": "school nurse",
        "language": "nl",
        "contract_number": "CT-W002",
        "contract_from": "2026-02-02",
        "contract_last_day": "2026-12-31",
        "week_hours": "19",
        "signed_on": "2026-01-20",
        "purpose_clause": "yes",
        "pattern": "variable",
    },
)


@dataclass(frozen=True)
class RosterLine:
    """One line: a worker, perhaps with a contract; `given` names the columns that are filled in."""

    line: int
    worker: WorkerCreate
    contract: ContractCreate | None
    given: frozenset[str]


Roster = FileDrafts[RosterLine]


@dataclass
class RosterImport(ImportReport):
    """What an import did, or would do: the numbers of the workers registered and of the contracts signed."""

    workers: list[str] = field(default_factory=list)
    contracts: list[str] = field(default_factory=list)


def read_roster(path: Path) -> Roster:
    """Read the workers and contracts in a CSV or XLSX file of the template's columns.

    A worker with several contracts repeats the line, each with another contract. A line that contradicts
    an earlier one about the same worker or contract is refused. Raises InvalidInput when the file cannot be
    read as a table (see read_table), or a column is missing.
    """
    optional = tuple(name for name in COLUMNS if name not in REQUIRED)
    return read_drafts(path, REQUIRED, optional, _line).sifted(_Earlier().contradictions)


def write_roster_template(path: Path) -> None:
    """Write the template with two invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, COLUMNS, EXAMPLES)


def import_workers(session: WriteSession, roster: Roster, *, skip_refused: bool = False) -> RosterImport:
    """Register and hire who is not recorded yet; a second import changes nothing.

    A line that differs from what is recorded is refused, for an import amends no contract and corrects no
    worker; cells that are empty say nothing of one. With refused lines the file is refused whole, unless
    `skip_refused`. The gate judges at the commit; a session opened for a dry run saves nothing.
    """
    recorded = _Recorded.of(session)
    roster = roster.sifted(recorded.differences)
    report = RosterImport(**vars(roster.report(skip_refused=skip_refused)))
    for line in roster.drafts:
        is_new = False
        if line.worker.number not in recorded.workers:
            recorded.workers[line.worker.number] = service.register(session, line.worker)
            report.workers.append(line.worker.number)
            is_new = True
        if line.contract is not None and line.contract.number not in recorded.contracts:
            recorded.contracts[line.contract.number] = service.hire(session, line.contract)
            report.contracts.append(line.contract.number)
            is_new = True
        report.new += is_new
        report.unchanged += not is_new
    return report


# --- one line ----------------------------------------------------------------------------------------


def _line(reader: Reader) -> RosterLine | None:
    contract = _contract(reader)
    latitude, longitude = reader.coordinates("home_latitude", "home_longitude")
    values = {
        "number": reader.code("number", 20, required=True),
        "first_name": reader.text("first_name", required=True, max_length=100),
        "last_name": reader.text("last_name", required=True, max_length=100),
        "profession": reader.choice("profession", PROFESSIONS, required=True),
        "function": reader.text("function", max_length=100) or "",
        "language": reader.choice("language", LANGUAGES, default="fr"),
        "email": reader.email("email"),
        "home_postal_code": reader.text("home_postal_code", max_length=10) or "",
        "home_city": reader.text("home_city", max_length=100) or "",
        "home_latitude": latitude,
        "home_longitude": longitude,
    }
    if reader.problems:
        return None
    given = frozenset(name for name in COLUMNS if reader.found(name))
    return RosterLine(reader.row.line, WorkerCreate.model_validate(values), contract, given)


def _contract(reader: Reader) -> ContractCreate | None:
    if not any(reader.found(name) for name in CONTRACT_ONLY):
        return None
    last_day = reader.day("contract_last_day")
    values = {
        "number": reader.code("contract_number", 30, required=True),
        "worker": reader.found("number"),
        "from_on": reader.day("contract_from", required=True),
        "until_on": last_day + timedelta(days=1) if last_day else None,
        "week_minutes": reader.minutes("week_hours", 1, WEEK_MINUTES, required=True),
        "full_time_minutes": reader.minutes("full_time_hours", 1, WEEK_MINUTES, default=2280),
        "signed_on": reader.day("signed_on"),
        "purpose_clause": reader.yes_no("purpose_clause", default=False),
        "availability_clause": reader.yes_no("availability_clause", default=False),
        "pattern": reader.text("pattern", max_length=500) or "",
    }
    if reader.problems:
        return None
    contract = ContractCreate.model_validate(values)
    _check(reader, contract)
    return None if reader.problems else contract.model_copy(update={"pattern": canonical(contract.pattern)})


def _check(reader: Reader, contract: ContractCreate) -> None:
    """Refuse what cannot be true of any contract; the law is the gate's."""
    if contract.until_on is not None and contract.until_on <= contract.from_on:
        reader.refuse("contract_last_day", f"write {contract.from_on}, when the contract starts, or a later day")
    if contract.week_minutes > contract.full_time_minutes:
        reader.refuse("week_hours", f"at most the full-time week of {_hours(contract.full_time_minutes)}")
    try:
        planned = week_minutes_of(parse_pattern(contract.pattern))
    except InvalidInput as error:
        reader.refuse("pattern", error.problems[0].allowed)
    else:
        if contract.pattern not in ("", VARIABLE) and planned != contract.week_minutes:
            agreed = _hours(contract.week_minutes)
            reader.refuse("pattern", f"this week has {_hours(planned)}; write one of {agreed}, as agreed")


def _hours(minutes: int) -> str:
    return f"{minutes // 60}h{minutes % 60:02d}"


# --- what other lines and the records say ------------------------------------------------------------


class _Earlier:
    """The first line of each worker and of each contract."""

    def __init__(self) -> None:
        self.workers: dict[str, RosterLine] = {}
        self.contracts: dict[str, tuple[int, ContractCreate]] = {}

    def contradictions(self, line: RosterLine) -> Iterator[Problem]:
        first = self.workers.setdefault(line.worker.number, line)
        for name in WORKER_COLUMNS:
            found, there = getattr(line.worker, name), getattr(first.worker, name)
            if found != there:
                yield _contradiction(name, found, there, line.line, first.line)
        if line.contract is None:
            return
        first_line, contract = self.contracts.setdefault(line.contract.number, (line.line, line.contract))
        for name, column in CONTRACT_COLUMNS.items():
            found, there = getattr(line.contract, name), getattr(contract, name)
            if found != there:
                yield _contradiction(column, _cell(name, found), _cell(name, there), line.line, first_line)


def _contradiction(column: str, found: object, there: object, line: int, first_line: int) -> Problem:
    allowed = f"this contradicts line {first_line}, where it is {str(there)!r}; make the lines agree"
    return Problem(column, str(found), allowed, line)


@dataclass
class _Recorded:
    """What the group has recorded, by number; terms by contract, in order of date."""

    workers: dict[str, Worker]
    contracts: dict[str, EmploymentContract]
    terms: dict[int, list[ContractTerms]]

    @classmethod
    def of(cls, session: GroupSession) -> _Recorded:
        terms: dict[int, list[ContractTerms]] = {}
        for row in session.exec(select(ContractTerms).order_by(col(ContractTerms.from_on))):
            terms.setdefault(row.contract_id, []).append(row)
        return cls(
            {worker.number: worker for worker in session.exec(select(Worker))},
            {contract.number: contract for contract in session.exec(select(EmploymentContract))},
            terms,
        )

    def differences(self, line: RosterLine) -> Iterator[Problem]:
        """Yield where a line differs from the worker or the contract that is recorded."""
        worker = self.workers.get(line.worker.number)
        if worker is not None:
            advice = "an import corrects no recorded worker: make the file agree, or correct the record by hand"
            for name in (name for name in WORKER_COLUMNS if name in line.given):
                found, there = getattr(line.worker, name), getattr(worker, name)
                if found != there:
                    yield Problem(name, str(found), f"recorded is {str(there)!r}; {advice}", line.line)
        contract = self.contracts.get(line.contract.number) if line.contract else None
        if line.contract is not None and contract is not None:
            yield from self._contract_differences(line, line.contract, contract)

    def _contract_differences(
        self, line: RosterLine, found: ContractCreate, contract: EmploymentContract
    ) -> Iterator[Problem]:
        owner = next(worker for worker in self.workers.values() if worker.id == contract.worker_id)
        if owner.number != found.worker:
            allowed = f"contract {contract.number} is one of {owner.number}; give this contract another number"
            yield Problem("contract_number", contract.number, allowed, line.line)
            return
        # The terms as first agreed or as amended since: a file of either date says nothing new.
        states = [_state(contract, terms) for terms in self.terms[contract.id]]
        differing = min((list(_differing(line, found, state)) for state in states), key=len)
        days = Span.of(contract.from_on, contract.until_on)
        for name, there in differing:
            allowed = (
                f"contract {contract.number} ({days}) is recorded with {there}; an import amends no contract:"
                " amend or end it, or make the file agree"
            )
            yield Problem(CONTRACT_COLUMNS[name], _cell(name, getattr(found, name)), allowed, line.line)


def _state(contract: EmploymentContract, terms: ContractTerms) -> dict[str, object]:
    names = ("from_on", "until_on", "signed_on", "purpose_clause", "availability_clause")
    week = {
        "week_minutes": terms.week_minutes,
        "full_time_minutes": terms.full_time_minutes,
        "pattern": canonical(terms.pattern),
    }
    return {name: getattr(contract, name) for name in names} | week


def _differing(
    line: RosterLine, found: ContractCreate, recorded: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Yield attribute and recorded value where they differ; an empty last day says that there is none."""
    for name, value in recorded.items():
        if name != "until_on" and CONTRACT_COLUMNS[name] not in line.given:
            continue
        if getattr(found, name) != value:
            yield name, _cell(name, value)


def _cell(name: str, value: object) -> str:
    """Write a value of a contract as its column would."""
    if value is None:
        return "no day" if name in ("until_on", "signed_on") else ""
    if name == "until_on":
        return str(value - timedelta(days=1))  # type: ignore[operator]
    if name in ("week_minutes", "full_time_minutes"):
        return _hours(value)  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "an empty pattern"

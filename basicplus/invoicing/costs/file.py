"""The cost file with one cost a line: read through a layout of its columns, and booked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from sqlmodel import col, func, select

from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Problem
from basicplus.invoicing.costs.entries import CostCreate, CostStatus, book
from basicplus.invoicing.costs.models import CostEstimate
from basicplus.invoicing.models import CostEntry, CostKind, CostPool
from basicplus.tabular import FileDrafts, ImportReport, Reader, one_of, read_drafts, write_template
from basicplus.workers import Worker

KINDS: tuple[CostKind, ...] = get_args(CostKind)
# How payroll offices write the kinds in French; capitals, accents and punctuation make no difference.
# "ONSS" alone is left out: the worker's own share of it is part of the gross pay.
FRENCH: dict[CostKind, tuple[str, ...]] = {
    "gross": ("brut", "salaire brut", "rémunération brute", "traitement brut"),
    "employer_contributions": (
        "onss patronal",
        "onss patronale",
        "onss employeur",
        "cotisations patronales",
        "charges patronales",
    ),
    "holiday_pay": ("pécule", "pécule de vacances", "pécules", "provision pécule de vacances"),
    "single_holiday_pay": ("pécule simple", "simple pécule", "provision pécule simple"),
    "double_holiday_pay": ("double pécule", "pécule double", "provision double pécule"),
    "year_end_premium": ("prime", "prime de fin d'année", "treizième mois", "13e mois", "13ème mois"),
    "insurance": ("assurance", "assurances", "assurance loi", "assurance accidents du travail"),
    "meal_vouchers": ("chèques-repas", "titres-repas"),
    "training": ("formation", "formations"),
    "travel": ("déplacement", "déplacements", "frais de déplacement", "transport"),
    "equipment": ("matériel", "équipement"),
    "overhead": ("frais généraux", "frais de fonctionnement"),
    "provision": ("provisions", "dotation", "dotation aux provisions"),
    "subsidy": ("subside", "subsides", "subvention", "subventions", "aide à l'emploi"),
}

EXAMPLES = (
    {"worker": "W001", "month": "2026-03", "kind": "brut", "amount": "2.845,10", "pool": ""},
    {"worker": "W001", "month": "03/2026", "kind": "employer_contributions", "amount": "847,84", "pool": ""},
    {"worker": "W001", "month": "31/03/2026", "kind": "subside", "amount": "-240,00", "pool": ""},
    {"worker": "", "month": "2026-03", "kind": "frais généraux", "amount": "1250", "pool": "OVERHEAD"},
)


def folded(text: str) -> str:
    """Return a text without capitals, accents and punctuation, to compare how people write things."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


@dataclass(frozen=True)
class CostLayout:
    """Which column of one kind of file holds what, and which of its words (folded) mean which kind of cost."""

    name: str
    worker: str
    month: str
    kind: str
    amount: str
    pool: str
    kinds: Mapping[str, CostKind]


def words(spellings: Mapping[CostKind, Iterable[str]]) -> dict[str, CostKind]:
    """Return the kind of cost by each folded spelling, our own codes among them."""
    found: dict[str, CostKind] = {folded(kind): kind for kind in KINDS}
    return found | {folded(text): kind for kind, texts in spellings.items() for text in texts}


TEMPLATE = CostLayout("template", "worker", "month", "kind", "amount", "pool", words(FRENCH))


@dataclass(frozen=True)
class CostLine:
    """One line: a cost of a month, by the names that the file gives to worker and pool."""

    line: int
    cost: CostCreate


CostFile = FileDrafts[CostLine]


@dataclass
class CostImport(ImportReport):
    """What an import did, or would do; `cents` is the sum of the costs it booked."""

    cents: int = 0


def read_costs(path: Path, layout: CostLayout = TEMPLATE) -> CostFile:
    """Read the costs in a CSV or XLSX file through a layout of its columns.

    A cost without a worker names its pool; a subsidy is negative. Raises InvalidInput when the file cannot
    be read as a table (see read_table), or a column is missing.
    """
    required = (layout.month, layout.kind, layout.amount)
    return read_drafts(path, required, (layout.worker, layout.pool), lambda reader: _line(reader, layout))


def write_costs_template(path: Path) -> None:
    """Write the template with invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, ("worker", "month", "kind", "amount", "pool"), EXAMPLES)


def import_costs(
    session: WriteSession, file: CostFile, *, skip_refused: bool = False, status: CostStatus = "actual"
) -> CostImport:
    """Book the costs, unless this very file (by its SHA-256) is booked already: then nothing changes.

    Costs that another file booked for the same month are remarked, for both count; estimates take the place of
    earlier ones. With refused lines the file is refused whole, unless `skip_refused`. A session opened for a dry
    run saves nothing.
    """
    earlier = booked_as(session, file.sha256, status)
    if earlier is not None:
        allowed = f"it is booked already, as {earlier}, and changes nothing; put further costs in another file"
        return CostImport(
            file.lines_read,
            unchanged=len(file.drafts),
            refused=list(file.refused),
            remarks=[*file.remarks, Problem("file", file.name, allowed)],
        )
    file = file.sifted(_Named.of(session).unknown)
    # A row that holds several costs says once what is wrong with it.
    file = replace(file, refused=list(dict.fromkeys(file.refused)))
    report = CostImport(**vars(file.report(skip_refused=skip_refused)))
    if status == "actual":
        report.remarks.extend(_booked_by_others(session, file))
    if file.drafts:
        costs = [draft.cost for draft in file.drafts]
        rows = book(session, costs, file.name[:160], file.sha256, status=status)
        report.new, report.cents = len(rows), sum(row.amount_cents for row in rows)
    return report


def booked_as(session: GroupSession, sha256: str, status: CostStatus) -> str | None:
    """Return the name under which a file was booked with this status, None when it was not."""
    table = CostEntry if status == "actual" else CostEstimate
    return session.exec(select(table.source).where(table.source_sha256 == sha256).limit(1)).first()


def _line(reader: Reader, layout: CostLayout) -> CostLine | None:
    kind = layout.kinds.get(folded(reader.found(layout.kind)))
    values = {
        "month": reader.month(layout.month, required=True),
        "kind": kind,
        "amount_cents": reader.cents(layout.amount, required=True),
        "worker": reader.text(layout.worker),
        "pool": reader.text(layout.pool),
    }
    if reader.text(layout.kind, required=True) and kind is None:
        known = ", ".join(kind if kind not in FRENCH else f"{kind} ({FRENCH[kind][0]})" for kind in KINDS)
        reader.refuse(layout.kind, f"write one of: {known}")
    if kind == "subsidy" and (values["amount_cents"] or 0) > 0:  # type: ignore[operator]
        reader.refuse(layout.amount, "a subsidy lowers the cost: write it negative")
    if not reader.found(layout.worker) and not reader.found(layout.pool):
        reader.refuse(layout.worker, "give the worker, or the pool of a cost without one")
    return None if reader.problems else CostLine(reader.row.line, CostCreate.model_validate(values))


@dataclass(frozen=True)
class _Named:
    """The workers and pools that a file may name; `carried` are the workers whose pool is known."""

    workers: frozenset[str]
    carried: frozenset[str]
    pools: frozenset[str]

    @classmethod
    def of(cls, session: GroupSession) -> _Named:
        pools = session.exec(select(CostPool)).all()
        people = session.exec(select(Worker)).all()
        professions = {pool.profession for pool in pools if pool.kind == "profession"}
        dedicated = {pool.worker_id for pool in pools if pool.kind == "dedicated"}
        carried = (person for person in people if person.id in dedicated or person.profession in professions)
        return cls(
            frozenset(person.number for person in people),
            frozenset(person.number for person in carried),
            frozenset(pool.code for pool in pools),
        )

    def unknown(self, draft: CostLine) -> Iterator[Problem]:
        """Yield what a line names that is not there."""
        worker, pool = draft.cost.worker, draft.cost.pool
        if worker is not None and worker not in self.workers:
            yield Problem("worker", worker, one_of(self.workers), draft.line)
        elif worker is not None and pool is None and worker not in self.carried:
            allowed = "no pool carries this worker's cost: open one for the worker or the profession, or name one"
            yield Problem("pool", "", f"{allowed}; {one_of(self.pools)}", draft.line)
        if pool is not None and pool not in self.pools:
            yield Problem("pool", pool, one_of(self.pools), draft.line)


def _booked_by_others(session: GroupSession, file: CostFile) -> Iterator[Problem]:
    """Remark the files that booked costs of workers for months that this file has too."""
    lines = Counter(draft.cost.month for draft in file.drafts if draft.cost.worker)
    query = (
        pick(CostEntry.month, CostEntry.source, func.count())
        .where(col(CostEntry.month).in_(lines), col(CostEntry.worker_id).is_not(None))
        .group_by(col(CostEntry.month), col(CostEntry.source))
        .order_by(col(CostEntry.month), col(CostEntry.source))
    )
    for month, source, entries in session.rows(query):
        allowed = f"{source} booked {entries} costs of workers for this month; these {lines[month]} come on top"
        yield Problem("month", f"{month:%Y-%m}", allowed)

"""What a file of lines gives: drafts of the accepted lines, why others were refused, and what an import did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from basicplus.errors import BasicplusError, InvalidInput, Problem
from basicplus.tabular.reader import Reader
from basicplus.tabular.table import Table, read_table


class Draft(Protocol):
    """What one line says; `line` is its number in the file."""

    @property
    def line(self) -> int:
        """The 1-based number of the line."""


OneDraft = TypeVar("OneDraft", bound=Draft)


@dataclass(frozen=True)
class FileDrafts(Generic[OneDraft]):
    """What a file holds: accepted lines in file order, why others were refused, what is worth a look.

    A refused line may have several problems. `lines_read` counts the records below the header, blank lines
    left out; `sha256` is that of the file's bytes.
    """

    name: str
    sha256: str
    lines_read: int
    drafts: list[OneDraft] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def sifted(self, problems_of: Callable[[OneDraft], Iterable[Problem]]) -> Self:
        """Return the same with the drafts refused against which `problems_of` has something to say."""
        kept, refused = [], list(self.refused)
        for draft in self.drafts:
            problems = list(problems_of(draft))
            refused += problems
            if not problems:
                kept.append(draft)
        refused.sort(key=lambda problem: problem.line or 0)
        return replace(self, drafts=kept, refused=refused)

    def report(self, *, skip_refused: bool) -> ImportReport:
        """Open the report of an import; refuse the whole file if a line is refused, unless `skip_refused`."""
        if self.refused and not skip_refused:
            raise InvalidInput(*self.refused)
        return ImportReport(self.lines_read, refused=list(self.refused), remarks=list(self.remarks))

    def taken(
        self,
        take: Callable[[OneDraft], bool],
        about: Callable[[OneDraft], tuple[str, str]],
        *,
        skip_refused: bool,
    ) -> ImportReport:
        """Take each draft and report on it; `take` says whether it was new, and refuses by raising.

        `about` names what a draft refused for its state is about, and what was found. Raises InvalidInput with all
        that is refused, unless `skip_refused`.
        """
        report = ImportReport(self.lines_read, refused=list(self.refused), remarks=list(self.remarks))
        for draft in self.drafts:
            try:
                new = take(draft)
            except InvalidInput as error:
                report.refused += [replace(problem, line=draft.line) for problem in error.problems]
            except BasicplusError as error:
                report.refused.append(Problem(*about(draft), str(error), draft.line))
            else:
                report.new, report.unchanged = report.new + new, report.unchanged + (not new)
        report.refused.sort(key=lambda problem: problem.line or 0)
        if report.refused and not skip_refused:
            raise InvalidInput(*report.refused)
        return report


@dataclass
class ImportReport:
    """What an import did, or would do: how many lines said something new, or nothing new; what was refused."""

    lines_read: int
    new: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def read_drafts(
    path: Path,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    read_line: Callable[[Reader], OneDraft | None],
    layout: str = "the template",
) -> FileDrafts[OneDraft]:
    """Read each line of a CSV or XLSX file as a draft; a line on which the reader found a problem is refused.

    `layout` names what says which columns there are.

    Raises InvalidInput when the file cannot be read as a table (see read_table) or a column is missing.
    """
    table = read_table(path)
    table.require(*required)
    remarks = list(unknown_columns(table, required + optional, layout))
    file: FileDrafts[OneDraft] = FileDrafts(path.name, table.sha256, len(table.rows), remarks=remarks)
    for row in table.rows:
        reader = Reader(row)
        draft = read_line(reader)
        file.refused.extend(reader.problems)
        if draft is not None and not reader.problems:
            file.drafts.append(draft)
    return file


def unknown_columns(table: Table, known: Iterable[str], reader: str) -> Iterator[Problem]:
    """Remark the columns that nobody reads."""
    for name in table.headers:
        if name not in set(known):
            yield Problem("header", name, f"{reader} has no such column; it is not used")

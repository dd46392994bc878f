"""Files of acts: CSV and XLSX with a column `act`, JSON and JSON lines; imported whole, in one commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from basicplus.acts import REGISTRY
from basicplus.acts.doing import Asked, do_all
from basicplus.db import WriteSession
from basicplus.errors import InvalidInput, Problem, invalid
from basicplus.tabular import ImportReport, read_table, write_template
from basicplus.tabular.table import content_of

JSON_SHAPE = 'write {"acts": [{"act": "hire", ...}, ...]}, a list of acts, or one act on each line'
TEMPLATE_ACTS = ("register-worker", "hire", "log-hours")


@dataclass(frozen=True)
class ActsFile:
    """The acts that a file asks for, in order; `despite` is the reason it gives to go ahead on a warning."""

    name: str
    sha256: str
    acts: list[Asked]
    despite: str | None = None


def read_acts(path: Path) -> ActsFile:
    """Read a CSV, XLSX, JSON or JSON lines file of acts.

    In a table, each row is an act, its fields are columns, and an empty cell says nothing; a cell may hold
    JSON, for a field with fields of its own. Raises InvalidInput when the file is none of these.
    """
    content = content_of(path)
    if not content.lstrip().startswith((b"{", b"[")):
        table = read_table(path)
        table.require("act")
        acts = [Asked(row.cells["act"], _fields(row.cells), row.line) for row in table.rows]
        return ActsFile(path.name, table.sha256, acts)
    return replace(
        acts_of(content.decode("utf-8", "replace"), path.name), sha256=hashlib.sha256(content).hexdigest()
    )


def acts_of(text: str, name: str) -> ActsFile:
    """Read acts from JSON, or from JSON lines; `line` is the place in the list, or the line."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError:
        given = None
    if isinstance(given, dict) and "act" not in given:
        return ActsFile(name, "", acts_in(given.get("acts"), name), _text(given.get("despite"), "despite"))
    if given is not None:
        return ActsFile(name, "", acts_in(given if isinstance(given, list) else [given], name))
    return ActsFile(name, "", list(_json_lines(text)))


def acts_in(given: object, name: str) -> list[Asked]:
    """Return the acts in a list of objects, each with its name in `act` beside its fields."""
    if not isinstance(given, list):
        raise invalid("acts", name, JSON_SHAPE)
    return [_asked(each, line) for line, each in enumerate(given, start=1)]


def import_acts(session: WriteSession, file: ActsFile, *, skip_refused: bool = False) -> ImportReport:
    """Do every act of a file in one commit; what an act does twice is what its service does twice.

    With refused lines the file is refused whole, unless `skip_refused`. The gate judges at the commit; a
    session opened for a dry run saves nothing.
    """
    steps = do_all(session, file.acts)
    refused = [problem for step in steps for problem in step.problems]
    if refused and not skip_refused:
        raise InvalidInput(*refused)
    return ImportReport(len(steps), new=sum(step.status == "ok" for step in steps), refused=refused)


def write_acts_template(path: Path) -> None:
    """Write three acts as an example: a workbook when the name ends in .xlsx, else CSV.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    examples = [{"act": name} | dict(REGISTRY[name].example) for name in TEMPLATE_ACTS]
    columns = list(dict.fromkeys(column for example in examples for column in example))
    write_template(path, columns, [{name: _cell(value) for name, value in each.items()} for each in examples])


def cell_value(text: str) -> Any:
    """Return a value written as text: JSON when it looks like an object or a list, else the text."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fields(cells: Mapping[str, str]) -> dict[str, Any]:
    return {name: cell_value(text) for name, text in cells.items() if text and name != "act"}


def _json_lines(text: str) -> Iterator[Asked]:
    for line, record in enumerate(text.splitlines(), start=1):
        if record.strip():
            try:
                yield _asked(json.loads(record), line)
            except json.JSONDecodeError as error:
                raise InvalidInput(Problem("line", record[:60], f"{error.msg}; {JSON_SHAPE}", line)) from None


def _asked(given: object, line: int) -> Asked:
    if not isinstance(given, dict) or not isinstance(given.get("act"), str):
        raise InvalidInput(Problem("act", str(given)[:60], f"every act has its name in `act`; {JSON_SHAPE}", line))
    return Asked(given["act"], {name: value for name, value in given.items() if name != "act"}, line)


def _text(given: object, name: str) -> str | None:
    if given is not None and not isinstance(given, str):
        raise invalid(name, given, "a sentence")
    return given

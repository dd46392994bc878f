"""The catalogue of law, entry by entry: what basicplus does about each, as a table made from the code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from basicplus.compliance.law import Law
from basicplus.compliance.rules import RULES


@dataclass(frozen=True)
class Entry:
    """An entry of the catalogue: how strict it is, and how basicplus keeps it; `test` shows what has no rule."""

    id: str
    subject: str
    kind: str
    kept: str
    test: str | None = None


@cache
def catalogue() -> tuple[Entry, ...]:
    """Return every entry in the order of the catalogue."""
    raw = tomllib.loads((files("basicplus.compliance") / "catalogue.toml").read_text("utf-8"))
    return tuple(
        Entry(name, each["subject"], each["kind"], each["kept"], each.get("test")) for name, each in raw.items()
    )


def where_tested(rule: str) -> str:
    """Return where the tests of a rule are."""
    return f"tests/compliance/test_{rule.lower().replace('-', '_')}.py"


def table(law: Law) -> Iterator[str]:
    """Yield the lines of the table of all entries, in Markdown."""
    rules = {rule.id: rule for rule in RULES}
    yield "| id | subject | kind | kept by | parameters | called by | waivable | how sure | tests |"
    yield "|---|---|---|---|---|---|---|---|---|"
    known = [entry.id for entry in catalogue()]
    others = [Entry(rule.id, rule.says.rstrip("."), "house", "rule") for rule in RULES if rule.id not in known]
    for entry in (*catalogue(), *others):
        rule = rules.get(entry.id)
        names = (
            rule.parameters
            if rule
            else tuple(each.name for each in law.parameters.values() if each.rule == entry.id)
        )
        sure = sorted({value.confirmed for name in names for value in law.parameters[name].values})
        cells = (
            entry.id,
            entry.subject,
            entry.kind,
            entry.kept,
            ", ".join(f"`{name}`" for name in names) or "-",
            ", ".join(rule.events) if rule else "-",
            "yes" if rule and rule.waivable else "-",
            ", ".join(sure) or "-",
            f"`{where_tested(entry.id)}`" if rule else f"`{entry.test}`" if entry.test else "-",
        )
        yield f"| {' | '.join(cells)} |"

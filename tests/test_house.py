"""The house keeps its own rules: law with sources, rules with tests, tables with witnesses."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from basicplus import store
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import RULES
from basicplus.journal import JournalEntry
from basicplus.versions import RowVersion

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "basicplus"
OURS = [file for file in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "migrations/versions" not in file.parents]
BENEATH = {PACKAGE / name for name in ("db.py", "engines.py", "walls.py")}
BUSINESS = [file for file in OURS if file not in BENEATH and PACKAGE / "migrations" not in file.parents]
BY_HAND = {"text", "insert", "update", "delete", "exec_driver_sql"}
LONGEST = 400
# Written by the gate itself, with the changes it has judged.
BESIDE_THE_GATE = {JournalEntry.__tablename__, RowVersion.__tablename__}
CLOCKS = {
    "day worked",
    "each day",
    "each day of the contract",
    "contract start",
    "contract end",
    "membership start",
    "notice date",
    "document date",
    "due date",
}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", sorted(belgian_law().parameters))
def test_every_parameter_of_the_law_has_its_names_sources_and_certainty(name: str) -> None:
    parameter = belgian_law().parameters[name]
    assert list(parameter.labels) == ["fr", "nl", "de", "en"]
    assert [language for language, label in parameter.labels.items() if not label.strip()] == []
    assert isinstance(parameter.checked_on, date)
    assert re.fullmatch(r"(GE|WT|HOL|SOC|ACC|RET|AUD|PLAN|PAY|VAT)-\d\d[a-d]?", parameter.rule)
    assert parameter.clock in CLOCKS
    assert [value.source for value in parameter.values if not value.source.strip()] == []
    assert {value.confirmed for value in parameter.values} <= {"official", "secondary", "belief", "house"}
    sourced = [value for value in parameter.values if value.confirmed in ("official", "secondary")]
    assert [value.span for value in sourced if not value.url.startswith(("https://", "http://"))] == []
    days = [value.span.from_on for value in parameter.values]
    assert days == sorted(set(days))


def test_every_rule_reads_the_parameters_it_says() -> None:
    assert {name for rule in RULES for name in rule.parameters} <= set(belgian_law().parameters)
    for rule in RULES:
        source = inspect.getsource(rule.check)
        read = tuple(name for name in rule.parameters if f'"{name}"' in source)
        assert (rule.id, read) == (rule.id, rule.parameters)


def test_every_rule_has_an_id_of_its_own_and_says_what_it_wants() -> None:
    assert [number for number, times in Counter(rule.id for rule in RULES).items() if times > 1] == []
    assert [rule.id for rule in RULES if not rule.says.endswith(".")] == []


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_test_file(rule: str) -> None:
    file = ROOT / "tests/compliance" / f"test_{rule.lower().replace('-', '_')}.py"
    assert f'"{rule}' in file.read_text("utf-8")


def test_the_migrations_are_in_step_with_the_models(empty_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(store.MIGRATIONS))
    config.attributes["url"] = empty_url
    command.check(config)


def test_the_migrations_make_the_tables_of_the_models_and_no_other(empty_url: str) -> None:
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        tables = set(MigrationContext.configure(connection).dialect.get_table_names(connection))  # type: ignore[attr-defined]
    engine.dispose()
    assert tables - {"alembic_version"} == set(SQLModel.metadata.tables)


def test_every_table_has_exactly_one_witness() -> None:
    tables = Counter(str(table.__tablename__) for witness in store.WITNESSES for table in witness.tables)
    assert tables == dict.fromkeys(set(SQLModel.metadata.tables) - BESIDE_THE_GATE, 1)


def test_every_table_but_the_group_itself_belongs_to_a_group() -> None:
    without = [name for name, table in SQLModel.metadata.tables.items() if "group_id" not in table.columns]
    assert without == ["employer_group"]


def written_by_hand(file: Path) -> list[str]:
    """Name the raw SQL and the bulk writes of a file, which the gate would not see."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("sqlalchemy", "sqlmodel"):
            found += [alias.name for alias in node.names if alias.name in BY_HAND]
        elif isinstance(node, ast.Attribute):
            of_library = isinstance(node.value, ast.Name) and node.value.id in ("sa", "sqlalchemy", "sqlmodel")
            if (of_library and node.attr in BY_HAND) or node.attr.startswith(("bulk_", "exec_driver_sql")):
                found.append(node.attr)
    return found


def test_business_code_writes_no_sql_by_hand() -> None:
    assert {name_of(file): written for file in BUSINESS if (written := written_by_hand(file))} == {}


def test_only_versions_and_copies_in_memory_are_written_in_bulk() -> None:
    importing = {
        name_of(file)
        for file in BUSINESS
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "basicplus.db"
        if "append" in {alias.name for alias in node.names}
    }
    assert importing == {"basicplus/versions.py", "basicplus/history/known.py"}


def test_sql_by_hand_is_recognised(tmp_path: Path) -> None:
    file = tmp_path / "careless.py"
    file.write_text(
        "import sqlalchemy as sa\nfrom sqlalchemy import select, text\nfrom sqlmodel import delete\n"
        "session.bulk_save_objects([])\nsa.update(Table)\nconnection.exec_driver_sql('')\nresponse.text\n"
    )
    assert sorted(written_by_hand(file)) == ["bulk_save_objects", "delete", "exec_driver_sql", "text", "update"]


def test_no_file_is_longer_than_it_can_be_read() -> None:
    lengths = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in OURS}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_in_its_first_line_what_lives_there() -> None:
    silent = [
        name_of(file)
        for file in BUSINESS
        if file.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []

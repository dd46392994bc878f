"""A small demonstration group with its year behind it, built once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from basicplus.db import Database
from basicplus.store import open_store
from tests.cli.running import run


@dataclass(frozen=True)
class SmallDemo:
    """Where the demonstration is, and what the command printed about it."""

    folder: Path
    told: dict[str, object]

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "basicplus.db"

    @property
    def documents(self) -> Path:
        """The folder of exported documents."""
        return self.folder / "documents"


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> SmallDemo:
    """A demonstration of eight members; not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    result = run("demo", "--members", "8", "--workers", "4", "--dir", str(folder), "--json")
    assert result.exit_code == 0, result.stderr
    return SmallDemo(folder, result.json())


@pytest.fixture
def small_demo(built_demo: SmallDemo, tmp_path: Path) -> SmallDemo:
    """A copy of the demonstration, to be changed at will."""
    folder = tmp_path / "demo"
    shutil.copytree(built_demo.folder, folder)
    return SmallDemo(folder, built_demo.told)


@pytest.fixture
def demo_database(small_demo: SmallDemo) -> Iterator[Database]:
    """The copy, opened."""
    database = open_store(str(small_demo.file))
    yield database
    database.close()

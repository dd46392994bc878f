"""Commands are tested on SQLite: what they call and what they read is tested on both databases where it lives."""

from __future__ import annotations

import pytest

from tests.conftest import Templates


@pytest.fixture
def templates(sqlite_templates: Templates) -> Templates:
    """One database is enough for what commands print."""
    return sqlite_templates

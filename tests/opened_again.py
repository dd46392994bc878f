"""Engines that were closed serve the next test: what SQLAlchemy compiled for one need not be compiled again.

Their connections are closed as ever. Each test opens its database itself, and no two at once share an engine. On
SQLite none waits for the disk: no database of a test outlives the machine.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Engine, event

from basicplus import db, engines

_idle: defaultdict[tuple[Any, ...], list[Engine]] = defaultdict(list)


def _opened(url: str, pragmas: tuple[str, ...], *patience: float) -> Engine:
    closed = _idle[url, pragmas, *patience]
    if closed:
        return closed.pop(0)  # A database closes its engines in the order in which it opened them.
    hasty = tuple("synchronous=OFF" if pragma.startswith("synchronous") else pragma for pragma in pragmas)
    engine = engines.opened(url, hasty, *patience)

    @event.listens_for(engine, "engine_disposed")
    def _closed(_engine: Engine) -> None:
        if engine not in closed:
            closed.append(engine)

    return engine


def keep_engines() -> None:
    """Have every database of this process opened so from now on."""
    db.opened = _opened

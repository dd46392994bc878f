"""Engines that were closed serve the next test: what SQLAlchemy compiled for one need not be compiled again.

Their connections are closed as ever. Each test opens its database itself, and no two at once share an engine.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Engine, event

from basicplus import db, engines

_idle: defaultdict[tuple[Any, ...], list[Engine]] = defaultdict(list)


def _opened(*given: Any) -> Engine:
    closed = _idle[given]
    if closed:
        return closed.pop()
    engine = engines.opened(*given)

    @event.listens_for(engine, "engine_disposed")
    def _closed(_engine: Engine) -> None:
        if engine not in closed:
            closed.append(engine)

    return engine


def keep_engines() -> None:
    """Have every database of this process opened so from now on."""
    db.opened = _opened

"""Renders many documents with every core, and few of them right here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

from basicplus.invoicing.documents import rendering
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.issuing import Renderer, render_here

# Starting a process costs about as much as this many documents.
WORTH_A_PROCESS = 150


def _end_with_parent() -> None:
    """Have a helper process end when the one that started it is killed: nobody would tell it to."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def pressing() -> Iterator[Renderer]:
    """Give a renderer that starts helper processes once it has enough to do, and ends them on leaving."""
    executor: ProcessPoolExecutor | None = None
    asked = 0

    def render(contents: Sequence[DocumentContent]) -> Iterable[Mapping[str, bytes]]:
        nonlocal executor, asked
        asked += len(contents)
        if executor is None and asked < WORTH_A_PROCESS:
            return render_here(contents)
        if executor is None:
            # A fresh process holds none of this one's database connections.
            executor = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _end_with_parent)
        return executor.map(rendering.render, contents, chunksize=25)

    try:
        yield render
    finally:
        if executor is not None:
            executor.shutdown()

"""Renders many documents with every core, and few of them right here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from basicplus.invoicing.documents import rendering
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.issuing import Renderer, render_here

# Starting a process costs about as much as this many documents.
WORTH_A_PROCESS = 150


@contextmanager
def pressing() -> Iterator[Renderer]:
    """Give a renderer that starts helper processes with the first long run, and ends them on leaving."""
    executor: ProcessPoolExecutor | None = None

    def render(contents: Sequence[DocumentContent]) -> Iterable[Mapping[str, bytes]]:
        nonlocal executor
        if executor is None and len(contents) < WORTH_A_PROCESS:
            return render_here(contents)
        if executor is None:
            # A fresh process holds none of this one's database connections.
            executor = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))
        return executor.map(rendering.render, contents, chunksize=25)

    try:
        yield render
    finally:
        if executor is not None:
            executor.shutdown()

"""How the demonstration tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

Advance = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Advance]]
Item = TypeVar("Item")


@contextmanager
def silently(_label: str, _total: int) -> Iterator[Advance]:
    """Tell nothing."""
    yield lambda _done: None


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield the items in slices of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]

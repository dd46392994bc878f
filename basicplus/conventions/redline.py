"""What differs between two versions of an agreement, term by term in words. Knows no records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from basicplus.conventions.blocks import Block, blocks
from basicplus.conventions.content import Content
from basicplus.conventions.wording import words_of

NOT_AGREED = {("notice", "begins"), ("price", "rate"), ("hours", "signers")}


@dataclass(frozen=True)
class Difference:
    """A term that changes, in words: its block, what it is, and its value in the one and the other version.

    `before` is empty for what is new, `after` for what is gone.
    """

    block: str
    term: str
    before: str
    after: str


def redline(before: Content, after: Content) -> tuple[Difference, ...]:
    """Return what differs between two versions, in the order of the paper and the language of the later one.

    What an amendment does not agree is no difference: its first day, the visits assigned, prices of the year, who
    may sign, and what the ministry says.
    """
    old, new = (blocks(content) for content in (replace(before, language=after.language), after))
    return tuple(each for pair in zip(old, new, strict=True) for each in _of_block(*pair, after))


def sentences(before: Content, after: Content) -> list[str]:
    """Say each difference in a sentence: `Volume: 100 h a year → 150 h a year`."""
    words = words_of(after.language)
    nothing = words.say("nothing")
    return [
        words.say(
            "change",
            block=each.block,
            term=each.term,
            before=each.before or nothing,
            after=each.after or nothing,
        )
        for each in redline(before, after)
    ]


def _of_block(old: Block, new: Block, after: Content) -> Iterator[Difference]:
    was = {term.key: term for term in old.terms if not _stays(new.key, term.key)}
    is_now = {term.key: term for term in new.terms if not _stays(new.key, term.key)}
    for key in dict.fromkeys([*was, *is_now]):
        first, second = was.get(key), is_now.get(key)
        if first != second:
            named = second or first
            assert named is not None
            yield Difference(new.title, named.label, first.value if first else "", second.value if second else "")
    if old.own != new.own:
        yield Difference(new.title, words_of(after.language).say("own"), old.own, new.own)


def _stays(block: str, term: str) -> bool:
    return (block, term) in NOT_AGREED or block == "purpose" or term.startswith("presence ")

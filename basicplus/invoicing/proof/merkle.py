"""Commit to many claims in one hash, and show later that a claim was among them: Merkle trees as in RFC 6962."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from basicplus.canonical import canonical_json


def leaf(salt: str, claim: object) -> str:
    """Return the hash of a salted claim; without the salt nobody can try out what it says (RFC 6962, 2.1)."""
    return _sha256(b"\x00" + canonical_json({"claim": claim, "salt": salt}).encode())


def root(leaves: Sequence[str]) -> str:
    """Return the hash that commits to all leaves, in their order; of none, the hash of nothing."""
    if not leaves:
        return _sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    at = _half(len(leaves))
    return _node(root(leaves[:at]), root(leaves[at:]))


def path(leaves: Sequence[str], index: int) -> list[tuple[str, str]]:
    """Return the hashes that lead from a leaf up to the root, each with its side, `left` or `right`."""
    if len(leaves) == 1:
        return []
    at = _half(len(leaves))
    if index < at:
        return [*path(leaves[:at], index), ("right", root(leaves[at:]))]
    return [*path(leaves[at:], index - at), ("left", root(leaves[:at]))]


def climb(start: str, steps: Sequence[tuple[str, str]]) -> str:
    """Return the root to which a leaf's path leads."""
    for side, other in steps:
        start = _node(other, start) if side == "left" else _node(start, other)
    return start


def _node(left: str, right: str) -> str:
    return _sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def _half(count: int) -> int:
    """Return the largest power of two below a count of two or more."""
    return 1 << (count - 1).bit_length() - 1


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

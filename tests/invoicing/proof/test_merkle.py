"""A hash that commits to many claims, and the path that shows one of them (RFC 6962)."""

from __future__ import annotations

import hashlib

import pytest

from basicplus.invoicing.proof import merkle

LEAVES = [hashlib.sha256(bytes([number])).hexdigest() for number in range(9)]


def node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def test_the_left_side_is_the_largest_full_tree() -> None:
    a, b, c, d, e = LEAVES[:5]
    assert merkle.root([a, b, c]) == node(node(a, b), c)
    assert merkle.root([a, b, c, d, e]) == node(node(node(a, b), node(c, d)), e)


def test_one_leaf_is_its_own_root_and_none_is_the_hash_of_nothing() -> None:
    assert merkle.root(LEAVES[:1]) == LEAVES[0]
    assert merkle.root([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("count", range(1, 10))
def test_every_leaf_climbs_to_the_root(count: int) -> None:
    leaves = LEAVES[:count]
    paths = [merkle.path(leaves, index) for index in range(count)]
    assert {merkle.climb(leaf, path) for leaf, path in zip(leaves, paths, strict=True)} == {merkle.root(leaves)}


def test_another_leaf_does_not_climb_to_the_root() -> None:
    assert merkle.climb(LEAVES[3], merkle.path(LEAVES, 2)) != merkle.root(LEAVES)


def test_the_same_claim_hides_behind_each_salt() -> None:
    assert merkle.leaf("a", {"share_cents": 1}) != merkle.leaf("b", {"share_cents": 1})

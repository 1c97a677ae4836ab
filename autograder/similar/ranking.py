"""Which pairs of a class share the most code that is unusual in it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.records import dataclass
from autograder.similar.fingerprints import Hashes

LEAST = 6.0
"""The weight below which two submissions share no more than what happens by chance."""
_COMMON = 0.1
"""What more than this share of the class has (but at least `_FEW`) is nobody's in particular."""
_FEW = 10
_MANY = 60
_AT_ONCE = 1_000_000
"""Pairs that are added up at a time."""


@dataclass(frozen=True)
class Ranked:
    """A pair of submissions, by their numbers, and how much unusual code they share."""

    a: int
    b: int
    weight: float
    share: float


@dataclass(frozen=True)
class Ranking:
    """The pairs of a class, the most unusual first; and the hashes that are unusual, sorted."""

    pairs: tuple[Ranked, ...]
    unusual: Hashes


def rank(prints: Sequence[Hashes], owners: Sequence[frozenset[int]], most: int) -> Ranking:
    """Return the first pairs.

    A fingerprint that `n` of `N` owners have weighs ``log((N + 1) / n) / log((N + 1) / 2)``, and at
    most 1: what two alone have counts in full, what all have next to nothing. The order is by what
    the two share in weight times the square root of its share in what the smaller one has.

    Parameters
    ----------
    prints
        The fingerprints of each submission, each once.
    owners
        Whose each is: numbers of persons; two that have one in common are no pair.
    most
        How many pairs at most; of the same owners' the first alone.
    """
    count = len(prints)
    hashes = np.concatenate([*prints, np.empty(0, np.uint64)])
    holders = np.repeat(np.arange(count), [len(one) for one in prints])
    order = np.argsort(hashes, kind="stable")  # within a hash the submissions stay sorted
    hashes, holders = hashes[order], holders[order]
    values, starts, sizes = np.unique(hashes, return_index=True, return_counts=True)
    firsts = np.array([min(one, default=-1) for one in owners], np.int64)
    having = _owners_of_each(holders, firsts, starts, sizes)
    everybody = len(np.unique(firsts[[len(one) > 0 for one in prints]]))
    weights = _weights(having, everybody)
    totals = np.bincount(holders, np.repeat(weights, sizes), minlength=count).astype(np.float64)
    few = max(_FEW, min(int(_COMMON * everybody), _MANY))
    unusual = (having >= 2) & (having <= few)
    shared = _shared(holders, starts[unusual], sizes[unusual], weights[unusual], count)
    _forget_own(shared, owners)
    return Ranking(_first(shared, totals, owners, most), values[unusual])


def _owners_of_each(
    holders: NDArray[np.int64],
    firsts: NDArray[np.int64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return how many owners have each hash."""
    groups = np.repeat(np.arange(len(starts)), sizes)
    pairs = np.unique(np.stack([groups, firsts[holders]]), axis=1)
    return np.bincount(pairs[0], minlength=len(starts))


def _weights(having: NDArray[np.int64], everybody: int) -> NDArray[np.float64]:
    scale = math.log((everybody + 1) / 2) if everybody > 1 else 1.0
    return np.minimum(np.log((everybody + 1) / np.maximum(having, 1)) / scale, 1.0)


def _shared(
    holders: NDArray[np.int64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    weights: NDArray[np.float64],
    count: int,
) -> NDArray[np.float64]:
    """Return the weight of what each two submissions have in common, above the diagonal."""
    shared = np.zeros((count, count))
    for size in np.unique(sizes):
        here = sizes == size
        members = holders[starts[here][:, None] + np.arange(size)]
        rows, columns = np.triu_indices(int(size), 1)
        step = max(1, _AT_ONCE // max(len(rows), 1))
        for first in range(0, len(members), step):
            part = members[first : first + step]
            weight = np.repeat(weights[here][first : first + step], len(rows))
            np.add.at(shared, (part[:, rows].ravel(), part[:, columns].ravel()), weight)
    return shared


def _forget_own(shared: NDArray[np.float64], owners: Sequence[frozenset[int]]) -> None:
    """Remove the pairs of submissions that have an owner in common."""
    theirs: dict[int, list[int]] = {}
    for number, people in enumerate(owners):
        for person in people:
            theirs.setdefault(person, []).append(number)
    for numbers in theirs.values():
        shared[np.ix_(numbers, numbers)] = 0.0


def _first(
    shared: NDArray[np.float64],
    totals: NDArray[np.float64],
    owners: Sequence[frozenset[int]],
    most: int,
) -> tuple[Ranked, ...]:
    rows, columns = np.nonzero(shared >= LEAST)
    weight = shared[rows, columns]
    share = weight / np.minimum(totals[rows], totals[columns])
    order = np.lexsort((columns, rows, -np.round(weight * np.sqrt(share), 9)))
    found: list[Ranked] = []
    seen: set[frozenset[frozenset[int]]] = set()
    for place in order:
        a, b = int(rows[place]), int(columns[place])
        both = frozenset((owners[a], owners[b]))
        if both not in seen:
            seen.add(both)
            found.append(Ranked(a, b, float(weight[place]), min(float(share[place]), 1.0)))
        if len(found) == most:
            break
    return tuple(found)

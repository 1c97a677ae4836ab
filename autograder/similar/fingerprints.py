"""What is compared of a passage: hashes of runs of words, and a choice among them.

The choice is winnowing: of every `WINDOW` runs in a row the one with the least hash. So whatever
two passages have in common of `RUN + WINDOW - 1` words or more is found, and what is shorter than
`RUN` words never is. Source: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms
for Document Fingerprinting", SIGMOD 2003.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

RUN = 20
"""Words: about a line and a half."""
WINDOW = 6
GIVEN = np.uint64(2**64 - 1)
"""In place of the hash of what all were given: chosen only where there is nothing else."""
_BASE = np.uint64(0x9E3779B97F4A7C15)


def runs(words: Sequence[str]) -> Hashes:
    """Return a hash for each run of `RUN` words, in order; the same on every machine."""
    count = len(words) - RUN + 1
    if count < 1:
        return np.empty(0, np.uint64)
    values = np.fromiter((_hash(word) for word in words), np.uint64, len(words))
    found = np.zeros(count, np.uint64)
    for place in range(RUN):
        found = found * _BASE + values[place : place + count]
    found ^= found >> np.uint64(31)  # the last word shall not say alone which is the least
    found *= _BASE
    found ^= found >> np.uint64(29)
    return found


def salted(hashes: Hashes, section: str) -> Hashes:
    """Return hashes that are other ones in each section, so that only its own are met."""
    found: Hashes = hashes ^ _hash(f"section {section}")
    return found


def chosen(hashes: Hashes) -> Hashes:
    """Return the chosen ones of a passage's hashes, each once, sorted."""
    window = min(WINDOW, len(hashes))
    least = sliding_window_view(hashes, window).min(axis=1) if window else hashes
    found: Hashes = np.unique(least)
    kept: Hashes = found[found != GIVEN]
    return kept


@lru_cache(maxsize=20_000)
def _hash(word: str) -> np.uint64:
    digest = hashlib.blake2b(word.encode(errors="replace"), digest_size=8).digest()
    value: np.uint64 = np.uint64(int.from_bytes(digest, "big"))
    return value

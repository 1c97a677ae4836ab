"""Seeds: one for a run, and from it one for each case."""

from __future__ import annotations

import functools
import hashlib
import secrets
from typing import Any, cast

import numpy as np
import numpy.typing as npt

MAX_SEED = 2**53 - 1


def draw() -> int:
    """Return a new random seed for a run."""
    return secrets.randbelow(MAX_SEED) + 1


def drawn(secret: str, count: int) -> list[int]:
    """Derive seeds, which cannot be told without the secret."""
    return [_number(f"{secret}\0{number}") % MAX_SEED + 1 for number in range(count)]


def for_submission(secret: str, submission: str, count: int) -> int:
    """Return which of `count` seeds a submission is graded with, always the same."""
    return drawn(secret, count)[_number(f"{secret}\0{submission}") % count]


def generator(seed: int, case: str) -> np.random.Generator:
    """Return the generator of one case: the same seed and case give the same numbers."""
    entropy = (*_words(seed), *_words(_number(case)))
    return np.random.Generator(np.random.PCG64(cast(Any, _Known(entropy))))


class _Known(np.random.bit_generator.ISpawnableSeedSequence):
    """What `np.random.SeedSequence` is, where it is remembered what it comes to for `PCG64`.

    To work that out is most of what the making of a generator takes.

    Parameters
    ----------
    entropy
        Words of 32 bits.
    """

    def __init__(self, entropy: tuple[int, ...]) -> None:
        self._entropy = entropy

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> npt.NDArray[Any]:
        """Return words of the state."""
        return _state(self._entropy, n_words, np.dtype(dtype))

    @functools.cached_property
    def _sequence(self) -> np.random.SeedSequence:
        return np.random.SeedSequence(_as_words(self._entropy))

    def spawn(self, n_children: int) -> list[Any]:
        """Return further sequences, each time others."""
        return self._sequence.spawn(n_children)


@functools.lru_cache(maxsize=20_000)
def _state(entropy: tuple[int, ...], count: int, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    sequence = np.random.SeedSequence(_as_words(entropy))
    return sequence.generate_state(count, dtype.type)


def _as_words(entropy: tuple[int, ...]) -> npt.NDArray[np.uint32]:
    return np.array(entropy, np.uint32)


def _words(number: int) -> list[int]:
    """Split a whole number as NumPy does."""
    words = [number & 0xFFFF_FFFF]
    while number := number >> 32:
        words.append(number & 0xFFFF_FFFF)
    return words


@functools.lru_cache(maxsize=20_000)
def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

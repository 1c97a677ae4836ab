"""Generators of random numbers, made from the same words again and again."""

from __future__ import annotations

import functools
from typing import Any, cast

import numpy as np
import numpy.typing as npt


def generator(entropy: tuple[int, ...]) -> np.random.Generator:
    """Return the generator that `np.random.default_rng` makes of these words of 32 bits."""
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

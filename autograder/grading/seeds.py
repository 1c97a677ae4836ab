"""Seeds: one for a run, and from it one for each case."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MAX_SEED = 2**53 - 1


def draw() -> int:
    """Return a new random seed for a run."""
    import secrets  # loads what few starts need

    return secrets.randbelow(MAX_SEED) + 1


def drawn(secret: str, count: int) -> list[int]:
    """Derive seeds, which cannot be told without the secret."""
    return [_number(f"{secret}\0{number}") % MAX_SEED + 1 for number in range(count)]


def for_submission(secret: str, submission: str, count: int) -> int:
    """Return which of `count` seeds a submission is graded with, always the same."""
    return drawn(secret, count)[_number(f"{secret}\0{submission}") % count]


def generator(seed: int, case: str) -> np.random.Generator:
    """Return the generator of one case: the same seed and case give the same numbers."""
    from autograder.grading.entropy import generator  # loads what few starts need

    return generator((*_words(seed), *_words(_number(case))))


def numbers(seed: int, what: str, shape: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return numbers from -1 to 1 that a seed and a text determine, for who needs no generator.

    To load NumPy's generators takes longer than to grade some submissions.

    Raises
    ------
    TypeError, ValueError
        If no array can have this shape.
    """
    import numpy as np

    data = hashlib.shake_128(f"{seed} {what}".encode()).digest(4 * math.prod(shape))
    return (np.frombuffer(data, "<u4") / 2**31 - 1).reshape(shape)


def _words(number: int) -> list[int]:
    """Split a whole number as NumPy does."""
    words = [number & 0xFFFF_FFFF]
    while number := number >> 32:
        words.append(number & 0xFFFF_FFFF)
    return words


@functools.lru_cache(maxsize=20_000)
def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

"""Seeds: one for a run, and from it one for each case."""

from __future__ import annotations

import hashlib
import secrets

import numpy as np

MAX_SEED = 2**53 - 1


def draw() -> int:
    """Return a new random seed for a run."""
    return secrets.randbelow(MAX_SEED) + 1


def for_submission(secret: str, submission: str) -> int:
    """Derive the seed of one submission, which cannot be told without the secret."""
    return _number(f"{secret}\0{submission}") % MAX_SEED + 1


def generator(seed: int, case: str) -> np.random.Generator:
    """Return the generator of one case: the same seed and case give the same numbers."""
    return np.random.default_rng([seed, _number(case)])


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

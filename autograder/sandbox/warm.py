"""What is loaded before the first worker is forked, since a worker may not be able to read it.

What a worker imports itself comes from files that its confinement may have closed: an interpreter
below a private home is unreadable for a user of the worker's own.
"""

from __future__ import annotations

import contextlib
import importlib
import warnings
from collections.abc import Iterable

LATER = (
    "encodings.cp1252", "encodings.idna", "encodings.latin_1", "encodings.unicode_escape",
    "linecache", "resource",
    "unicodedata",  # compiles identifiers that are not ASCII
    "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.polynomial",
    "numpy.random", "numpy.testing", "numpy.typing",
)  # fmt: skip
"""Modules that Python or NumPy would load when they are first needed."""


def load_and_use() -> None:
    """Load what Python and NumPy load late, and have NumPy take the memory that it keeps."""
    load(LATER)
    import numpy as np

    np.linalg.inv(np.eye(8) @ np.eye(8))  # OpenBLAS takes its buffers now
    np.fft.rfft(np.ones(8))
    np.random.default_rng(0)
    str(np.arange(3.0))
    warnings.simplefilter("ignore")
    for name in np.__all__:  # what `from numpy import *` loads
        getattr(np, name, None)


def load(names: Iterable[str]) -> None:
    """Import modules; one that cannot be is left to the submission that wants it."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)

"""What is loaded before the first worker is forked, since a worker may not be able to read it.

What a worker imports itself comes from files that its confinement may have closed: an interpreter
below a private home is unreadable for a user of the worker's own.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import warnings
from collections.abc import Iterable

ALWAYS = (
    "encodings.cp1252", "encodings.idna", "encodings.latin_1", "encodings.unicode_escape",
    "linecache", "resource",
    "unicodedata",  # compiles identifiers that are not ASCII
    "numpy.lib.stride_tricks", "numpy.linalg",
)  # fmt: skip
"""Modules that Python or NumPy would load when they are first needed."""
LATE = (
    "numpy.char", "numpy.core", "numpy.ctypeslib", "numpy.f2py", "numpy.fft", "numpy.ma",
    "numpy.polynomial", "numpy.random", "numpy.rec", "numpy.strings", "numpy.testing",
    "numpy.typing",
)  # fmt: skip
"""Modules of NumPy that take longer to load than a submission does, and that few name."""
STAR = re.compile(r"numpy\s+import\s*\*")
"""What has NumPy load all that it names."""


def start() -> None:
    """Load what every worker may need, and have NumPy take the memory that it keeps."""
    load(ALWAYS)
    import numpy as np

    np.linalg.inv(np.eye(8) @ np.eye(8))  # OpenBLAS takes its buffers now
    str(np.arange(3.0))
    warnings.simplefilter("ignore")


def use() -> None:
    """Use what is late, for it may load more when it is first used."""
    import numpy as np

    np.fft.rfft(np.ones(8))
    np.random.default_rng(0)
    for name in np.__all__:  # what `from numpy import *` loads
        getattr(np, name, None)


def load(names: Iterable[str]) -> None:
    """Import modules; one that cannot be is left to the submission that wants it."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def mentioned(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return those of the modules `names` that sources may import.

    A module that is meant is named, if only in a text (`getattr(np, "fft")`); one that is not found
    so is loaded where it is imported.
    """
    text = "\n".join(texts)
    if STAR.search(text):
        return list(names)
    parts = ((name, name.removeprefix("numpy.").split(".")) for name in names)
    return [name for name, words in parts if all(_is_word(one, text) for one in words)]


def _is_word(word: str, text: str) -> bool:
    return word in text and re.search(rf"{word}\b(?<!\w{word})", text) is not None

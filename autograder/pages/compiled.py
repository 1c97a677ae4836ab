"""Keeps compiled templates where Python keeps compiled modules, so that one run compiles them."""

from __future__ import annotations

import contextlib
import sys
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, __version__
from jinja2.bccache import Bucket

from autograder.reporting import text

FOLDER = Path(cache_from_source(__file__)).parent
MAKERS = (*sorted(Path(__file__).parent.glob("*.py")), Path(text.__file__))
"""What a template compiles to depends on: Jinja works out what is constant, by our own filters."""


class Compiled(FileSystemBytecodeCache):
    """The compiled templates; where they cannot be read or kept, that costs time and nothing more.

    Parameters
    ----------
    folder
        Where they are; whoever may write there may change Python's own compiled modules, too.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(str(folder), f"%s.{sys.implementation.cache_tag}.template")

    def get_source_checksum(self, source: str) -> str:
        """Tell apart what is compiled, and what by."""
        return super().get_source_checksum(f"{_makers()}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template, if it is there whole and of the same source."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever is wrong with the file, it is made anew
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where Python keeps modules."""
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


@cache
def _makers() -> str:
    sources = [path.read_text(encoding="utf-8") for path in MAKERS]
    return "\n".join([__version__, *sources])

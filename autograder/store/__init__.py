"""A graded class in the folder of its results: what was graded, from what, and what came of it.

`Store.begin` opens it for a run, which is its only writer; `Store.read` for looking at it.
"""

from autograder.store.codec import Encoded
from autograder.store.entry import Entry, State
from autograder.store.store import FILE, Store

__all__ = ["FILE", "Encoded", "Entry", "State", "Store"]

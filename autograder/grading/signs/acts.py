"""What a submission's telling acts say to staff."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from autograder.sandbox.protocol import Act, Attempt

WORDS: dict[Act, str] = {
    "open": "tried to read",
    "write": "tried to write to",
    "list": "tried to list the folder",
    "change": "tried to change files",
    "process": "tried to start a process or a thread",
    "network": "tried to use the network",
    "signal": "tried to send a signal to another process",
    "limits": "tried to change its own limits",
    "library": "called C functions through ctypes",
    "interpreter": "looked into the interpreter or changed it",
    "message": "sent the grader what is no answer",
}
BESIDE = "asked for a file of its own, of which a worker has none"
REFUSED_BY: dict[Act, str] = {
    "open": "landlock",
    "list": "landlock",
    "write": "seccomp",
    "change": "seccomp",
    "process": "seccomp",
    "network": "seccomp",
    "signal": "seccomp",
    "limits": "seccomp",
}
"""The layer of confinement that refuses an act, whatever it is done to."""
NAMED = 5


def of_acts(attempts: Iterable[Attempt], layers: Collection[str]) -> list[str]:
    """Return a remark for each kind of act.

    Parameters
    ----------
    attempts
        By the workers' word; texts may be anything.
    layers
        The layers of confinement in use: an act is said to be refused where one of them does so.
    """
    found: dict[str, list[str]] = {}
    for one in attempts:
        beside = one.act == "open" and not os.path.isabs(one.what) and " " not in one.what
        refused = " (refused)" if REFUSED_BY.get(one.act) in layers and not beside else ""
        found.setdefault((BESIDE if beside else WORDS[one.act]) + refused, []).append(one.what)
    return [f"{words}: {_listed(whats)}" for words, whats in sorted(found.items(), key=_place)]


def _place(entry: tuple[str, list[str]]) -> int:
    starts = [*WORDS.values(), BESIDE]
    return next(place for place, words in enumerate(starts) if entry[0].startswith(words))


def _listed(texts: list[str]) -> str:
    names = list(dict.fromkeys(map(_clean, texts)))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _clean(text: str) -> str:
    """Return a text on one line, without what could move a cursor or reverse a line."""
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return shown.strip() or "(nothing)"

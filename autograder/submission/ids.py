"""Names → ids: each fit to name a folder anywhere, no two the same, and the same in every run."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence

from autograder.submission.remarks import shown

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
"""Names that Windows keeps for itself, whatever their suffix."""
LONGEST = 100
_FORBIDDEN = '/\\:*?"<>|\N{REPLACEMENT CHARACTER}'
_DIGITS = 8


def fit(name: str) -> str:
    """Return a name that can name a folder: printable, of 100 characters and 200 bytes at most.

    Two names that were cut and begin alike are told apart by a part of their hash.
    """
    whole = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = "".join("_" if sign in _FORBIDDEN else sign for sign in shown(whole, len(whole) + 1))
    text = text.strip().rstrip(". ")
    if not text.strip("._ "):
        return "submission"
    if text[0] in "-.~":
        text = "_" + text
    if text.split(".")[0].rstrip().casefold() in RESERVED:
        text = f"_{text}"
    if len(text) > LONGEST or len(text.encode()) > 2 * LONGEST:
        mark = f"…{hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]}"
        cut = text[: LONGEST - len(mark)].encode()[: 2 * LONGEST - len(mark.encode())]
        text = cut.decode("utf-8", "ignore").rstrip(". ") + mark
    return text


def key(id: str) -> str:
    """Return what two ids must not share: some file systems tell neither case nor form apart."""
    folded = unicodedata.normalize("NFD", id).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded))


def unique(names: Sequence[str], around: Sequence[str], taken: frozenset[str]) -> list[str]:
    """Return an id for each name.

    Parameters
    ----------
    names
        What ids are made from, in an order that no file system decides.
    around
        For each, the name of the folder around it: it goes in front where several share a name.
    taken
        Ids that nothing may have, by `key`.
    """
    ids = [fit(name) for name in names]
    often = Counter(map(key, ids))
    for number, id in enumerate(ids):
        if often[key(id)] > 1 and around[number]:
            ids[number] = fit(f"{around[number]}-{names[number]}")
    used = set(taken)
    counts: Counter[str] = Counter()
    wished = {key(id) for id in ids}
    for number, id in enumerate(ids):
        free = id
        while key(free) in used or (free != id and key(free) in wished):
            counts[key(id)] += 1
            free = f"{id}-{counts[key(id)] + 1}"
        used.add(key(free))
        ids[number] = free
    return ids

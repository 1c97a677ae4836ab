"""File names that nearly are the ones asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_COPY_MARK = re.compile(
    r"(?:[ _-]*\(\d{1,3}\)"  # conv1d (1), as browsers write
    r"|[ _-]+copy(?:[ _-]*\d{1,3})?"  # conv1d copy 2, conv1d - Copy
    r"|[ _-]\d{1,3})$"  # conv1d-1, conv1d_1
)
_COPY_OF = "copy of "
_OTHER_SUFFIXES = {".yaml": (".yml", ".json"), ".yml": (".yaml", ".json")}
_LONGEST = 64
_MOST = 500


class Likeness(NamedTuple):
    """How far a name is from the one asked for; the least is the nearest.

    Parameters
    ----------
    copy
        Whether it is marked as a copy.
    suffix
        Whether its suffix is another one.
    case
        Whether it differs in case or in blanks.
    """

    copy: bool = False
    suffix: bool = False
    case: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is the very name."""
        return self == Likeness()


def base(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def likeness(handed_in: str, asked: str) -> Likeness | None:
    """Compare a file name with the one asked for.

    Accepted are another case, blanks around the name, a mark of a copy (` (1)`, `-1`, `_1`,
    ` copy`, `Copy of `), `.txt` put behind, and `.yml` or `.json` for `.yaml`.

    Returns
    -------
    Likeness or None
        `None` if it is another name.
    """
    if handed_in == asked:
        return Likeness()
    if len(handed_in) > _LONGEST:
        return None
    name = handed_in.casefold().strip()
    asked_stem, dot, asked_suffix = asked.casefold().rpartition(".")
    other_suffix = False
    if name.endswith(".txt"):
        name, other_suffix = name.removesuffix(".txt"), True
    stem, _, suffix = name.rpartition(".")
    if "." + suffix in _OTHER_SUFFIXES.get(dot + asked_suffix, ()):
        other_suffix = True
    elif suffix != asked_suffix:
        return None
    copy = False
    stem = stem.strip()
    while stem != asked_stem:
        shorter = _COPY_MARK.sub("", stem.removeprefix(_COPY_OF)).strip()
        if shorter == stem or not shorter:
            return None
        stem, copy = shorter, True
    return Likeness(copy, other_suffix, not copy and not other_suffix)


def meant(handed_in: str, asked: Sequence[str]) -> tuple[str, Likeness] | None:
    """Return which of the names asked for a file name stands for, and how near it is.

    Where it is one of them in another case, it stands for no further one: with `part.py` and
    `part_1.py` asked for, `Part_1.py` is no copy of `part.py`.
    """
    found = [(like, name) for name in asked if (like := likeness(handed_in, name)) is not None]
    if not found:
        return None
    like, name = min(found)
    return name, like


def near(missing: str, others: Iterable[str]) -> str:
    """Return the one of `others` (paths) whose name is nearest to a missing file's, or ''."""
    candidates: dict[str, str] = {}
    for path in others:
        name = base(path).casefold()
        if len(name) <= _LONGEST and len(candidates) < _MOST:
            candidates.setdefault(name.rpartition(".")[0], path)
    stem = missing.casefold().rpartition(".")[0]
    import difflib  # for names that are not quite those asked for

    close = difflib.get_close_matches(stem, sorted(candidates), n=1, cutoff=0.8)
    return candidates[close[0]] if close else ""

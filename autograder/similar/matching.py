"""Where two submissions say the same: blocks of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from autograder.records import dataclass
from autograder.similar.findings import Block, Lines
from autograder.similar.fingerprints import GIVEN, RUN, Hashes, chosen, runs, salted
from autograder.similar.sections import Text
from autograder.similar.tokens import Passage

_GIVEN = int(GIVEN)
_TRIED = 8
"""Places of the other submission that are tried for one run of words."""


@dataclass(frozen=True)
class Piece:
    """A passage of a submission, with what it is compared by."""

    file: str
    section: str
    passage: Passage
    hashes: Hashes


def pieces(files: Sequence[Text], given: Hashes) -> list[Piece]:
    """Return the passages of a submission; what all were given has `GIVEN` as its hash."""
    found = []
    for text in files:
        for section, passage in text.passages:
            hashes = runs(passage.words)
            hashes = np.where(np.isin(hashes, given), GIVEN, salted(hashes, section))
            found.append(Piece(text.file, section, passage, hashes))
    return found


def prints(parts: Sequence[Piece]) -> Hashes:
    """Return the fingerprints of a submission, each once, sorted."""
    found = [chosen(piece.hashes) for piece in parts]
    together: Hashes = np.unique(np.concatenate([*found, np.empty(0, np.uint64)]))
    return together


def blocks(a: Sequence[Piece], b: Sequence[Piece], unusual: frozenset[int]) -> tuple[Block, ...]:
    """Return what two submissions have in common, from the first one's first line on.

    Each place of the first is taken up by one block at most: the longest that begins there.

    Parameters
    ----------
    a, b
        The two.
    unusual
        Hashes; a block without any of them is left out.
    """
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, piece in enumerate(b):
        for at, value in enumerate(piece.hashes.tolist()):
            if value != _GIVEN and len(places[value]) < _TRIED:
                places[value].append((number, at))
    others = [piece.hashes.tolist() for piece in b]
    found: list[Block] = []
    for piece in a:
        own = piece.hashes.tolist()
        at = 0
        while at < len(own):
            best, where = 0, (0, 0)
            for number, there in places.get(own[at], ()):
                length = _common(own, at, others[number], there)
                if length > best:
                    best, where = length, (number, there)
            if best and not unusual.isdisjoint(own[at : at + best]):
                found.append(_block(piece, at, b[where[0]], where[1], best + RUN - 1))
            at += best or 1
    found.sort(key=lambda block: (block.a.file, block.a.first, block.b.file, block.b.first))
    return tuple(found)


def _common(a: Sequence[int], at: int, b: Sequence[int], there: int) -> int:
    """Return how many hashes agree, from two places on."""
    length = 0
    most = min(len(a) - at, len(b) - there)
    while length < most and a[at + length] == b[there + length] != _GIVEN:
        length += 1
    return length


def _block(a: Piece, at: int, b: Piece, there: int, words: int) -> Block:
    return Block(_lines(a, at, words), _lines(b, there, words), words)


def _lines(piece: Piece, at: int, words: int) -> Lines:
    passage = piece.passage
    lines = passage.lines[at : at + words]
    return Lines(piece.file, min(lines), max(lines))


def count_lines(lines: Sequence[Lines]) -> int:
    """Return how many lines of a submission these are, each counted once."""
    return len({(one.file, number) for one in lines for number in range(one.first, one.last + 1)})

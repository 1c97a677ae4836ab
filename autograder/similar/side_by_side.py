"""Two files beside each other: their lines, and which of them are in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.records import dataclass
from autograder.reporting.text import printable
from autograder.similar.findings import Lines, Pair

AROUND = 3
"""Lines that are shown before and after what is in both."""
MOST_LINES = 1_500
MOST_LETTERS = 240
COLOURS = 6


@dataclass(frozen=True)
class Line:
    """A line of a file, or a gap.

    Parameters
    ----------
    number
        Counted from 1; 0 for a gap.
    text
        What it says; of a gap, how many lines are left out.
    block
        The number of the block that it is in, or 0.
    begins
        Whether the block begins here.
    """

    number: int
    text: str
    block: int = 0
    begins: bool = False

    @property
    def colour(self) -> int:
        """Which of the colours its block has."""
        return self.block % COLOURS


@dataclass(frozen=True)
class Beside:
    """A file of each submission of a pair."""

    file_a: str
    file_b: str
    lines_a: tuple[Line, ...]
    lines_b: tuple[Line, ...]


def side_by_side(pair: Pair) -> Iterator[Beside]:
    """Yield the files of a pair that have something in common, two and two.

    Lines far from what is in both are left out, and said to be.
    """
    for file_a, file_b in dict.fromkeys((one.a.file, one.b.file) for one in pair.blocks):
        both = [one for one in pair.blocks if (one.a.file, one.b.file) == (file_a, file_b)]
        yield Beside(
            file_a,
            file_b,
            tuple(_lines(pair.a.sources[file_a], [block.a for block in both])),
            tuple(_lines(pair.b.sources[file_b], [block.b for block in both])),
        )


def _lines(source: str, blocks: Sequence[Lines]) -> Iterator[Line]:
    texts = source.split("\n")
    of_block: dict[int, int] = {}
    for number, block in enumerate(blocks, start=1):
        for line in range(block.first, min(block.last, len(texts)) + 1):
            of_block.setdefault(line, number)
    near = {line + step for line in of_block for step in range(-AROUND, AROUND + 1)}.intersection(
        range(1, len(texts) + 1)
    )
    before, last = 0, 0
    for number in sorted(near)[:MOST_LINES]:
        yield from _gap(number - before - 1)
        its = of_block.get(number, 0)
        text = printable(texts[number - 1])[:MOST_LETTERS]
        yield Line(number, text, its, begins=its not in (0, last))
        before, last = number, its
    yield from _gap(len(texts) - before)


def _gap(count: int) -> Iterator[Line]:
    if count > 0:
        yield Line(0, f"{count} more {'line' if count == 1 else 'lines'}")

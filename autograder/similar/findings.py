"""What is found similar in a class."""

from __future__ import annotations

from autograder.records import dataclass


@dataclass(frozen=True)
class Lines:
    """Some lines of a file, counted from 1."""

    file: str
    first: int
    last: int


@dataclass(frozen=True)
class Block:
    """Lines of one submission that say what lines of another do; how many words they have."""

    a: Lines
    b: Lines
    words: int


@dataclass(frozen=True)
class Side:
    """One submission of a pair.

    Parameters
    ----------
    id
        The submission's.
    people
        Whose it is, as far as that is known.
    lines
        How many of its lines are in the other as well.
    sources
        Its files that have such lines, by name.
    """

    id: str
    people: tuple[str, ...]
    lines: int
    sources: dict[str, str]


@dataclass(frozen=True)
class Pair:
    """Two submissions that have code in common.

    Parameters
    ----------
    a, b
        The two.
    share
        How much of the unusual code of the one that has less of it is in the other: from 0 to 1.
    weight
        How much unusual code they share: about a unit for every three words, less for what many of
        the class have.
    blocks
        What they have in common, in the order of the first one's files.
    """

    a: Side
    b: Side
    share: float
    weight: float
    blocks: tuple[Block, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The first one's files that have lines in common with the second one's."""
        return tuple(dict.fromkeys(block.a.file for block in self.blocks))


@dataclass(frozen=True)
class Skipped:
    """A submission, or a file of one, that was not compared, and why."""

    id: str
    why: str


@dataclass(frozen=True)
class Similar:
    """The pairs of a class, the most unusual first.

    Parameters
    ----------
    compared
        How many submissions have code that was compared.
    pairs
        The first pairs.
    skipped
        What was not compared.
    """

    compared: int
    pairs: tuple[Pair, ...]
    skipped: tuple[Skipped, ...]

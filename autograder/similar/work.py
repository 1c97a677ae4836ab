"""Reads submissions and compares them in processes that end where one takes too much."""

from __future__ import annotations

import base64
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np

from autograder.errors import SubmissionError
from autograder.grading.crew import Crew
from autograder.grading.in_turn import InTurn
from autograder.grading.intake import Found, bounded, read_found, wanted
from autograder.model.assignment import Assignment
from autograder.sandbox.client import forks
from autograder.similar.findings import Block
from autograder.similar.fingerprints import Hashes
from autograder.similar.matching import Piece, blocks, pieces, prints
from autograder.similar.ranking import Ranked, Ranking
from autograder.similar.sections import Text, texts

MEMORY = 4 * 2**30
"""Bytes of address space for each process."""
ENDED = "reading it took too long, or more memory than there is for it"


class Print(msgspec.Struct):
    """What is compared of one submission.

    Parameters
    ----------
    hashes
        Its fingerprints, in base64.
    problems
        Why it, or files of it, are not compared.
    """

    hashes: str = ""
    problems: list[str] = []

    @property
    def values(self) -> Hashes:
        """The fingerprints."""
        return np.frombuffer(base64.b64decode(self.hashes), "<u8").astype(np.uint64)


class Compared(msgspec.Struct):
    """What two submissions have in common, and the files of each in which it stands."""

    blocks: list[Block]
    a: dict[str, str]
    b: dict[str, str]


class Reader:
    """Reads submissions, and compares them.

    Parameters
    ----------
    assignment
        What they are submissions to.
    found
        Where they are.
    given
        Hashes of what all were given.
    jobs
        How many processes.
    """

    def __init__(
        self, assignment: Assignment, found: Sequence[Found], given: Hashes, jobs: int
    ) -> None:
        self._assignment = assignment
        self._found = found
        self._given = given
        self._jobs = jobs

    def prints(self) -> Iterator[tuple[int, Print]]:
        """Yield each submission's number and fingerprints, as they come."""

        def work(number: int) -> str:
            try:
                files, parts = self._read(number)
            except (SubmissionError, MemoryError) as error:
                return _text(Print(problems=[str(error) or ENDED]))
            hashes = prints(parts).astype("<u8").tobytes()
            problems = [f"{text.file}: {text.problem}" for text in files if text.problem]
            return _text(Print(base64.b64encode(hashes).decode(), problems))

        for number, text in self._run(work, len(self._found)):
            if text is None:
                yield number, Print(problems=[ENDED])
            else:
                yield number, msgspec.json.decode(text, type=Print)

    def compared(self, ranking: Ranking) -> Iterator[tuple[int, Compared | None]]:
        """Yield what the pairs have in common, by their place; `None` where that cannot be said."""
        unusual = frozenset(ranking.unusual.tolist())

        def work(number: int) -> str:
            return _text(self._compare(ranking.pairs[number], unusual))

        for number, text in self._run(work, len(ranking.pairs)):
            yield number, None if text is None else msgspec.json.decode(text, type=Compared)

    def _compare(self, pair: Ranked, unusual: frozenset[int]) -> Compared:
        files_a, parts_a = self._read(pair.a)
        files_b, parts_b = self._read(pair.b)
        with bounded():
            found = blocks(parts_a, parts_b, unusual)
        in_a, in_b = {block.a.file for block in found}, {block.b.file for block in found}
        return Compared(
            list(found),
            {text.file: text.source for text in files_a if text.file in in_a},
            {text.file: text.source for text in files_b if text.file in in_b},
        )

    def _read(self, number: int) -> tuple[list[Text], list[Piece]]:
        submission = read_found(self._found[number], self._assignment)
        with bounded():
            files = texts(submission, wanted(self._assignment))
            return files, pieces(files, self._given)

    def _run(self, work: Callable[[int], str], tasks: int) -> Iterator[tuple[int, str | None]]:
        if not tasks:
            return
        jobs = min(self._jobs, tasks)
        crew = Crew(jobs, lambda: _limited(work)) if forks() else InTurn(lambda: work)
        with contextlib.closing(crew):
            yield from crew.run(tasks)


def _limited(work: Callable[[int], str]) -> Callable[[int], str]:
    """Return work that bounds the memory of the process that does it, before it begins."""

    def limited(number: int) -> str:
        if sys.platform == "linux":
            import resource

            most = resource.getrlimit(resource.RLIMIT_AS)[1]
            least = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
            resource.setrlimit(resource.RLIMIT_AS, (least, most))
        return work(number)

    return limited


def _text(part: msgspec.Struct) -> str:
    return msgspec.json.encode(part).decode()

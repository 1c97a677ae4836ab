"""Compares the submissions of a class with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from autograder.grading.intake import Found, read_submission, wanted
from autograder.model.assignment import Assignment
from autograder.records import dataclass
from autograder.reporting.people import identifiers
from autograder.similar.findings import Pair, Side, Similar, Skipped
from autograder.similar.fingerprints import Hashes, runs
from autograder.similar.matching import count_lines
from autograder.similar.ranking import Ranked, rank
from autograder.similar.sections import texts
from autograder.similar.work import Compared, Reader


@dataclass(frozen=True)
class Options:
    """How a class is compared.

    Parameters
    ----------
    pairs
        How many pairs are shown at most.
    jobs
        How many submissions are read at a time.
    given
        Further code that all were given, beside the handout: files, folders, notebooks or zips.
    """

    pairs: int
    jobs: int
    given: tuple[Path, ...] = ()


def similar(
    assignment: Assignment,
    found: Sequence[Found],
    options: Options,
    done: Callable[[], None] = lambda: None,
) -> Similar:
    """Return the pairs of submissions that share the most code that is unusual in the class.

    Parameters
    ----------
    assignment
        What they are submissions to; its handout is not counted.
    found
        Where they are, and whose.
    options
        How.
    done
        Called as each submission has been read.

    Raises
    ------
    SubmissionError
        If something that was given cannot be read.
    """
    reader = Reader(assignment, found, _given(assignment, options.given), options.jobs)
    prints: list[Hashes] = [np.empty(0, np.uint64)] * len(found)
    skipped: dict[int, list[str]] = {}
    for number, one in reader.prints():
        prints[number] = one.values
        skipped[number] = one.problems
        done()
    ranking = rank(prints, owners(found), options.pairs)
    compared = dict(reader.compared(ranking))
    pairs = []
    for place, ranked in enumerate(ranking.pairs):
        pair = _pair(ranked, found, compared[place])
        if pair is not None:
            pairs.append(pair)
    return Similar(
        compared=sum(len(one) > 0 for one in prints),
        pairs=tuple(pairs),
        skipped=tuple(
            Skipped(found[number].id, why) for number in sorted(skipped) for why in skipped[number]
        ),
    )


def owners(found: Sequence[Found]) -> list[frozenset[int]]:
    """Return whose each submission is: numbers, of which each stands for a person."""
    numbers: dict[tuple[str, str], int] = {}
    theirs = []
    for place, one in enumerate(found):
        own = set()
        for person in one.people:
            keys = identifiers(person)
            if keys:
                known = [numbers[key] for key in keys if key in numbers]
                number = known[0] if known else len(found) + len(numbers)
                own.add(number)
                numbers.update(dict.fromkeys((key for key in keys if key not in numbers), number))
        theirs.append(frozenset(own or {place}))
    return theirs


def _given(assignment: Assignment, further: Sequence[Path]) -> Hashes:
    """Return the hashes of the handout, and of further code that all were given."""
    handout = assignment.folder("assignment")
    found = [np.empty(0, np.uint64)]
    for path in [*([handout] if handout.is_dir() else []), *further]:
        submission = read_submission(path, assignment, "given")
        for text in texts(submission, wanted(assignment)):
            found.extend(runs(passage.words) for _, passage in text.passages)
    together: Hashes = np.unique(np.concatenate(found))
    return together


def _pair(ranked: Ranked, found: Sequence[Found], compared: Compared | None) -> Pair | None:
    if compared is None or not compared.blocks:
        return None
    a, b = found[ranked.a], found[ranked.b]
    blocks = tuple(compared.blocks)
    return Pair(
        Side(a.id, _names(a), count_lines([block.a for block in blocks]), compared.a),
        Side(b.id, _names(b), count_lines([block.b for block in blocks]), compared.b),
        share=ranked.share,
        weight=ranked.weight,
        blocks=blocks,
    )


def _names(found: Found) -> tuple[str, ...]:
    people = (person.name or person.login or person.email for person in found.people)
    return tuple(name for name in people if name)

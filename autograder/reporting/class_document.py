"""The parts of `class.json`, from which its JSON Schema is made.

They are apart from the model, so that a change there does not change the format unseen. A key whose
value is empty or 0 may be left out where the schema does not require it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from autograder.model.outcome import Outcome

VERSION: Literal[1] = 1
"""Rises when a key changes its meaning or goes; new keys may come without."""


class Part(msgspec.Struct):
    """An object of the document."""


class Short(msgspec.Struct, omit_defaults=True):
    """An object of the document that leaves out what is empty."""


class PersonPart(Short):
    """A student, by whatever is known."""

    name: str = ""
    email: str = ""
    number: str = ""
    login: str = ""
    section: str = ""
    canvas: str = ""
    moodle: str = ""


class QuestionPart(Part):
    """A question of the assignment; one that is `manual` is scored by a person, elsewhere."""

    id: str
    title: str
    points: float
    file: str
    names: tuple[str, ...]
    manual: bool


class DifferencePart(Part):
    """Where an array is wrong; the entries in C order, `wrong` counted from 0."""

    name: str
    shape: tuple[int, ...]
    wrong: tuple[int, ...]
    got: tuple[float, ...]
    expected: tuple[float, ...]


class CasePart(Short):
    """A case that did not pass, or printed something; a check without parameters has one, ``""``.

    `detail` and `difference` are for staff, unless the check is public.
    """

    outcome: Outcome
    case: str = ""
    message: str = ""
    detail: str = ""
    printed: str = ""
    difference: DifferencePart | None = None


class CheckPart(Part):
    """A check, as its author declared it; `cases` are the ids of its cases, ``""`` for one alone.

    Where the class was graded with checks that changed in between, one may be listed twice.
    """

    id: str
    question: str
    title: str
    weight: float
    public: bool
    visibility: str
    cases: tuple[str, ...]
    tags: tuple[str, ...]


class CheckResultPart(Short):
    """A check's result; `passed` of `count` cases passed."""

    id: str
    outcome: Outcome
    score: float
    max_score: float
    passed: int
    count: int
    hints: tuple[str, ...] = ()
    seconds: float = 0.0
    cases: tuple[CasePart, ...] = ()


class QuestionResultPart(Part):
    """The score of a question."""

    id: str
    score: float
    max_score: float
    outcome: Outcome
    checks: tuple[CheckResultPart, ...]


class ManualPart(Part):
    """An answer that waits for a person, who awards up to `max_score`."""

    id: str
    max_score: float
    text: str


class WrittenPart(Part):
    """An answer in words that checks score, as it was handed in."""

    question: str
    key: str
    text: str


class LeaderboardPart(Part):
    """A figure that submissions are ranked by, apart from their points."""

    name: str
    value: float
    order: Literal["asc", "desc"]


class SubmissionPart(Part):
    """A submission; its score is out of the automatic points alone.

    Where `needs_staff` holds, not all could be judged, and the score lacks that part.
    """

    id: str
    path: str
    people: tuple[PersonPart, ...]
    late: bool
    score: float
    max_score: float
    needs_staff: bool
    seed: int
    seconds: float
    questions: tuple[QuestionResultPart, ...]
    manual: tuple[ManualPart, ...]
    written: tuple[WrittenPart, ...]
    remarks: tuple[str, ...]
    staff: tuple[str, ...]
    signs: tuple[str, ...]
    leaderboard: tuple[LeaderboardPart, ...]


class ClassDocument(Part):
    """A graded class: everything that staff may see, and nobody else.

    `missing` are people of the roster who handed nothing in, `unknown` the ids of submissions by
    somebody who is not on it, `waiting` counts submissions that are not graded yet. `checks` stand
    last, as only then all are known.
    """

    version: Literal[1]
    title: str
    graded: str
    seed: int
    waiting: int
    automatic_points: float
    manual_points: float
    questions: tuple[QuestionPart, ...]
    missing: tuple[PersonPart, ...]
    unknown: tuple[str, ...]
    submissions: tuple[SubmissionPart, ...]
    checks: tuple[CheckPart, ...]

"""An assignment: what is handed in, what it is worth, and how it is run and judged."""

from __future__ import annotations

from dataclasses import field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from autograder.records import dataclass

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
Says = Literal["nothing", "kind", "hint"]
"""What is said of a failed hidden check: the `kind` of error, or also a known mistake's `hint`."""


@dataclass(frozen=True)
class Question:
    """One question: a function, a method, a formula or a discussion, and its points.

    Parameters
    ----------
    id
        Such as `1.2`.
    title
        What the student reads.
    points
        What it is worth.
    file
        The file that it is answered in.
    names
        For code: the functions or classes of the file that it asks for, by which its checks call
        it. For an answer: its one key in the answers file.
    manual
        Whether a person grades it.
    uses
        Ids of questions whose functions this one may call without being charged for their mistakes.
    """

    id: str
    title: str
    points: Fraction
    file: str
    names: tuple[str, ...]
    manual: bool = False
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What the code may use: seconds of wall time, megabytes (2**20 bytes), characters."""

    call_seconds: float = 5.0
    import_seconds: float = 10.0
    question_seconds: float = 60.0
    submission_seconds: float = 300.0
    memory_mb: int = 1024
    output_chars: int = 10_000
    result_mb: int = 64


@dataclass(frozen=True)
class Imports:
    """The import policy: module names allowed (`None`: any), and dotted names forbidden by file.

    The key `*` of `forbidden` stands for every file.
    """

    allowed: frozenset[str] | None = None
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tolerances:
    """How far a result may be off, relative to the largest magnitude of what was expected."""

    float64: float = 1e-9
    float32: float = 1e-4
    gradient: float = 1e-6


@dataclass(frozen=True)
class HiddenSays:
    """How much is said of hidden checks that failed, before and after their results are shown."""

    before_published: Says = "nothing"
    after_published: Says = "hint"


@dataclass(frozen=True)
class Feedback:
    """What a student is told, and when.

    Parameters
    ----------
    public, hidden
        When the results of public and of hidden checks are shown, unless a check says otherwise.
    hidden_says
        What a failed hidden check says, before its result is shown and with it.
    """

    public: Visibility = "visible"
    hidden: Visibility = "after_published"
    hidden_says: HiddenSays = HiddenSays()

    @property
    def before(self) -> Feedback:
        """What holds until hidden checks are shown; the same as after where nothing waits."""
        if self.hidden == "visible":
            return self
        says = self.hidden_says.before_published
        return replace(self, hidden_says=HiddenSays(says, says))


@dataclass(frozen=True)
class LatePolicy:
    """What lateness costs, by whole days begun after the due date.

    Parameters
    ----------
    grace_minutes
        So late is not late yet; what is later is counted from the due date.
    percent_a_day
        Of the automatic points earned, taken off for each day begun.
    points_a_day
        Points taken off for each day begun.
    maximum_days
        What is later than so many days earns nothing; `None` for no such bound.
    """

    grace_minutes: float = 0.0
    percent_a_day: float = 0.0
    points_a_day: float = 0.0
    maximum_days: int | None = None


@dataclass(frozen=True)
class RateLimit:
    """At most so many graded submissions within so many hours; 0 for any number."""

    submissions: int = 0
    hours: float = 1.0


@dataclass(frozen=True)
class Gradescope:
    """What Gradescope is set to.

    Parameters
    ----------
    timeout_minutes
        The time limit of the autograder, as its settings there have it.
    stdout
        Who sees what the grader prints, which has remarks for staff unless it is shown to students.
    """

    timeout_minutes: float = 10.0
    stdout: Visibility = "hidden"


@dataclass(frozen=True)
class Leaderboard:
    """What submissions are ranked by: milliseconds of one forward and one backward pass.

    Parameters
    ----------
    name
        The column's.
    forward, backward
        Ids of the questions that ask for the two functions; both must be right.
    shapes
        Of the arrays that the forward pass is given first.
    options
        What it is given after them.
    best_of
        How many times the passes are timed.
    """

    name: str
    forward: str
    backward: str
    shapes: tuple[tuple[int, ...], ...]
    options: tuple[int, ...] = ()
    best_of: int = 5


@dataclass(frozen=True)
class Assignment:
    """An assignment, read from its folder.

    Parameters
    ----------
    root
        The folder.
    title
        Its name.
    modules
        The Python files that students hand in, each importable by its stem.
    notebook
        The notebook that may be handed in in their place.
    answers
        The file of written answers, or `None`.
    questions
        In the order of the configuration.
    follow_through
        The share of a backward pass's points for one that is right for the student's own wrong
        forward pass.
    seed
        Whether on Gradescope a `class` has one seed, or each `submission` one of its own.
    late, rate_limit, gradescope
        What holds on Gradescope.
    leaderboard
        What submissions are ranked by, or `None`.
    """

    root: Path
    title: str
    modules: tuple[str, ...]
    notebook: str | None
    answers: str | None
    questions: tuple[Question, ...]
    imports: Imports = Imports()
    limits: Limits = Limits()
    tolerances: Tolerances = Tolerances()
    feedback: Feedback = Feedback()
    follow_through: Fraction = Fraction(1, 2)
    seed: Literal["class", "submission"] = "submission"
    late: LatePolicy = LatePolicy()
    rate_limit: RateLimit = RateLimit()
    gradescope: Gradescope = Gradescope()
    leaderboard: Leaderboard | None = None

    @property
    def automatic(self) -> tuple[Question, ...]:
        """The questions that checks score."""
        return tuple(q for q in self.questions if not q.manual)

    @property
    def manual(self) -> tuple[Question, ...]:
        """The questions that a person scores."""
        return tuple(q for q in self.questions if q.manual)

    def question(self, id: str) -> Question:
        """Return the question with this id; `KeyError` if there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    @property
    def answer_keys(self) -> tuple[str, ...]:
        """The keys of the answers file, in order."""
        return tuple(q.names[0] for q in self.questions if q.file == self.answers)

    @property
    def graded_names(self) -> dict[str, tuple[str, ...]]:
        """By module file, the functions and classes that questions ask for."""
        return {
            file: tuple(dict.fromkeys(n for q in self.questions if q.file == file for n in q.names))
            for file in self.modules
        }

    def folder(self, name: Literal["assignment", "solutions", "tests/graded"]) -> Path:
        """One of the assignment's fixed folders."""
        return self.root / name

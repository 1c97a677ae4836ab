"""`config.yaml` → the model, strictly: an error is one sentence with file, line and key."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec

from autograder.config import rules
from autograder.config.document import Document
from autograder.config.schema import (
    Config,
    FeedbackSection,
    LeaderboardSection,
    QuestionSection,
    typed,
)
from autograder.model.assignment import (
    Assignment,
    Feedback,
    Gradescope,
    HiddenSays,
    Imports,
    LatePolicy,
    Leaderboard,
    Limits,
    Question,
    RateLimit,
    Tolerances,
)

FILE = "config.yaml"


def read(root: Path) -> Assignment:
    """Read the assignment in the folder `root`.

    Raises
    ------
    ConfigError
        If there is no `config.yaml`, or something in it is not right.
    """
    root = root.resolve()
    document = Document(root / FILE)
    config = typed(document)
    rules.check(document, config)
    return _assignment(root, config)


def _assignment(root: Path, config: Config) -> Assignment:
    allowed, forbidden = config.imports.allowed, config.imports.forbidden
    return Assignment(
        root=root,
        title=config.title,
        modules=tuple(config.files.modules),
        notebook=config.files.notebook,
        answers=config.files.answers,
        questions=tuple(_question(question) for question in config.questions),
        imports=Imports(
            None if allowed == "any" else frozenset(allowed),
            {file: tuple(names) for file, names in forbidden.items()},
        ),
        limits=Limits(**msgspec.structs.asdict(config.limits)),
        tolerances=Tolerances(**msgspec.structs.asdict(config.tolerances)),
        feedback=_feedback(config.feedback),
        follow_through=Fraction(str(config.follow_through)),
        seed=config.seed,
        late=LatePolicy(**msgspec.structs.asdict(config.late)),
        rate_limit=RateLimit(**msgspec.structs.asdict(config.rate_limit)),
        gradescope=Gradescope(**msgspec.structs.asdict(config.gradescope)),
        leaderboard=_leaderboard(config.leaderboard),
    )


def _feedback(section: FeedbackSection) -> Feedback:
    says = section.hidden_says
    if isinstance(says, str):
        return Feedback(section.public, section.hidden, HiddenSays(after_published=says))
    return Feedback(
        section.public, section.hidden, HiddenSays(says.before_published, says.after_published)
    )


def _leaderboard(section: LeaderboardSection | None) -> Leaderboard | None:
    if section is None:
        return None
    return Leaderboard(
        name=section.name,
        forward=section.forward,
        backward=section.backward,
        shapes=tuple(map(tuple, section.shapes)),
        options=tuple(section.options),
        best_of=section.best_of,
    )


def _question(question: QuestionSection) -> Question:
    if question.answer is not None:
        names: tuple[str, ...] = (question.answer,)
    else:
        functions = question.function or []
        functions = [functions] if isinstance(functions, str) else functions
        names = tuple(dict.fromkeys(name.partition(".")[0] for name in functions))
    return Question(
        id=question.id,
        title=question.title,
        points=Fraction(str(question.points)),
        file=question.file,
        names=names,
        manual=question.grading == "manual",
        uses=tuple(question.uses),
    )

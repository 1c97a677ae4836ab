"""What must hold between the keys of `config.yaml`, beyond their types."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from autograder.config import gradescope_rules, leaderboard_rules
from autograder.config.document import Document, Place, quoted
from autograder.config.schema import Config, QuestionSection

MAX_POINTS = 10_000
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
DAY = 86_400.0
TAKEN = {*sys.stdlib_module_names, "numpy", "pytest", "autograder"}
RANGES: dict[Place, tuple[float, float]] = {
    ("limits", "call_seconds"): (0.01, DAY),
    ("limits", "import_seconds"): (0.01, DAY),
    ("limits", "question_seconds"): (0.01, DAY),
    ("limits", "submission_seconds"): (0.01, DAY),
    ("limits", "memory_mb"): (64, 2**20),  # NumPy needs the least
    ("limits", "output_chars"): (1, 19_000),  # what one answer of a worker may hold
    ("limits", "result_mb"): (1, 1024),
    ("tolerances", "float64"): (1e-15, 0.1),
    ("tolerances", "float32"): (1e-15, 0.1),
    ("tolerances", "gradient"): (1e-15, 0.1),
    ("late", "grace_minutes"): (0, 10_080),
    ("late", "percent_a_day"): (0, 100),
    ("late", "points_a_day"): (0, MAX_POINTS),
    ("late", "maximum_days"): (0, 365),
    ("rate_limit", "submissions"): (0, 1_000),
    ("rate_limit", "hours"): (0.01, 8_760),
    ("gradescope", "timeout_minutes"): (1, 40),  # what the platform offers at most
}


def check(document: Document, config: Config) -> None:
    """Check all rules.

    Raises
    ------
    ConfigError
        At the first that is broken.
    """
    _title(document, ("title",), config.title)
    _files(document, config)
    _imports(document, config)
    if not config.questions:
        document.fail(("questions",), "is empty; add a question")
    ids: set[str] = set()
    for index, question in enumerate(config.questions):
        _question(document, config, ("questions", index), question, ids)
        ids.add(question.id)
    _answers(document, config)
    _uses(document, config)
    _points(document, config)
    _numbers(document, config)
    gradescope_rules.check(document, config)
    leaderboard_rules.check(document, config)


def _title(document: Document, place: Place, title: str) -> None:
    if not title.strip() or not title.isprintable() or len(title) > 200:
        document.fail(place, f"should be one line of text, not {quoted(title)}")


def _files(document: Document, config: Config) -> None:
    files = config.files
    if not files.modules and files.answers is None:
        document.fail(("files", "modules"), "names no file to hand in; name one")
    seen: set[str] = set()
    for index, module in enumerate(files.modules):
        place = ("files", "modules", index)
        stem = module.removesuffix(".py")
        if stem == module or not stem.isidentifier() or keyword.iskeyword(stem):
            document.fail(place, f"should be a Python file such as conv1d.py, not {quoted(module)}")
        if stem in TAKEN:
            document.fail(place, f"is {module}, which would hide a module of that name; rename it")
        if module.casefold() in seen:
            document.fail(place, f"names {module} a second time; keep one")
        seen.add(module.casefold())
    for key, name, suffixes in (
        ("notebook", files.notebook, (".ipynb",)),
        ("answers", files.answers, (".yaml", ".yml")),
    ):
        if name is not None and not (
            re.fullmatch(r"[\w][\w. -]*", name) and name.endswith(suffixes)
        ):
            document.fail(
                ("files", key),
                f"should be a file name ending in {suffixes[0]}, not {quoted(name)}",
            )


def _imports(document: Document, config: Config) -> None:
    imports, modules = config.imports, config.files.modules
    allowed = [] if imports.allowed == "any" else imports.allowed
    for index, name in enumerate(allowed):
        if not _dotted(name):
            place: Place = ("imports", "allowed", index)
            document.fail(place, f"should be a module's name, not {quoted(name)}")
    for file, names in imports.forbidden.items():
        place = ("imports", "forbidden", file)
        if file != "*" and file not in modules:
            document.fail(place, f"is not one of the files handed in: {', '.join(modules)}")
        for index, name in enumerate(names):
            if "." not in name or not _dotted(name):
                document.fail(
                    (*place, index),
                    f"should be a dotted name such as numpy.pad, not {quoted(name)}",
                )


def _dotted(name: str) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split("."))


def _question(
    document: Document, config: Config, place: Place, question: QuestionSection, earlier: set[str]
) -> None:
    if not ID.fullmatch(question.id):
        document.fail(
            (*place, "id"),
            f"should be a few letters, digits, dots and dashes, not {quoted(question.id)}",
        )
    if question.id in earlier:
        document.fail((*place, "id"), f"is {question.id!r} once more; give each question its own")
    _title(document, (*place, "title"), question.title)
    if not 0 < question.points <= MAX_POINTS:
        document.fail(
            (*place, "points"),
            f"should be above 0 and at most {MAX_POINTS}, not {quoted(question.points)}",
        )
    if question.file in config.files.modules:
        if question.answer is not None or not _functions(question):
            document.fail(
                place,
                f"(question {question.id}) is answered in {question.file}, so it needs "
                "`function:` with the name of one, or a list, and no `answer:`",
            )
        if question.grading == "manual":
            document.fail(
                (*place, "grading"),
                f"is manual, but a person grades only answers, and {question.file} is code",
            )
        for name in _functions(question):
            if not _dotted(name):
                document.fail((*place, "function"), f"should name a function, not {quoted(name)}")
    elif question.file == config.files.answers:
        if not question.answer or question.function is not None:
            document.fail(
                place,
                f"(question {question.id}) is answered in {question.file}, so it needs "
                "`answer:` with its key there, and no `function:`",
            )
    else:
        known = [*config.files.modules, *filter(None, [config.files.answers])]
        document.fail(
            (*place, "file"),
            f"is {quoted(question.file)}, which is not handed in; files are {', '.join(known)}",
        )


def _functions(question: QuestionSection) -> list[str]:
    functions = question.function or []
    return [functions] if isinstance(functions, str) else functions


def _answers(document: Document, config: Config) -> None:
    owner: dict[str, str] = {}
    for index, question in enumerate(config.questions):
        if question.answer is None:
            continue
        place = ("questions", index, "answer")
        if not question.answer.isidentifier():
            document.fail(place, f"should be a key such as grad_x, not {quoted(question.answer)}")
        if question.answer in owner:
            document.fail(
                place,
                f"is {question.answer}, which question {owner[question.answer]} asks for already",
            )
        owner[question.answer] = question.id


def _uses(document: Document, config: Config) -> None:
    code = {q.id: q.file in config.files.modules for q in config.questions}
    for index, question in enumerate(config.questions):
        for number, used in enumerate(question.uses):
            place = ("questions", index, "uses", number)
            if used not in code:
                document.fail(place, f"is {quoted(used)}, which is no question's id")
            if not code[used] or not code[question.id]:
                answer = used if code[question.id] else question.id
                document.fail(place, f"is {used}; only code uses code, and {answer} is no code")
    try:
        TopologicalSorter({q.id: q.uses for q in config.questions}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        index = [q.id for q in config.questions].index(circle[0])
        document.fail(
            ("questions", index, "uses"),
            f"goes round in a circle ({' uses '.join(circle)}); take one out",
        )


def _points(document: Document, config: Config) -> None:
    for kind, stated in (("automatic", config.points.automatic), ("manual", config.points.manual)):
        place = ("points", kind)
        if not 0 <= stated <= MAX_POINTS * len(config.questions):
            document.fail(place, f"should be a sum of points, not {quoted(stated)}")
        total = sum(Fraction(str(q.points)) for q in config.questions if q.grading == kind)
        if total != Fraction(str(stated)):
            document.fail(
                place, f"is {stated}, but the {kind} questions add up to {float(total):g}"
            )


def _numbers(document: Document, config: Config) -> None:
    for place, value in _values(config):
        least, most = RANGES[place]
        if not least <= value <= most:
            document.fail(
                place, f"should be a number from {least:g} to {most:g}, not {quoted(value)}"
            )
    if not 0 <= config.follow_through <= 1:
        document.fail(
            ("follow_through",),
            "should be a share of the points from 0 to 1, not " + quoted(config.follow_through),
        )
    limits = config.limits
    if not limits.call_seconds <= limits.question_seconds <= limits.submission_seconds:
        document.fail(
            ("limits",),
            "should have call_seconds ≤ question_seconds ≤ submission_seconds, not "
            f"{limits.call_seconds:g}, {limits.question_seconds:g}, {limits.submission_seconds:g}",
        )


def _values(config: Config) -> Iterator[tuple[Place, float]]:
    for section, key in RANGES:
        value = getattr(getattr(config, str(section)), str(key))
        if value is not None:
            yield (section, key), value

"""What students are given: stubs, notebook, public checks, a page to read, and the package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from autograder.checking import facts
from autograder.checking.facts import Facts, QuestionFacts, code_digest
from autograder.config import FILE as CONFIG
from autograder.errors import ConfigError
from autograder.grading.cases import Case, Collected
from autograder.grading.collect import with_checks
from autograder.model.assignment import Assignment, Question
from autograder.records import dataclass
from autograder.release.handout_readme import readme
from autograder.release.leaks import leaks, secrets
from autograder.release.notebook import Filling, make_notebook
from autograder.release.stubs import stub_drift
from autograder.release.student_config import student_config
from autograder.release.wheel import build_wheel, with_lf
from autograder.submission.wanted import ReadLimits
from autograder.submission.written import functions

PUBLIC = "tests/graded/public"
README = "README.md"
_MARKER = re.compile(r"NotImplementedError\(\"(\S+) [\w.]+: not written yet\"\)")


@dataclass(frozen=True)
class Handout:
    """A handout.

    Parameters
    ----------
    name
        The folder that students unpack it to.
    files
        Its files' contents by path.
    """

    name: str
    files: Mapping[str, bytes]


def make_handout(assignment: Assignment) -> Handout:
    """Make the handout of an assignment; the same for the same tree.

    Raises
    ------
    ConfigError
        Where the stubs are not those that the solutions make, a check is not right or asks for what
        students do not have, or a file of the handout holds what is not for them.
    """
    _refuse_drift(assignment)
    stubs = {
        name: with_lf((assignment.folder("assignment") / name).read_bytes())
        for name in (*assignment.modules, *filter(None, [assignment.answers]))
    }
    texts = {name: data.decode() for name, data in stubs.items()}
    questions: dict[str, QuestionFacts] = {}
    with_checks(assignment, lambda found: questions.update(_facts(assignment, found, texts)))
    wheel, package = build_wheel()
    page = _own_readme(assignment)
    files = {
        **dict(_others(assignment)),
        **stubs,
        **dict(_public_checks(assignment)),
        README: readme(assignment, page).encode(),
        CONFIG: student_config(assignment.root / CONFIG),
        "requirements.txt": f"./{wheel}\n".encode(),
        wheel: package,
    }
    if assignment.notebook:
        modules = {name: texts[name] for name in assignment.modules}
        filling = Filling(modules, texts.get(assignment.answers or "", ""))
        files[assignment.notebook] = make_notebook(assignment, filling)
    if found := leaks(files, secrets(assignment, texts.values(), page)):
        raise ConfigError("The handout would give away what is not for students.\n" + found[0])
    digests = {name: facts.digest(files[name]) for name in sorted(files)}
    files[facts.FILE] = facts.to_json(Facts(questions, digests))
    return Handout(_name(assignment), files)


def _name(assignment: Assignment) -> str:
    return re.sub(r"[^a-z0-9]+", "-", assignment.title.lower()).strip("-")[:60] or "assignment"


def _refuse_drift(assignment: Assignment) -> None:
    files = [*assignment.modules, *filter(None, [assignment.answers])]
    drift = stub_drift(
        assignment.folder("solutions"),
        assignment.folder("assignment"),
        files,
        tuple(question.id for question in assignment.questions),
    )
    if drift:
        raise ConfigError("\n".join(drift))


def _own_readme(assignment: Assignment) -> str:
    path = assignment.folder("assignment") / README
    try:
        return with_lf(path.read_bytes()).decode()
    except FileNotFoundError:
        raise ConfigError(f"assignment/{README} is missing; write what students read.") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"assignment/{README} is not UTF-8 (byte {error.start}).") from None


def _others(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Yield what else is in `assignment/`, such as a picture or data."""
    yield from _files(assignment.folder("assignment"), "")


def _public_checks(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    yield from _files(assignment.root / PUBLIC, f"{PUBLIC}/")


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        aside = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not aside and path.suffix != ".pyc":
            yield prefix + "/".join(parts), with_lf(path.read_bytes())


def _facts(
    assignment: Assignment, collected: Collected, stubs: Mapping[str, str]
) -> dict[str, QuestionFacts]:
    for case in collected.cases:
        _refuse_reference(case)
    found = {}
    for question in assignment.automatic:
        checks = [check for check in collected.checks if check.question == question.id]
        weights = {check.id: Fraction(check.weight) for check in checks}
        public = sum((weights[check.id] for check in checks if check.public), Fraction(0))
        found[question.id] = QuestionFacts(
            public_points=round(float(question.points * public / sum(weights.values())), 6),
            hidden_checks=sum(not check.public for check in checks),
            functions=_blanks(question, stubs[question.file]),
        )
    return found


def _blanks(question: Question, stub: str) -> dict[str, str]:
    """Return the stub's functions that answer a question, with their digests."""
    if not question.file.endswith(".py"):
        return {}
    blank = {
        name: function.code
        for name, function in functions(stub, ReadLimits.source_tokens).items()
        if function.blank
    }
    own = {name for name, code in blank.items() if question.id in _MARKER.findall(code)}
    asked = own or {name for name in blank if name.partition(".")[0] in question.names}
    return {name: code_digest(code) for name, code in blank.items() if name in asked}


def _refuse_reference(case: Case) -> None:
    if case.check.public and "reference" in case.item.fixturenames:
        file, _, name = case.check.id.partition("::")
        raise ConfigError(
            f"tests/graded/{file}: {name} asks for `reference`, which students do not have; write "
            "the values out, or move it to tests/graded/hidden"
        )

"""Reads `config.yaml`, strictly: whatever is wrong is one sentence with the file, the key and the line."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, NoReturn, Union

import msgspec
import yaml

from autograder.errors import ConfigError
from autograder.model.assignment import (
    Assignment,
    Feedback,
    Imports,
    Limits,
    Question,
    Tolerances,
    Visibility,
)

FILE = "config.yaml"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Base of the sections; a key that is not here is an error."""


class _Files(_Strict):
    modules: list[str]
    notebook: Union[str, None] = None  # noqa: UP007  (msgspec reads these types at run time)
    answers: Union[str, None] = None  # noqa: UP007


class _Points(_Strict):
    automatic: Union[int, float]  # noqa: UP007
    manual: Union[int, float] = 0  # noqa: UP007


class _Question(_Strict):
    id: str
    title: str
    file: str
    points: Union[int, float]  # noqa: UP007
    function: Union[str, list[str], None] = None  # noqa: UP007
    answer: Union[str, None] = None  # noqa: UP007
    grading: Literal["automatic", "manual"] = "automatic"
    uses: list[str] = []


class _Imports(_Strict):
    allowed: Union[list[str], Literal["any"]] = "any"  # noqa: UP007
    forbidden: dict[str, list[str]] = {}


class _Limits(_Strict):
    call_seconds: float = Limits.call_seconds
    import_seconds: float = Limits.import_seconds
    question_seconds: float = Limits.question_seconds
    submission_seconds: float = Limits.submission_seconds
    memory_mb: int = Limits.memory_mb
    output_chars: int = Limits.output_chars
    result_mb: int = Limits.result_mb


class _Tolerances(_Strict):
    float64: float = Tolerances.float64
    float32: float = Tolerances.float32
    gradient: float = Tolerances.gradient


class _Feedback(_Strict):
    public: Visibility = Feedback.public
    hidden: Visibility = Feedback.hidden
    hidden_says: Literal["nothing", "kind"] = Feedback.hidden_says


class _Config(_Strict):
    title: str
    files: _Files
    points: _Points
    questions: list[_Question]
    imports: _Imports = msgspec.field(default_factory=_Imports)
    limits: _Limits = msgspec.field(default_factory=_Limits)
    tolerances: _Tolerances = msgspec.field(default_factory=_Tolerances)
    feedback: _Feedback = msgspec.field(default_factory=_Feedback)
    seed: Literal["class", "submission"] = "class"


def read(root: Path) -> Assignment:
    """Read the assignment in the folder `root`.

    Raises
    ------
    ConfigError
        If there is no `config.yaml`, or something in it is not right.
    """
    return _Reader(root.resolve()).assignment()


Path_ = tuple[Union[str, int], ...]  # noqa: UP007


class _Reader:
    """Reads one file, and knows the line of each of its keys."""

    def __init__(self, root: Path) -> None:
        self._root = root
        try:
            text = (root / FILE).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ConfigError(
                f"{root / FILE}: there is no such file; name the assignment's folder with --assignment"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{root / FILE}: cannot be read as UTF-8 text ({error})") from None
        self._lines: dict[Path_, int] = {(): 1}
        try:
            loader = _Loader(text)
            try:
                node = loader.get_single_node()
                if node is not None:
                    self._note_lines(node, ())
                self._data = None if node is None else loader.construct_document(node)
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = f", line {mark.line + 1}" if mark is not None else ""
            raise ConfigError(f"{FILE}{at}: not YAML: {error.problem or error.context}") from None
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise ConfigError(f"{FILE}: not YAML: {str(error).splitlines()[0]}") from None

    def _note_lines(self, node: yaml.Node, path: Path_) -> None:
        """Remember the line of each key; a key given twice is an error."""
        if len(path) > 20:
            raise ConfigError(f"{FILE}, line {node.start_mark.line + 1}: nested too deeply")
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner: Path_ = (*path, str(key.value))
                if inner in self._lines and key.value != "<<":
                    self._lines[inner] = key.start_mark.line + 1
                    self._fail(inner, "is given twice; keep one")
                self._lines[inner] = key.start_mark.line + 1
                self._note_lines(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                place: Path_ = (*path, index)
                self._lines[place] = item.start_mark.line + 1
                self._note_lines(item, place)

    def _fail(self, path: Path_, what: str) -> NoReturn:
        """Raise an error that names the key and its line, or that of the nearest key around it."""
        place = path
        while place not in self._lines:
            place = place[:-1]
        key = ""
        for part in path:
            key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else part
        raise ConfigError(f"{FILE}, line {self._lines[place]}: {key or 'the file'} {what}")

    def assignment(self) -> Assignment:
        """Check everything and return the model."""
        config = self._typed()
        self._check_files(config)
        self._check_questions(config)
        self._check_numbers(config)
        imports, limits, tolerances, feedback = (
            config.imports, config.limits, config.tolerances, config.feedback,
        )  # fmt: skip
        return Assignment(
            root=self._root,
            title=config.title,
            modules=tuple(config.files.modules),
            notebook=config.files.notebook,
            answers=config.files.answers,
            questions=tuple(_question(q) for q in config.questions),
            imports=Imports(
                None if imports.allowed == "any" else frozenset(imports.allowed),
                {file: tuple(names) for file, names in imports.forbidden.items()},
            ),
            limits=Limits(**msgspec.structs.asdict(limits)),
            tolerances=Tolerances(**msgspec.structs.asdict(tolerances)),
            feedback=Feedback(**msgspec.structs.asdict(feedback)),
            seed=config.seed,
        )

    def _typed(self) -> _Config:
        try:
            return msgspec.convert(self._data, _Config)
        except msgspec.ValidationError as error:
            text, _, where = str(error).partition(" - at `")
            path = _path(where.rstrip("`"))
            unknown = re.search(r"unknown field `(.*)`", text)
            if unknown:
                self._fail(
                    (*path, unknown[1]),
                    "is not a key that is known here; remove it or mend its name",
                )
            missing = re.search(r"missing required field `(.*)`", text)
            if missing:
                self._fail((*path, missing[1]), "is missing; add it")
            expected = re.match(r"Expected `(.*)`, got `(.*)`", text)
            if expected:
                hint = (
                    "; write it in quotes" if expected[1] == "str" and expected[2] != "null" else ""
                )
                self._fail(
                    path, f"should be {_plain(expected[1])}, not {_plain(expected[2])}{hint}"
                )
            self._fail(path, f"is not right: {text}")

    def _check_files(self, config: _Config) -> None:
        modules = config.files.modules
        if not modules and config.files.answers is None:
            self._fail(("files", "modules"), "names no file to hand in")
        for index, name in enumerate(modules):
            if not (name.endswith(".py") and name[:-3].isidentifier()):
                self._fail(
                    ("files", "modules", index),
                    f"should be a Python file such as conv1d.py, not {name!r}",
                )
            if name in modules[:index]:
                self._fail(("files", "modules", index), f"names {name} a second time")
        for kind, other in (("notebook", config.files.notebook), ("answers", config.files.answers)):
            if other is not None and ("/" in other or "\\" in other or not other):
                self._fail(("files", kind), f"should be a file name without folders, not {other!r}")
        for index, name in enumerate(
            config.imports.allowed if config.imports.allowed != "any" else []
        ):
            if not all(part.isidentifier() for part in name.split(".")):
                self._fail(
                    ("imports", "allowed", index), f"should be a module's name, not {name!r}"
                )
        for file, names in config.imports.forbidden.items():
            if file != "*" and file not in modules:
                self._fail(
                    ("imports", "forbidden", file),
                    f"is not one of the files handed in: {', '.join(modules)}",
                )
            for index, name in enumerate(names):
                if "." not in name or not all(part.isidentifier() for part in name.split(".")):
                    self._fail(
                        ("imports", "forbidden", file, index),
                        f"should be a dotted name such as numpy.pad, not {name!r}",
                    )

    def _check_questions(self, config: _Config) -> None:
        ids = Counter(q.id for q in config.questions)
        seen: set[str] = set()
        for index, question in enumerate(config.questions):
            at: Path_ = ("questions", index)
            if ids[question.id] > 1 and question.id in seen:
                self._fail((*at, "id"), f"is {question.id!r} again; ids are unique")
            if not question.id.strip():
                self._fail((*at, "id"), "is empty")
            if not 0 < question.points < 10_000:
                self._fail((*at, "points"), f"should be a positive number, not {question.points}")
            for used in question.uses:
                if used not in ids:
                    self._fail((*at, "uses"), f"names {used!r}, which is no question's id")
            if question.file in config.files.modules:
                if not question.function or question.answer is not None:
                    self._fail(
                        at,
                        f"(question {question.id}) needs `function:`, and no `answer:`, in {question.file}",
                    )
            elif question.file == config.files.answers:
                if not question.answer or question.function is not None:
                    self._fail(
                        at,
                        f"(question {question.id}) needs `answer:`, and no `function:`, in {question.file}",
                    )
            else:
                known = [*config.files.modules, *filter(None, [config.files.answers])]
                self._fail(
                    (*at, "file"),
                    f"is {question.file!r}, which is not handed in: {', '.join(known)}",
                )
            seen.add(question.id)
        try:
            TopologicalSorter({q.id: q.uses for q in config.questions}).prepare()
        except CycleError as error:
            circle = error.args[1]
            self._fail(
                ("questions", [q.id for q in config.questions].index(circle[0]), "uses"),
                f"goes round in a circle: {' uses '.join(reversed(circle))}",
            )
        for kind in ("automatic", "manual"):
            total = sum(Fraction(str(q.points)) for q in config.questions if q.grading == kind)
            stated = getattr(config.points, kind)
            if total != Fraction(str(stated)):
                self._fail(
                    ("points", kind),
                    f"is {stated}, but the {kind} questions add up to {float(total):g}",
                )

    def _check_numbers(self, config: _Config) -> None:
        for section in ("limits", "tolerances"):
            for key, value in msgspec.structs.asdict(getattr(config, section)).items():
                if not 0 < value < 1e9:
                    self._fail((section, key), f"should be a positive number, not {value}")
        limits = config.limits
        if not limits.call_seconds <= limits.question_seconds <= limits.submission_seconds:
            self._fail(
                ("limits",), "should have call_seconds ≤ question_seconds ≤ submission_seconds"
            )
        if limits.memory_mb < 64:
            self._fail(("limits", "memory_mb"), "should be at least 64, which NumPy needs")


def _question(q: _Question) -> Question:
    if q.answer is not None:
        names: tuple[str, ...] = (q.answer,)
    else:
        functions = [q.function] if isinstance(q.function, str) else q.function or []
        names = tuple(dict.fromkeys(name.partition(".")[0] for name in functions))
    return Question(
        q.id, q.title, Fraction(str(q.points)), q.file, names, q.grading == "manual", tuple(q.uses)
    )


def _path(text: str) -> Path_:
    """Turn msgspec's `$.questions[2].points` into `("questions", 2, "points")`."""
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]|\[(\.\.\.)\]", text)
    return tuple(int(index) if index else key or "..." for key, index, _ in parts)


def _plain(kind: str) -> str:
    names = {
        "str": "text", "int": "a whole number", "float": "a number", "array": "a list", "object": "a mapping",
        "null": "empty", "bool": "yes or no", "int | float": "a number",
    }  # fmt: skip
    return (
        " or ".join(names.get(one, one) for one in kind.split(" | "))
        if kind not in names
        else names[kind]
    )

"""The keys of `config.yaml` and their types."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Literal, NoReturn

import msgspec

from autograder.config.document import Document, Place, quoted
from autograder.model.assignment import (
    Feedback,
    Gradescope,
    HiddenSays,
    LatePolicy,
    Leaderboard,
    Limits,
    RateLimit,
    Says,
    Tolerances,
    Visibility,
)

PLAIN = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "int | float": "a number",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "empty",
    "bool": "yes or no",
    "date": "a date",
    "datetime": "a date and time",
}


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Base of the sections; a key that is not here is an error."""


class FilesSection(_Strict):
    """What is handed in."""

    modules: list[str]
    notebook: str | None = None
    answers: str | None = None


class PointsSection(_Strict):
    """What the questions add up to."""

    automatic: int | float
    manual: int | float = 0


class QuestionSection(_Strict):
    """One question."""

    id: str
    title: str
    file: str
    points: int | float
    function: str | list[str] | None = None
    answer: str | None = None
    grading: Literal["automatic", "manual"] = "automatic"
    uses: list[str] = []


class ImportsSection(_Strict):
    """The import policy."""

    allowed: list[str] | Literal["any"] = "any"
    forbidden: dict[str, list[str]] = {}


class LimitsSection(_Strict):
    """What the submission's code may use."""

    call_seconds: float = Limits.call_seconds
    import_seconds: float = Limits.import_seconds
    question_seconds: float = Limits.question_seconds
    submission_seconds: float = Limits.submission_seconds
    memory_mb: int = Limits.memory_mb
    output_chars: int = Limits.output_chars
    result_mb: int = Limits.result_mb


class TolerancesSection(_Strict):
    """How far a result may be off."""

    float64: float = Tolerances.float64
    float32: float = Tolerances.float32
    gradient: float = Tolerances.gradient


class HiddenSaysSection(_Strict):
    """How much is said of hidden checks that failed."""

    before_published: Says = HiddenSays.before_published
    after_published: Says = HiddenSays.after_published


class FeedbackSection(_Strict):
    """What a student is told, and when."""

    public: Visibility = Feedback.public
    hidden: Visibility = Feedback.hidden
    hidden_says: HiddenSaysSection | Says = msgspec.field(default_factory=HiddenSaysSection)


class LateSection(_Strict):
    """What lateness costs on Gradescope."""

    grace_minutes: float = LatePolicy.grace_minutes
    percent_a_day: float = LatePolicy.percent_a_day
    points_a_day: float = LatePolicy.points_a_day
    maximum_days: int | None = LatePolicy.maximum_days


class RateLimitSection(_Strict):
    """How often a submission is graded on Gradescope."""

    submissions: int = RateLimit.submissions
    hours: float = RateLimit.hours


class GradescopeSection(_Strict):
    """What Gradescope is set to."""

    timeout_minutes: float = Gradescope.timeout_minutes
    stdout: Visibility = Gradescope.stdout


class LeaderboardSection(_Strict):
    """What submissions are ranked by."""

    name: str
    forward: str
    backward: str
    shapes: list[list[int]]
    options: list[int] = []
    best_of: int = Leaderboard.best_of


class Config(_Strict):
    """The whole file."""

    title: str
    files: FilesSection
    points: PointsSection
    questions: list[QuestionSection]
    imports: ImportsSection = msgspec.field(default_factory=ImportsSection)
    limits: LimitsSection = msgspec.field(default_factory=LimitsSection)
    tolerances: TolerancesSection = msgspec.field(default_factory=TolerancesSection)
    feedback: FeedbackSection = msgspec.field(default_factory=FeedbackSection)
    follow_through: int | float = 0.5
    seed: Literal["class", "submission"] = "submission"
    late: LateSection = msgspec.field(default_factory=LateSection)
    rate_limit: RateLimitSection = msgspec.field(default_factory=RateLimitSection)
    gradescope: GradescopeSection = msgspec.field(default_factory=GradescopeSection)
    leaderboard: LeaderboardSection | None = None


def typed(document: Document) -> Config:
    """Return the document's data by type.

    Raises
    ------
    ConfigError
        If a key is unknown or missing, or its value has another type.
    """
    try:
        return msgspec.convert(document.data, Config)
    except msgspec.ValidationError as error:
        what, _, where = str(error).rpartition(" - at `")
        place = _place(where.rstrip("`"), document.data) if what else ()
        _explain(document, place, what or str(error))


def _explain(document: Document, place: Place, what: str) -> NoReturn:
    """Say in plain words what msgspec found at `place`."""
    if unknown := re.match(r"Object contains unknown field `(.*)`$", what, re.DOTALL):
        fields = [field.name for field in _mapping_in(_type_at(place)).fields]
        near = get_close_matches(unknown[1], fields, 1)
        known = f"did you mean {near[0]}?" if near else f"known here: {', '.join(fields)}"
        document.fail((*place, unknown[1]), f"is not a known key; {known}")
    if missing := re.match(r"Object missing required field `(.*)`$", what):
        document.fail((*place, missing[1]), "is missing; add it")
    if wrong := re.match(r"Expected `(.*)`, got `(.*)`$", what):
        wanted = wrong[1].removesuffix(" | null")
        hint = _in_quotes(document.written(place)) if "str" in wanted.split(" | ") else ""
        document.fail(place, f"should be {_plain(wanted)}, not {_plain(wrong[2])}{hint}")
    if what.startswith("Invalid enum value"):
        values = _values(_type_at(place))
        document.fail(
            place, f"should be {' or '.join(values)}, not {quoted(document.written(place))}"
        )
    document.fail(place, f"is not right: {what[0].lower()}{what[1:]}")


def _in_quotes(written: str) -> str:
    fits = written.isprintable() and 0 < len(written) < 40
    return f'; write it in quotes: "{written}"' if fits else ""


def _place(where: str, data: Any) -> Place:
    """Turn msgspec's `$.questions[2].points` into `("questions", 2, "points")`."""
    place: list[str | int] = []
    for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", where):
        if index == "...":  # some value of a mapping; msgspec does not say which
            key = next(key for key, value in data.items() if not _names(value))
        place.append(key or int(index))
        data = data[place[-1]]
    return tuple(place)


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _type_at(place: Place) -> Any:
    """Return msgspec's description of what is due at `place`."""
    kind: Any = msgspec.inspect.type_info(Config)
    for part in place:
        kind = _mapping_in(kind)
        if isinstance(kind, msgspec.inspect.StructType):
            kind = next(field.type for field in kind.fields if field.name == part)
        elif isinstance(kind, msgspec.inspect.ListType):
            kind = kind.item_type
    return kind


def _mapping_in(kind: Any) -> Any:
    """Return the section that may stand where several kinds may; else the kind itself."""
    kinds = kind.types if isinstance(kind, msgspec.inspect.UnionType) else ()
    sections = [one for one in kinds if isinstance(one, msgspec.inspect.StructType)]
    return sections[0] if sections else kind


def _values(kind: Any) -> list[str]:
    if isinstance(kind, msgspec.inspect.UnionType):
        return [text for one in kind.types for text in _values(one)]
    if isinstance(kind, msgspec.inspect.LiteralType):
        return [str(value) for value in kind.values]
    return [PLAIN["object" if isinstance(kind, msgspec.inspect.StructType) else "array"]]


def _plain(kinds: str) -> str:
    return PLAIN.get(kinds) or " or ".join(PLAIN.get(one, one) for one in kinds.split(" | "))

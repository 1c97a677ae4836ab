from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
    PUBLIC,
    broken,
    case,
    report,
    right,
    usual,
)

from autograder.model.outcome import Outcome
from autograder.model.report import LeaderboardEntry, Report
from autograder.reporting import contract, gradescope
from autograder.reporting.json_schema import KEYWORDS, violations


def bytes_of(**changes: Any) -> bytes:
    """Return a result with one test; a change to `None` leaves the key out."""
    document = {"score": 1.0, "tests": [{"name": "a", "score": 1.0, "max_score": 2.0}], **changes}
    return json.dumps({k: v for k, v in document.items() if v is not None}).encode()


def test_the_smallest_results_are_right() -> None:
    assert contract.problems(b'{"score": 1}') == []
    assert contract.problems(b'{"tests": [{"score": 0.5}]}') == []


ENTRY = {"name": "time", "value": 0.5, "order": "asc"}
TEST = {
    "score": 1, "max_score": 2.5, "status": "passed", "name": "n", "name_format": "text",
    "number": "1.2", "output": "o", "output_format": "md", "tags": ["t"],
    "visibility": "after_published", "extra_data": {"deep": [None, {"free": 1}]},
}  # fmt: skip
FULL = {
    "score": 1, "execution_time": 3, "output": "o", "output_format": "simple_format",
    "test_output_format": "ansi", "test_name_format": "html", "visibility": "visible",
    "stdout_visibility": "hidden", "extra_data": {}, "tests": [TEST, {}],
    "leaderboard": [ENTRY, {"name": "x", "value": "text"}],
}  # fmt: skip


def test_every_documented_field_is_known() -> None:
    assert contract.problems(json.dumps(FULL).encode()) == []


def test_a_time_in_text_is_taken_as_gradescope_utils_writes_it() -> None:
    assert contract.problems(bytes_of(execution_time="0.12")) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"score": "1"}, "score: should be a number, not text"),
        ({"score": True}, "score: should be a number, not true or false"),
        ({"visibility": "shown"},
         "visibility: should be visible or hidden or after_due_date or after_published, "
         "not 'shown'"),
        ({"output": 3}, "output: should be text, not a number"),
        ({"output": "x" * 100_001},
         "output: has 100,001 characters; more than 100,000 are cut in the middle"),
        ({"output": "a\0b"}, "output: has a NUL byte, which the platform replaces"),
        ({"output": "\ud800"}, "output: has half a surrogate pair, which is no character"),
        ({"stdout_visiblity": "hidden"},
         "the document has a key that is not known, 'stdout_visiblity'; "
         "did you mean 'stdout_visibility'?"),
        ({"extra_data": []}, "extra_data: should be an object, not a list"),
        ({"extra_data": {"a": {"b": "\0"}}},
         "extra_data.a.b: has a NUL byte, which the platform replaces"),
        ({"extra_data": {"a\0": 1}},
         "extra_data: a key has a NUL byte, which the platform replaces"),
        ({"tests": {}}, "tests: should be a list, not an object"),
        ({"tests": [{"number": 1}]}, "tests[0].number: should be text, not a number"),
        ({"tests": [{}, {"output": None}]},
         "tests[1].output: should be text, not null; leave the key out"),
        ({"tests": [{"status": "ok"}]}, "tests[0].status: should be passed or failed, not 'ok'"),
        ({"tests": [{"output_format": "markdown"}]},
         "tests[0].output_format: should be text or html or simple_format or md or ansi, "
         "not 'markdown'"),
        ({"tests": [{"tags": ["a", 1]}]}, "tests[0].tags[1]: should be text, not a number"),
        ({"tests": [{"image": "x"}]}, "tests[0]: has a key that is not known, 'image'"),
        ({"tests": [{"score": 10**400}]},
         "tests[0].score: is no finite number; the platform cannot read the file"),
        ({"leaderboard": [{"name": "t"}]}, "leaderboard[0]: has no 'value', which is required"),
        ({"leaderboard": [{"name": "t", "value": None}]},
         "leaderboard[0].value: should be a number or text, not null; leave the key out"),
        ({"leaderboard": [{**ENTRY, "order": "down"}]},
         "leaderboard[0].order: should be asc or desc, not 'down'"),
    ],
)  # fmt: skip
def test_one_fault_gives_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    assert contract.problems(bytes_of(**changes)) == [sentence]


@pytest.mark.parametrize("tests", [None, [], [{"name": "a", "max_score": 1.0}]])
def test_a_score_is_required(tests: Any) -> None:
    found = contract.problems(bytes_of(score=None, tests=tests))

    assert found == ["the document has no score, and no test has one; one of them is required"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is no JSON: expecting value (line 1, column 1)"),
        (b'{"score": 1', "it is no JSON: expecting ',' delimiter (line 1, column 12)"),
        (b'{"score": 1}x', "it is no JSON: extra data (line 1, column 13)"),
        (b'{"output": "\xff"}', "it is not UTF-8 (byte 12)"),
        (b"[" * 200_000, "it is nested too deeply"),
    ],
)
def test_what_is_no_json_is_told(data: bytes, sentence: str) -> None:
    assert contract.problems(data) == [f"results.json cannot be read: {sentence}"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_are_finite(number: str) -> None:
    found = contract.problems(b'{"score": 1, "tests": [{"score": %s}]}' % number.encode())

    assert found == ["tests[0].score: is no finite number; the platform cannot read the file"]


def test_a_key_stands_once() -> None:
    assert contract.problems(b'{"score": 1, "score": 2}') == [
        "the key 'score' stands twice in one object"
    ]


def test_a_list_is_no_result() -> None:
    assert contract.problems(b"[]") == ["the document should be an object, not a list"]


def test_every_fault_is_told() -> None:
    found = contract.problems(bytes_of(output=1, visibility="no", tests=[{"number": 2}]))

    assert len(found) == 3


# ------------------------------------------------------------------ warnings


def test_points_that_differ_from_the_platforms_are_a_warning() -> None:
    data = bytes_of()

    assert contract.warnings(data) == contract.warnings(data, 2.0) == []
    assert contract.warnings(data, 20.0) == [
        "the tests' max_score add up to 2, the assignment has 20 points; "
        "is the rest awarded by a person?"
    ]


def test_a_score_that_overrides_the_tests_is_a_warning() -> None:
    assert contract.warnings(bytes_of(score=0.5)) == [
        "score is 0.5, the tests' scores add up to 1; the former counts"
    ]


def test_a_test_that_shows_as_failed_is_a_warning() -> None:
    assert contract.warnings(bytes_of(tests=[{"name": "note"}])) == [
        "tests[0]: without score and status it is shown as failed"
    ]


# ------------------------------------------------------------------ the schema and a second opinion


def keywords(schema: Any) -> set[str]:
    """Return the keywords that a schema uses, wherever in it."""
    found = set(schema)
    parts = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    parts += schema.get("anyOf", [])
    parts += [schema[key] for key in ("items", "contains") if key in schema]
    return found.union(*map(keywords, parts))


def test_the_schema_uses_no_keyword_that_is_not_understood() -> None:
    assert keywords(contract.schema()) <= KEYWORDS


@pytest.fixture(scope="module")
def jsonschema() -> Any:
    return pytest.importorskip("jsonschema", reason="another reader of schemas, with nbformat")


def test_the_schema_is_a_json_schema(jsonschema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(contract.schema())


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
NAMES = st.sampled_from(
    ["score", "tests", "visibility", "output", "leaderboard", "name", "value", "order", "status",
     "extra_data", "number", "tags", "other"]
)  # fmt: skip
WORDS = st.sampled_from(["visible", "passed", "asc", "text", "hidden"])
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(ANYTHING)
def test_the_schema_says_the_same_to_another_reader(jsonschema: Any, document: Any) -> None:
    other = jsonschema.Draft202012Validator(contract.schema()).is_valid(document)

    assert other is not bool(list(violations(document, contract.schema())))


# ------------------------------------------------------------------ what this project writes

REPORTS = [usual(), broken(), report((HALVE, [(OTHER, right(OTHER))]), answer="")]


@pytest.mark.parametrize("one", REPORTS)
def test_reports_keep_the_contract(one: Report) -> None:
    data = gradescope.write(one, ASSIGNMENT)

    assert contract.problems(data) == []
    assert contract.warnings(data) == []


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    texts=st.lists(st.text(st.characters()), min_size=7, max_size=7),
    outcomes=st.lists(st.sampled_from(list(Outcome)), min_size=4, max_size=4),
    time=st.floats(0, 1e6),
)
def test_whatever_a_report_says_there_is_no_problem(
    texts: list[str], outcomes: list[Outcome], time: float
) -> None:
    message, detail, printed, remark, staff, answer, name = texts
    hidden = [
        case(HIDDEN, how, message, detail, printed, number)
        for number, how in enumerate(outcomes[1:])
    ]
    one = report(
        (DOUBLE, [(PUBLIC, [case(PUBLIC, outcomes[0], message, detail, printed)]),
                  (HIDDEN, hidden)]),
        remarks=(remark,), staff=(staff,), answer=answer, seconds=time,
        leaderboard=(LeaderboardEntry(name, time, "asc"),),
    )  # fmt: skip

    data = gradescope.write(one, ASSIGNMENT)

    assert contract.problems(data) == []
    assert [entry["value"] for entry in json.loads(data)["leaderboard"]] == [time]

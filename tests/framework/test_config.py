from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder import config
from autograder.errors import ConfigError
from autograder.model.assignment import Assignment, Feedback, HiddenSays, Limits, Tolerances

ROOT = Path(__file__).parents[2]

SMALL = """\
title: Two functions
files:
  modules: [first.py, second.py]
  answers: answers.yaml
points: {automatic: 10, manual: 2}
questions:
  - {id: "1.1", file: first.py, function: double, points: 4, title: Doubling}
  - id: "1.10"
    file: second.py
    function: [Layer.forward, Layer.backward, helper]
    points: 5.5
    uses: ["1.1"]
    title: A layer
  - {id: "2.1", file: answers.yaml, answer: slope, points: 0.5, title: A formula}
  - {id: "3.1", file: answers.yaml, answer: why, points: 2, grading: manual, title: Discussion}
imports:
  allowed: [numpy, math]
  forbidden:
    first.py: [numpy.pad]
limits:
  call_seconds: 2
tolerances:
  float64: 1.0e-8
feedback:
  hidden_says: nothing
seed: class
"""


def read(folder: Path, text: str | bytes) -> Assignment:
    data = text.encode() if isinstance(text, str) else text
    (folder / "config.yaml").write_bytes(data)
    return config.read(folder)


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as error:
        read(folder, text)
    message = str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None
    assert "\n" not in message
    assert len(message) < 400
    return message


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


# ------------------------------------------------------------------ what is right


def test_every_key_reaches_the_model(tmp_path: Path) -> None:
    assignment = read(tmp_path, SMALL)

    assert assignment.root == tmp_path.resolve()
    assert assignment.title == "Two functions"
    assert assignment.modules == ("first.py", "second.py")
    assert assignment.notebook is None
    assert assignment.answers == "answers.yaml"
    assert [q.id for q in assignment.automatic] == ["1.1", "1.10", "2.1"]
    assert [q.id for q in assignment.manual] == ["3.1"]
    assert assignment.question("1.10").points == Fraction(11, 2)
    assert assignment.question("1.10").names == ("Layer", "helper")
    assert assignment.question("1.10").uses == ("1.1",)
    assert assignment.answer_keys == ("slope", "why")
    assert assignment.imports.allowed == {"numpy", "math"}
    assert assignment.imports.forbidden == {"first.py": ("numpy.pad",)}
    assert assignment.limits == Limits(call_seconds=2.0)
    assert assignment.tolerances == Tolerances(float64=1e-8)
    assert assignment.feedback == Feedback(hidden_says=HiddenSays(after_published="nothing"))
    assert assignment.seed == "class"


def test_what_is_left_out_has_the_models_defaults(tmp_path: Path) -> None:
    assignment = read(tmp_path, SMALL[: SMALL.index("imports:")])

    assert assignment.imports.allowed is None
    assert assignment.limits == Limits()
    assert assignment.tolerances == Tolerances()
    assert assignment.feedback == Feedback()
    assert assignment.seed == "submission"


@pytest.mark.parametrize(
    "text",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("Two functions", "Zwei Fünktiönchen · ∂").encode(),
        changed("allowed: [numpy, math]", "allowed: any").encode(),
    ],
    ids=["byte order mark", "CRLF", "not ASCII", "any import"],
)
def test_other_ways_to_write_it_are_read(tmp_path: Path, text: bytes) -> None:
    assert len(read(tmp_path, text).questions) == 4


def test_the_repositorys_own_is_in_order() -> None:
    assignment = config.read(ROOT)

    assert sum(q.points for q in assignment.automatic) == 100
    assert sum(q.points for q in assignment.manual) == 10


# ------------------------------------------------------------------ keys and types

KEYS = {
    "title: Two": ("titel: Two", 1, "titel", "did you mean title?"),
    "  modules:": ("  module:", 3, "files.module", "did you mean modules?"),
    "manual: 2": ("by_hand: 2", 5, "points.by_hand", "known here: automatic, manual"),
    "    points: 5.5": ("    point: 5.5", 11, "questions[2].point", "did you mean points?"),
    "  allowed:": ("  permitted:", 17, "imports.permitted", "known here"),
    "  call_seconds": ("  call_second", 21, "limits.call_second", "did you mean call_seconds?"),
    "  float64": ("  float65", 23, "tolerances.float65", "did you mean float64?"),
    "  hidden_says": ("  hidden_says_", 25, "feedback.hidden_says_", "did you mean hidden_says?"),
    "seed:": ("sede:", 26, "sede", "did you mean seed?"),
}


@pytest.mark.parametrize("old", KEYS)
def test_an_unknown_key_is_named_with_its_line_and_the_nearest(tmp_path: Path, old: str) -> None:
    new, line, key, hint = KEYS[old]

    message = refusal(tmp_path, changed(old, new))

    assert message.startswith(f"config.yaml, line {line}: {key} is not a known key; ")
    assert hint in message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: Two functions\n", "", "line 1: title is missing; add it"),
        ("  modules: [first.py, second.py]\n", "", "line 2: files.modules is missing; add it"),
        ("automatic: 10, ", "", "line 5: points.automatic is missing; add it"),
        ("    points: 5.5\n", "", "line 8: questions[2].points is missing; add it"),
    ],
)
def test_a_missing_key_is_named_where_it_belongs(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, changed(old, new)) == f"config.yaml, {message}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'id: "1.10"',
            "id: 1.10",
            'line 8: questions[2].id should be text, not a number; write it in quotes: "1.10"',
        ),
        (
            'id: "1.1"',
            "id: 1",
            'line 7: questions[1].id should be text, not a whole number; write it in quotes: "1"',
        ),
        (
            "title: Two functions",
            "title: 2024-01-31",
            'line 1: title should be text, not a date; write it in quotes: "2024-01-31"',
        ),
        (
            "title: Two functions",
            "title: no",
            'line 1: title should be text, not yes or no; write it in quotes: "no"',
        ),
        ("title: Two functions", "title:", "line 1: title should be text, not empty"),
        ("title: Two functions", "title: [a]", "line 1: title should be text, not a list"),
        ("[first.py, second.py]", "first.py", "line 3: files.modules should be a list, not text"),
        (
            "[first.py, second.py]",
            "[first.py, 2]",
            'line 3: files.modules[2] should be text, not a whole number; write it in quotes: "2"',
        ),
        (
            "answers: answers.yaml",
            "answers: 3",
            'line 4: files.answers should be text, not a whole number; write it in quotes: "3"',
        ),
        (
            "automatic: 10",
            'automatic: "10"',
            "line 5: points.automatic should be a number, not text",
        ),
        (
            "automatic: 10",
            "automatic: yes",
            "line 5: points.automatic should be a number, not yes or no",
        ),
        (
            "points: {automatic: 10, manual: 2}",
            "points: 12",
            "line 5: points should be a mapping of keys to values, not a whole number",
        ),
        (
            "call_seconds: 2",
            "memory_mb: 1.5",
            "line 21: limits.memory_mb should be a whole number, not a number",
        ),
        (
            "call_seconds: 2",
            "call_seconds: fast",
            "line 21: limits.call_seconds should be a number, not text",
        ),
        (
            "[numpy.pad]",
            "numpy.pad",
            "line 19: imports.forbidden.'first.py' should be a list, not text",
        ),
        (
            "[numpy.pad]",
            "[numpy.pad, 3]",
            "line 19: imports.forbidden.'first.py'[2] should be text, not a whole number; "
            'write it in quotes: "3"',
        ),
        (
            "grading: manual",
            "grading: by hand",
            "line 15: questions[4].grading should be automatic or manual, not 'by hand'",
        ),
        (
            "allowed: [numpy, math]",
            "allowed: none",
            "line 17: imports.allowed should be a list or any, not 'none'",
        ),
        (
            "seed: class",
            "seed: 7",
            'line 26: seed should be text, not a whole number; write it in quotes: "7"',
        ),
        (
            "seed: class",
            "seed: fixed",
            "line 26: seed should be class or submission, not 'fixed'",
        ),
        (
            "seed: class",
            "follow_through: half",
            "line 26: follow_through should be a number, not text",
        ),
        (
            "hidden_says: nothing",
            "hidden_says: everything",
            "line 25: feedback.hidden_says should be a mapping of keys to values or hint or kind "
            "or nothing, not 'everything'",
        ),
        (
            "hidden_says: nothing",
            "hidden_says: {before_published: all}",
            "line 25: feedback.hidden_says.before_published should be hint or kind or nothing, "
            "not 'all'",
        ),
        (
            "hidden_says: nothing",
            "hidden_says: {before: kind}",
            "line 25: feedback.hidden_says.before is not a known key; known here: "
            "before_published, after_published",
        ),
        (
            "hidden_says: nothing",
            "public: shown",
            "line 25: feedback.public should be after_due_date or after_published or hidden or "
            "visible, not 'shown'",
        ),
    ],
)
def test_a_wrong_type_is_told_in_plain_words(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, changed(old, new)) == f"config.yaml, {message}"


@pytest.mark.parametrize("share", ["-0.1", "1.5", ".nan", "50"])
def test_the_share_of_follow_through_is_from_0_to_1(tmp_path: Path, share: str) -> None:
    told = refusal(tmp_path, changed("seed: class", f"follow_through: {share}"))

    assert told.startswith(
        "config.yaml, line 26: follow_through should be a share of the points from 0 to 1, not "
    )


def test_follow_through_is_half_unless_said(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL).follow_through == Fraction(1, 2)
    less = read(tmp_path, changed("seed: class", "follow_through: 0.1"))
    assert less.follow_through == Fraction(1, 10)


# ------------------------------------------------------------------ rules between keys


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "automatic: 10,",
            "automatic: 11,",
            "line 5: points.automatic is 11, but the automatic questions add up to 10",
        ),
        ("manual: 2}", "manual: .nan}", "line 5: points.manual should be a sum of points, not nan"),
        ("manual: 2}", "manual: -2}", "line 5: points.manual should be a sum of points, not -2"),
        (
            "points: {automatic: 10, manual: 2}",
            "points: {automatic: 10}",
            "line 5: points.manual is 0, but the manual questions add up to 2",
        ),
        (
            'id: "1.10"',
            'id: "1.1"',
            "line 8: questions[2].id is '1.1' once more; give each question its own",
        ),
        (
            'id: "1.10"',
            'id: ""',
            "line 8: questions[2].id should be a few letters, digits, dots and dashes, not ''",
        ),
        (
            'id: "1.10"',
            'id: "=1+1"',
            "line 8: questions[2].id should be a few letters, digits, dots and dashes, not '=1+1'",
        ),
        (
            "title: A layer",
            'title: " "',
            "line 13: questions[2].title should be one line of text, not ' '",
        ),
        (
            "title: A layer",
            'title: "a\\eb"',
            r"line 13: questions[2].title should be one line of text, not 'a\x1bb'",
        ),
        (
            "points: 5.5",
            "points: 0",
            "line 11: questions[2].points should be above 0 and at most 10000, not 0",
        ),
        (
            "points: 5.5",
            "points: -1",
            "line 11: questions[2].points should be above 0 and at most 10000, not -1",
        ),
        (
            "points: 5.5",
            "points: .nan",
            "line 11: questions[2].points should be above 0 and at most 10000, not nan",
        ),
        (
            "points: 5.5",
            "points: .inf",
            "line 11: questions[2].points should be above 0 and at most 10000, not inf",
        ),
        (
            'uses: ["1.1"]',
            'uses: ["9.9"]',
            "line 12: questions[2].uses[1] is '9.9', which is no question's id",
        ),
        (
            'uses: ["1.1"]',
            'uses: ["2.1"]',
            "line 12: questions[2].uses[1] is 2.1; only code uses code, and 2.1 is no code",
        ),
        (
            'uses: ["1.1"]',
            'uses: ["1.10"]',
            "line 12: questions[2].uses goes round in a circle (1.10 uses 1.10); take one out",
        ),
        (
            "points: 4,",
            'points: 4, uses: ["1.10"],',
            (
                "line 7: questions[1].uses goes round in a circle (1.1 uses 1.10 uses 1.1); take "
                "one out"
            ),
        ),
        (
            "file: second.py",
            "file: third.py",
            (
                "line 9: questions[2].file is 'third.py', which is not handed in; files are "
                "first.py, second.py, answers.yaml"
            ),
        ),
        (
            "function: double",
            "answer: double",
            "line 7: questions[1] (question 1.1) is answered in first.py, so it needs "
            "`function:` with the name of one, "
            "or a list, and no `answer:`",
        ),
        (
            "function: double",
            "function: []",
            "line 7: questions[1] (question 1.1) is answered in first.py, so it needs "
            "`function:` with the name of one, "
            "or a list, and no `answer:`",
        ),
        (
            "function: double",
            "function: double()",
            "line 7: questions[1].function should name a function, not 'double()'",
        ),
        (
            "function: double",
            "grading: manual, function: double",
            (
                "line 7: questions[1].grading is manual, but a person grades only answers, and "
                "first.py is code"
            ),
        ),
        (
            "answer: slope",
            "function: slope",
            "line 14: questions[3] (question 2.1) is answered in answers.yaml, so it needs "
            "`answer:` with its key there, "
            "and no `function:`",
        ),
        (
            "answer: why",
            "answer: slope",
            "line 15: questions[4].answer is slope, which question 2.1 asks for already",
        ),
        (
            "answer: why",
            "answer: why not",
            "line 15: questions[4].answer should be a key such as grad_x, not 'why not'",
        ),
        (
            "[first.py, second.py]",
            "[first.py, FIRST.py, second.py]",
            "line 3: files.modules[2] names FIRST.py a second time; keep one",
        ),
        (
            "[first.py, second.py]",
            "[first.py, ../second.py]",
            (
                "line 3: files.modules[2] should be a Python file such as conv1d.py, not "
                "'../second.py'"
            ),
        ),
        (
            "[first.py, second.py]",
            "[first.py, random.py]",
            (
                "line 3: files.modules[2] is random.py, which would hide a module of that name; "
                "rename it"
            ),
        ),
        (
            "[first.py, second.py]",
            "[first.py, class.py]",
            "line 3: files.modules[2] should be a Python file such as conv1d.py, not 'class.py'",
        ),
        (
            "  answers: answers.yaml",
            "  answers: ../answers.yaml",
            "line 4: files.answers should be a file name ending in .yaml, not '../answers.yaml'",
        ),
        (
            "  answers: answers.yaml",
            "  answers: answers.yaml\n  notebook: first.py",
            "line 5: files.notebook should be a file name ending in .ipynb, not 'first.py'",
        ),
        (
            "[numpy, math]",
            "[numpy, os.]",
            "line 17: imports.allowed[2] should be a module's name, not 'os.'",
        ),
        (
            "first.py: [numpy.pad]",
            "third.py: [numpy.pad]",
            (
                "line 19: imports.forbidden.'third.py' is not one of the files handed in: "
                "first.py, second.py"
            ),
        ),
        (
            "[numpy.pad]",
            "[pad]",
            (
                "line 19: imports.forbidden.'first.py'[1] should be a dotted name such as "
                "numpy.pad, not 'pad'"
            ),
        ),
        (
            "call_seconds: 2",
            "call_seconds: 100",
            (
                "line 20: limits should have call_seconds ≤ question_seconds ≤ "
                "submission_seconds, not 100, 60, 300"
            ),
        ),
    ],
)
def test_a_broken_rule_is_told_in_one_sentence(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, changed(old, new)) == f"config.yaml, {message}"


LIMITS = [
    "call_seconds",
    "import_seconds",
    "question_seconds",
    "submission_seconds",
    "memory_mb",
    "output_chars",
    "result_mb",
]


@pytest.mark.parametrize("key", LIMITS)
@pytest.mark.parametrize("value", ["0", "-1", "1000000000000000000000"])
def test_a_limit_out_of_range_is_refused(tmp_path: Path, key: str, value: str) -> None:
    message = refusal(tmp_path, changed("call_seconds: 2", f"{key}: {value}"))

    assert re.match(
        rf"config.yaml, line 21: limits.{key} should be a number from [\d.e+-]+ to [\d.e+-]+, not",
        message,
    )


@pytest.mark.parametrize("value", ["0", "-1.0e-9", ".nan", ".inf", "1", "1.0e400"])
@pytest.mark.parametrize("key", ["float64", "float32", "gradient"])
def test_a_tolerance_out_of_range_is_refused(tmp_path: Path, key: str, value: str) -> None:
    message = refusal(tmp_path, changed("float64: 1.0e-8", f"{key}: {value}"))

    assert message.startswith(f"config.yaml, line 23: tolerances.{key} should be a number from ")


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf"])
def test_a_time_limit_is_finite(tmp_path: Path, value: str) -> None:
    message = refusal(tmp_path, changed("call_seconds: 2", f"call_seconds: {value}"))

    assert message.startswith("config.yaml, line 21: limits.call_seconds should be a number from ")


@pytest.mark.parametrize("written", ["1e-8", "1.e-8", "1.0e-8", "0.00000001", "10e-9", "+1E-8"])
def test_a_tolerance_may_be_written_in_any_usual_way(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, changed("1.0e-8", written)).tolerances.float64 == 1e-8


def test_a_number_in_quotes_is_text(tmp_path: Path) -> None:
    message = refusal(tmp_path, changed("1.0e-8", '"1e-8"'))

    assert message == "config.yaml, line 23: tolerances.float64 should be a number, not text"


def test_points_add_up_exactly(tmp_path: Path) -> None:
    text = changed("automatic: 10,", "automatic: 4.3,").replace("points: 5.5", "points: 0.1")

    read(tmp_path, text.replace("points: 0.5", "points: 0.2"))


def test_an_assignment_has_questions(tmp_path: Path) -> None:
    begin, end = SMALL.index("questions:"), SMALL.index("imports:")

    message = refusal(tmp_path, SMALL[:begin] + "questions: []\n" + SMALL[end:])

    assert message == "config.yaml, line 6: questions is empty; add a question"


# ------------------------------------------------------------------ not YAML, or not plain


def bomb(levels: int) -> str:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the file should be a mapping of keys to values, not empty"),
        ("# nothing\n", "line 1: the file should be a mapping of keys to values, not empty"),
        ("- a\n- b\n", "line 1: the file should be a mapping of keys to values, not a list"),
        ("just words\n", "line 1: the file should be a mapping of keys to values, not text"),
        (changed("seed:", "title: Again\nseed:"), "line 26: title is given twice; keep one"),
        (
            changed("    points: 5.5", "    points: 5.5\n    points: 5"),
            "line 12: questions[2].points is given twice; keep one",
        ),
        (
            changed("seed: class", "? [a]\n: b"),
            "line 26: a key here is a list or a mapping; it should be text",
        ),
        (changed("seed:", "1: x\nseed:"), "line 26: the key '1' is not text; write it in quotes"),
        (changed("seed:", "on: x\nseed:"), "line 26: the key 'on' is not text; write it in quotes"),
        (
            changed("call_seconds: 2", "<<: {call_seconds: 1}"),
            "line 21: a merge (<<) is not read here; write the values out",
        ),
        (
            changed("limits:", "limits: &a").replace("feedback:", "feedback: *a #"),
            "line 24: an alias (*) is not read here; write the value out",
        ),
        (bomb(12), "line 2: an alias (*) is not read here; write the value out"),
        ("a: &a [*a]", "line 1: an alias (*) is not read here; write the value out"),
        (
            changed("title: Two", "title: !!python/object/apply:os.getcwd []\n#"),
            "line 1: a tag (!) is not read here; remove it",
        ),
        (
            SMALL + "---\ntitle: x\n",
            "line 27: a second document begins here; keep one, without `---`",
        ),
        ("a: " + "[" * 100_000, "line 1: nested too deeply; nothing here needs that"),
        ("{a: " * 50_000, "line 1: nested too deeply; nothing here needs that"),
        (changed("call_seconds: 2", "call_seconds: " + "9" * 5000), None),
        (
            changed("title: Two functions", "title: 2024-13-45"),
            "line 1: title is '2024-13-45', which is neither a number nor a date",
        ),
        (
            changed("title: Two", "title: Two\x00"),
            "line 1: holds a control character, which YAML does not allow; remove it",
        ),
        (
            changed("seed: cl", "seed: \x07"),
            "line 26: holds a control character, which YAML does not allow; remove it",
        ),
    ],
)
def test_what_is_not_plain_yaml_is_refused(tmp_path: Path, text: str, message: str | None) -> None:
    told = refusal(tmp_path, text)

    if message is None:
        assert told.startswith("config.yaml, line 21: limits.call_seconds")
    else:
        assert told == f"config.yaml, {message}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (changed("title: Two", "title: 'Two"), None, "quoted scalar"),
        (changed("points: {automatic: 10, manual: 2}", "points: {automatic: 10"), None, ""),
        (changed("  answers:", " answers:"), 4, ""),
        (
            changed("  call_seconds: 2", "\tcall_seconds: 2"),
            21,
            "indent with spaces, not with tabs",
        ),
        (changed("title: Two functions", "title: Two: functions"), 1, "mapping values"),
        (changed("title: Two", "title: @Two"), 1, "cannot start any token"),
    ],
)
def test_what_is_not_yaml_has_its_line(
    tmp_path: Path, text: str, line: int | None, words: str
) -> None:
    message = refusal(tmp_path, text)

    found = re.match(r"config.yaml, line (\d+): not YAML: \w", message)
    assert found, message
    assert line is None or int(found[1]) == line
    assert words in message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SMALL.encode("utf-16"), "line 1: this is not UTF-8 text; save the file as UTF-8"),
        (
            changed("title: A layer", "title: Größe").encode("latin-1"),
            "line 13: this is not UTF-8 text; save the file as UTF-8",
        ),
        (bytes(range(128, 256)), "line 1: this is not UTF-8 text; save the file as UTF-8"),
    ],
    ids=["UTF-16", "Latin-1", "bytes"],
)
def test_another_encoding_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    assert refusal(tmp_path, data) == f"config.yaml, {message}"


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    assert "is larger than 1024 KiB" in refusal(tmp_path, SMALL + "#" * 2**20)


def test_a_missing_file_says_how_to_name_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file; name the assignment's folder"):
        config.read(tmp_path)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()

    with pytest.raises(ConfigError, match=r"config\.yaml: is not a file"):
        config.read(tmp_path)


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.yaml")

    with pytest.raises(ConfigError, match=r"config\.yaml: is not a file"):
        config.read(tmp_path)


@pytest.mark.parametrize("name", ["config.yaml", "x" * 5000])
def test_a_path_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.yaml").write_text(SMALL)

    with pytest.raises(ConfigError, match=r"config\.yaml"):
        config.read(tmp_path / name)


# ------------------------------------------------------------------ whatever is written


LINES = SMALL.splitlines(keepends=True)
SCRAPS = st.sampled_from(
    [
        "",
        " ",
        "\t",
        "\n",
        ":",
        "-",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "&a ",
        "*a",
        "!!int ",
        "<<: ",
        "|\n",
        ">",
        "%",
        "@",
        "#",
        "null",
        "~",
        "yes",
        "1.10",
        "-1",
        ".nan",
        ".inf",
        "0x1F",
        "1e999",
        "2024-01-01",
        "1:30",
        "questions: []",
        "\x00",
        "\x85",
        "\ufeff",
        "\ud7ff",
        "é",
        "...",
        "---",
    ]
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    text = SMALL
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["cut", "insert", "replace", "swap", "double"]))
        at = draw(st.integers(0, len(text)))
        scrap = draw(SCRAPS)
        if kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 40)) :]
        elif kind == "insert":
            text = text[:at] + scrap + text[at:]
        elif kind == "replace":
            words = sorted({*re.findall(r"[\w.]+", text)}) or [""]
            text = text.replace(draw(st.sampled_from(words)), scrap, 1)
        else:
            rows = text.splitlines(keepends=True) or [""]
            first, second = (draw(st.integers(0, len(rows) - 1)) for _ in range(2))
            if kind == "swap":
                rows[first], rows[second] = rows[second], rows[first]
            else:
                rows.insert(second, rows[first])
            text = "".join(rows)
    return text


@settings(
    max_examples=250,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=mutations())
@example(text=SMALL)
@example(text=SMALL.replace("2}", "2.0}"))
def test_a_mutated_file_is_an_assignment_or_one_sentence(tmp_path: Path, text: str) -> None:
    try:
        assignment = read(tmp_path, text)
    except ConfigError as error:
        message = str(error)
        assert re.match(r"config\.yaml, line \d+: \S", message), message
        assert message.isprintable()
        assert (
            int(re.findall(r"line (\d+)", message)[0]) <= text.count("\n") + text.count("\x85") + 1
        )
    else:
        assert sum(q.points for q in assignment.questions) > 0
        assert len({q.id for q in assignment.questions}) == len(assignment.questions)


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_arbitrary_bytes_are_one_sentence(tmp_path: Path, data: bytes) -> None:
    message = refusal(tmp_path, data)

    assert message.isprintable()

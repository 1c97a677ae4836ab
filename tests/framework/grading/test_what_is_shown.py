"""What students see of what their code prints and raises, and what is kept for staff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny_assignment

from autograder import config
from autograder.grading.classroom import Options, grade_class
from autograder.grading.intake import Found
from autograder.model.report import Report
from autograder.reporting import gradescope

pytestmark = pytest.mark.usefixtures("own_modules")

SECRET, SHOWN = "0.8437125", "0.5125"
CONFIG = """\
title: Two functions in one file
files: {modules: [first.py], notebook: tiny.ipynb}
points: {automatic: 9, manual: 0}
questions:
  - {id: "1.1", file: first.py, function: double, points: 4, title: Doubling}
  - {id: "1.2", file: first.py, function: halve, points: 5, title: Halving}
limits: {call_seconds: 5, import_seconds: 10, question_seconds: 30, submission_seconds: 60}
"""
CHECK = '''
@number("1.1")
def test_double{name}(submission):
    """The double of a number."""
    if submission.first.double({x}) != 2 * {x}:
        raise Mismatch("wrong", "got something for {x}")


@number("1.2")
def test_halve{name}(submission):
    """The half of a number."""
    if submission.first.halve({x}) != {x} / 2:
        raise Mismatch("wrong", "got something for {x}")
'''
SOLUTION = {"first.py": "def double(x):\n    return x * 2\n\n\ndef halve(x):\n    return x / 2\n"}
TELLING = """
import sys
import warnings

seen = []
print("on import")


class Late:
    def __del__(self):
        print("late", seen)


def tell(x):
    seen.append(x)
    print("printed", seen)
    sys.stderr.write(f"to stderr {seen}\\n")
    warnings.simplefilter("always")
    warnings.warn(f"a warning of {seen}")
    seen.append(Late())
    ENDING


def double(x):
    return tell(x)


halve = double
"""


def graded(folder: Path, feedback: str = "", **codes: str) -> dict[str, dict[str, Any]]:
    """Grade submissions, and return the document of each."""
    root = tiny_assignment.make(
        folder / "assignment",
        config=CONFIG + feedback,
        public=CHECK.format(name="_public", x=SHOWN),
        hidden=CHECK.format(name="_hidden", x=SECRET),
        solutions=SOLUTION,
    )
    assignment = config.read(root)
    for name, code in codes.items():
        tiny_assignment.write(folder / name, {"first.py": code})

    def keep(report: Report) -> None:
        out = folder / report.submission / "results.json"
        out.write_bytes(gradescope.write(report, assignment))

    grade_class(
        assignment,
        [Found(name, folder / name) for name in codes],
        Options(jobs=1, seed=1, unsafe=True),
        keep,
    )
    return {name: json.loads((folder / name / "results.json").read_text("utf-8")) for name in codes}


ENDINGS = {
    "an exception": "raise ValueError(f'it was {seen} in {x}')",
    "another exception": "raise type(f'E{x}', (KeyError,), {'__str__': lambda self: str(seen)})()",
    "a syntax error": "exec(f'it was {x}')",
    "a made-up place": "exec(compile('1 / 0', f'<submission>/it was {x}', 'exec'))",
    "a made-up function": "exec(f'def it_was_{str(x)[2:]}(): 1 / 0\\nit_was_{str(x)[2:]}()')",
    "exit": "raise SystemExit(str(seen))",
    "a result": "return {'it was': x}",
    "a text": "return f'it was {x}'",
    "another number": "return x",
    "the end": "import os; os._exit(1)",
    "a missing attribute": "getattr(x, f'it was {x}')",
    "a forbidden import": "raise ImportError(f'it was {x}', name=str(x))",
}


def test_hidden_inputs_are_not_shown(tmp_path: Path) -> None:
    codes = {name: TELLING.replace("ENDING", ending) for name, ending in ENDINGS.items()}

    documents = graded(tmp_path, **codes)

    for name, document in documents.items():
        assert [test["status"] for test in document["tests"]] == ["failed"] * 4, name
        assert SECRET[2:] not in json.dumps(document["tests"]), name
        assert SECRET[2:] not in document["output"], name


def test_what_was_printed_is_shown_for_public_checks_and_kept_for_staff(tmp_path: Path) -> None:
    document = graded(tmp_path, ada=TELLING.replace("ENDING", "return x"))["ada"]

    double, hidden, _, _ = (test["output"] for test in document["tests"])
    assert "on import" in double
    assert f"printed [{SHOWN}]" in double
    assert f"to stderr [{SHOWN}]" in double
    assert f"first.py:19: UserWarning: a warning of [{SHOWN}]" in double
    assert "rinted" not in hidden
    printed = document["extra_data"]["printed"]
    assert set(printed) == {test["extra_data"]["check"] for test in document["tests"]}
    assert SECRET in printed["hidden/test_hidden.py::test_double_hidden"]
    assert "/assignment" not in json.dumps(document)


def test_what_is_said_of_hidden_checks_is_the_submissions_own_line(tmp_path: Path) -> None:
    code = TELLING.replace("ENDING", ENDINGS["an exception"])

    document = graded(tmp_path, ada=code)["ada"]

    public, hidden, _, _ = (test["output"] for test in document["tests"])
    line = "double raised ValueError (first.py, line 21: `raise ValueError("
    assert line in public
    assert line in hidden
    assert f"ValueError: it was [{SHOWN}, " in public
    assert "ValueError: it was" not in hidden


def test_nothing_is_said_of_hidden_checks_where_the_configuration_says_so(tmp_path: Path) -> None:
    code = TELLING.replace("ENDING", ENDINGS["an exception"])

    document = graded(tmp_path, "feedback: {hidden_says: nothing}\n", ada=code)["ada"]

    hidden = [t for t in document["tests"] if t["extra_data"]["check"].startswith("hidden/")]
    assert [test["output"] for test in hidden] == ["Not right."] * 2


def test_what_is_said_before_gives_no_more_away_than_what_is_said_after(tmp_path: Path) -> None:
    says = "feedback: {hidden_says: {before_published: hint}}\n"
    codes = {name: TELLING.replace("ENDING", ending) for name, ending in ENDINGS.items()}

    documents = graded(tmp_path, says, **codes)

    for name, document in documents.items():
        before = [test for test in document["tests"] if "extra_data" not in test]
        lines = [test for test in before if test["output"].startswith("- ")]
        assert [test["number"] for test in lines] == ["1.1", "1.2"], name
        assert all(test["visibility"] == "visible" for test in lines), name
        assert not any("score" in test for test in lines), name
        assert SECRET[2:] not in json.dumps(lines), name


DIRECT = """
import os
import sys


def double(x):
    os.write(1, b"by descriptor 1\\n")
    os.write(2, b"by descriptor 2\\n")
    os.system("echo by a shell")
    for stream in (sys.__stdout__, sys.__stderr__):
        stream and print("by the first stream", file=stream, flush=True)
    return x * 2


def halve(x):
    return x / 2
"""


def test_what_goes_around_standard_output_comes_nowhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = graded(tmp_path, ada=DIRECT)["ada"]

    assert "by " not in "".join(capfd.readouterr())
    assert "by descriptor" not in json.dumps(document)
    assert document["score"] == 9

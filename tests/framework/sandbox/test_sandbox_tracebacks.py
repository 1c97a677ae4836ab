"""A traceback shows lines of the submission as it was handed in, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.testing.errors import StudentError, StudentFault

ROOT = Path(__file__).parents[3]
GRADER = ROOT / "solutions" / "conv1d.py"


def fault_of(function, *arguments) -> StudentFault:
    with pytest.raises(StudentFault) as caught:
        function(*arguments)
    return caught.value


def steps(fault: StudentFault) -> list[str]:
    """Return the lines of a traceback, without what was raised."""
    return [line.strip() for line in fault.detail.splitlines() if line.startswith("  ")]


def test_own_frames_are_shown_innermost_last(student):
    code = {
        "task.py": "from other import g\nimport numpy as np\ndef f():\n    return g(3)\n",
        "other.py": "import numpy as np\ndef g(n):\n    return np.sum(np.ones(n), axis=n)\n",
    }

    fault = fault_of(student(code).task.f)

    assert steps(fault) == [
        "task.py, line 4, in f: return g(3)",
        "other.py, line 3, in g: return np.sum(np.ones(n), axis=n)",
    ]
    assert "(other.py, line 3: `return np.sum(np.ones(n), axis=n)`)" in fault.message


def test_cells_are_numbered(student):
    one = student(
        cells=("import numpy as np", "", "def f():\n    return g()", "def g():\n    return 1 / 0")
    )

    fault = fault_of(one.task.f)

    assert steps(fault) == [
        "work.ipynb, cell 3, line 2, in f: return g()",
        "work.ipynb, cell 4, line 2, in g: return 1 / 0",
    ]
    assert "(work.ipynb, cell 4, line 2: `return 1 / 0`)" in fault.message


def test_what_stands_in_has_no_frames(student):
    one = student(
        {"task.py": "from other import pad\ndef f(x):\n    return pad(x)\n", "other.py": "pad = 1"},
        stand_ins={"other": ("pad",)},
        reference={"other.py": "def pad(x):\n    secret = 1\n    raise ValueError('no')\n"},
    )

    fault = fault_of(one.task.f, 2.0)

    assert steps(fault) == ["task.py, line 3, in f: return pad(x)"]
    assert "secret" not in fault.message + fault.detail


@pytest.mark.parametrize("name", ["<string>", "made.py", "task.py", "other.py", "/task.py"])
def test_code_that_was_made_from_text_has_no_frame(student, name):
    code = f"def f():\n    exec(compile('x = 1\\n1 / 0', {name!r}, 'exec'))\n"

    fault = fault_of(student(code).task.f)

    assert isinstance(fault, StudentError)
    assert [step.partition(",")[0] for step in steps(fault)] == ["task.py"]
    assert "task.py, line 2" in fault.message


PLACES = [
    str(GRADER),
    "solutions/conv1d.py",
    f"<submission>/{GRADER}",
    f"<submission>/..{GRADER}",
    "<submission>/../../solutions/conv1d.py",
    "<submission>/solutions/conv1d.py",
    "<submission>/other.py/../../solutions/conv1d.py",
    "/etc/passwd",
    "<submission>//etc/passwd",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "forge",
    [
        "exec(compile('\\n' * 11 + '1 / 0', PLACE, 'exec'))",
        "exec(compile('1 / 0', 'x', 'exec').replace(co_filename=PLACE, co_firstlineno=12))",
        "raise SyntaxError('no', (PLACE, 12, 1, None))",
    ],
)
def test_no_line_is_read_from_the_graders_disk(student, monkeypatch, place, forge):
    monkeypatch.chdir(ROOT)
    line = Path(place).read_text().splitlines()[11] if Path(place).exists() else "root:"
    code = f"PLACE = {place!r}\ndef f():\n    {forge}\n"

    fault = fault_of(student(code).task.f)

    assert isinstance(fault, StudentError)
    assert "task.py, line 3" in fault.message
    for step in steps(fault):
        assert step.startswith("task.py, line 3") or not step.rpartition(": ")[1]
    assert not line or line not in fault.message + fault.detail
    assert "root:" not in fault.detail


def test_a_made_up_line_of_a_file_that_was_handed_in_is_a_line_of_it(student):
    code = {
        "task.py": "def f():\n    exec(compile('\\n1 / 0', '<submission>/other.py', 'exec'))\n",
        "other.py": "first = 1\nsecond = 2\n",
    }

    fault = fault_of(student(code).task.f)

    assert steps(fault)[-1] == "other.py, line 2, in <module>: second = 2"


def test_a_frames_name_may_be_anything(student):
    code = """
        def f():
            code = compile("1 / 0", "<submission>/task.py", "exec")
            exec(code.replace(co_name="x\\n  task.py, line 9, in g: true" * 99))
    """

    fault = fault_of(student(code).task.f)

    assert len(fault.detail) < 1_000

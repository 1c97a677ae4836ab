from __future__ import annotations

from textwrap import dedent

import pytest

from autograder.errors import ConfigError
from autograder.release import make_stub, stub_drift, write_stubs


def text(source: str) -> str:
    return dedent(source).lstrip("\n")


SOLUTION = text(
    '''
    """A module."""

    import numpy as np

    # BEGIN SOLUTION 1.1
    LIMIT = 3


    def _helper(x):
        return x


    # END SOLUTION


    def double(x: int) -> int:
        """Double a number."""
        n = x
        # BEGIN SOLUTION 1.1
        y = _helper(n)
        return 2 * y
        # END SOLUTION


    class Counter:
        """Counts."""

        def up(self) -> None:
            """Count one."""
            # BEGIN SOLUTION 1.2
            def by(n):
                self.n += n

            by(1)
            # END SOLUTION

        # BEGIN SOLUTION 1.3
        def _reset(self):
            self.n = 0

        # END SOLUTION

        def down(self) -> None:
            """Count one less."""
            if self.n:
                # BEGIN SOLUTION 1.3
                self.n -= 1
                # END SOLUTION
    '''
)
STUB = text(
    '''
    """A module."""

    import numpy as np


    def double(x: int) -> int:
        """Double a number."""
        n = x
        raise NotImplementedError("1.1 double: not written yet")


    class Counter:
        """Counts."""

        def up(self) -> None:
            """Count one."""
            raise NotImplementedError("1.2 Counter.up: not written yet")

        def down(self) -> None:
            """Count one less."""
            if self.n:
                raise NotImplementedError("1.3 Counter.down: not written yet")
    '''
)
ANSWERS = text(
    """
    # Keep this.
    # BEGIN SOLUTION 7.1
    grad_x: "flip(w) ⊛ grad_z"
    # END SOLUTION
    given: stays
    # BEGIN SOLUTION 8.1
    why: |
      Because.

      # not a comment
    how: >-
      So.
    short:
      below
    # END SOLUTION
    """
)
EMPTY_ANSWERS = '# Keep this.\ngrad_x: ""\ngiven: stays\nwhy: |\nhow: |\nshort: ""\n'


def test_regions_in_functions_raise_and_others_vanish():
    assert make_stub(SOLUTION, "f.py") == STUB


def test_answers_are_emptied():
    assert make_stub(ANSWERS, "answers.yaml") == EMPTY_ANSWERS


@pytest.mark.parametrize(
    ("source", "stub", "file"), [(SOLUTION, STUB, "f.py"), (ANSWERS, EMPTY_ANSWERS, "a.yml")]
)
def test_line_ends_and_a_byte_order_mark_make_no_difference(source, stub, file):
    assert make_stub("\ufeff" + source.replace("\n", "\r\n"), file) == stub


def test_an_async_or_decorated_function_and_a_closure_are_named():
    source = text(
        """
        def outer():
            @cache
            async def inner():
                # BEGIN SOLUTION 1.1
                return 1
                # END SOLUTION
        """
    )
    assert 'raise NotImplementedError("1.1 outer.inner: not written yet")' in make_stub(
        source, "f.py"
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            "def f():\n    # BEGIN SOLUTION 1.1\n    return 1\n\n\ndef g():\n    x = 2\n"
            "    # END SOLUTION\n    return x\n",
            "f.py, line 2: this region holds a part of a function only.",
        ),
        (
            "# BEGIN SOLUTION 1.1\nx = 1\n\n\ndef g():\n    y = 2\n    # END SOLUTION\n"
            "    return y\n",
            "f.py, line 1: this region holds a part of a function only.",
        ),
        (
            "def f(:\n    # BEGIN SOLUTION 1.1\n    return 1\n    # END SOLUTION\n",
            "f.py, line 1: the solution is not Python: ",
        ),
        (
            "class A:\n    # BEGIN SOLUTION 1.1\n    x = 1\n    # END SOLUTION\n",
            "f.py, line 1: the stub is not Python: ",
        ),
    ],
)
def test_a_region_that_cannot_be_cut_out_is_refused(source, says):
    with pytest.raises(ConfigError) as error:
        make_stub(source, "f.py")
    assert str(error.value).startswith(says)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("# BEGIN SOLUTION 7.1\n'a b': 1\n# END SOLUTION\n", "line 2: a region holds answers"),
        ("# BEGIN SOLUTION 7.1\na: 1\n# END SOLUTION\nb: [\n", "the solution is not YAML"),
        ("# BEGIN SOLUTION 7.1\n- a\n# END SOLUTION\n", "line 2: a region holds answers"),
        ("a: |\n  x\n# BEGIN SOLUTION 7.1\n  y\n# END SOLUTION\n", "is not YAML"),
        ("a:\n# BEGIN SOLUTION 7.1\n  y\n# END SOLUTION\n", "should begin and end between two"),
    ],
)
def test_answers_that_cannot_be_emptied_are_refused(source, says):
    with pytest.raises(ConfigError, match=says):
        make_stub(source, "answers.yaml")


def test_other_languages_are_refused():
    with pytest.raises(ConfigError, match=r"notes\.txt: a stub can be made of \.py, \.yaml"):
        make_stub("# BEGIN SOLUTION 1\nx\n# END SOLUTION\n", "notes.txt")


@pytest.fixture
def folders(tmp_path):
    solutions, assignment = tmp_path / "solutions", tmp_path / "assignment"
    solutions.mkdir()
    (solutions / "f.py").write_text(SOLUTION, encoding="utf-8")
    (solutions / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    return solutions, assignment


FILES = ["f.py", "answers.yaml"]


def test_what_was_written_does_not_drift(folders):
    solutions, assignment = folders
    written = write_stubs(solutions, assignment, FILES)
    assert written == [assignment / name for name in FILES]
    assert (assignment / "f.py").read_bytes() == STUB.encode()
    assert (assignment / "answers.yaml").read_bytes() == EMPTY_ANSWERS.encode()
    (assignment / "README.md").write_text("Read me.", encoding="utf-8")
    assert stub_drift(solutions, assignment, FILES) == []


def test_drift_names_what_differs_is_missing_or_superfluous(folders):
    solutions, assignment = folders
    write_stubs(solutions, assignment, ["f.py"])
    (assignment / "f.py").write_text(STUB + "# changed\n", encoding="utf-8")
    (assignment / "old.py").write_text("", encoding="utf-8")
    remedy = "run `autograder release stubs`"
    assert stub_drift(solutions, assignment, FILES) == [
        f"assignment/f.py is not the stub that solutions/f.py makes; {remedy}.",
        f"assignment/answers.yaml is missing; {remedy}.",
        "assignment/old.py is not among the files to be handed in; remove it.",
    ]


def test_nothing_is_written_where_one_solution_is_broken(folders):
    solutions, assignment = folders
    with pytest.raises(ConfigError, match=r"solutions/gone\.py cannot be read: No such file"):
        write_stubs(solutions, assignment, ["f.py", "gone.py"])
    with pytest.raises(ConfigError, match=r"solutions/f\.py, line 5: there is no question '1\.1'"):
        write_stubs(solutions, assignment, ["answers.yaml", "f.py"], {"7.1", "8.1"})
    (solutions / "f.py").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"solutions/f\.py is not UTF-8 \(byte 5\)"):
        write_stubs(solutions, assignment, FILES)
    assert not assignment.exists()

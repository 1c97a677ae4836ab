from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import tiny_assignment
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_assignment import CHECKS_HEAD

from autograder import config
from autograder.grading.cases import Collected
from autograder.grading.check_call import Current
from autograder.grading.collect import with_checks
from autograder.grading.outcomes import NOT_JUDGED, NOT_RIGHT, OUTCOMES, judge
from autograder.model.outcome import CaseResult, Difference, Outcome
from autograder.testing import errors, same_array
from autograder.testing.errors import (
    Mismatch,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
    StudentValueError,
)

FAULTS = {
    StudentError: Outcome.FAILED,
    StudentValueError: Outcome.FAILED,
    StudentTimeout: Outcome.TIMED_OUT,
    StudentCrash: Outcome.CRASHED,
    StudentLimit: Outcome.OVER_LIMIT,
    StudentForbidden: Outcome.FORBIDDEN,
    StudentMissing: Outcome.NOT_RUN,
    StudentNotRun: Outcome.NOT_RUN,
}


def raised(function: Callable[[], object]) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def verdict(function: Callable[[], object]) -> CaseResult:
    return judge("check", "case", raised(function), "printed")


def test_a_case_that_ends_normally_has_passed() -> None:
    assert judge("check", "case", None, "x") == CaseResult(
        "check", "case", Outcome.PASSED, printed="x"
    )


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.__name__)
def test_a_fault_of_the_submission_has_an_outcome_of_its_own(kind: type[StudentFault]) -> None:
    result = judge("check", "case", kind("what happened", "more of it"), "printed")

    assert result == CaseResult(
        "check", "case", FAULTS[kind], "what happened", "more of it", "printed"
    )


def test_every_kind_of_fault_is_known() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, StudentFault) and kind is not StudentFault
    }

    assert kinds == set(FAULTS)
    assert all(any(issubclass(kind, known) for known in OUTCOMES) for kind in kinds)


def test_a_fault_of_no_kind_is_the_graders() -> None:
    assert judge("check", "", StudentFault("odd")).outcome is Outcome.GRADER_ERROR


def test_a_mismatch_keeps_message_and_detail_apart() -> None:
    result = judge("check", "case", Mismatch("wrong shape", "got (3,)"))

    assert (result.outcome, result.message, result.detail) == (
        Outcome.FAILED, "wrong shape", "got (3,)",
    )  # fmt: skip


@pytest.mark.parametrize(("message", "detail"), [("", ""), (3, None), (ValueError("x"), 2.0)])
def test_a_mismatch_of_odd_arguments_still_has_words(message: object, detail: object) -> None:
    result = judge("check", "case", Mismatch(message, detail))  # type: ignore[arg-type]

    assert result.message == (str(message) or NOT_RIGHT)
    assert isinstance(result.detail, str)


def test_an_assertion_says_its_sentence() -> None:
    def check() -> None:
        assert 1 == 2, "the sum is wrong"

    assert verdict(check).outcome is Outcome.FAILED
    assert verdict(check).message.splitlines()[0] == "the sum is wrong"


def test_an_assertion_without_words_says_something() -> None:
    assert judge("check", "", AssertionError()).message == NOT_RIGHT
    assert judge("check", "", AssertionError(" \n ")).message == NOT_RIGHT


def test_a_librarys_assertion_shows_its_values_only_in_the_detail() -> None:
    result = verdict(lambda: np.testing.assert_allclose([1.0, 777.0], [1.0, 888.0]))

    assert result.outcome is Outcome.FAILED
    assert "777" not in result.message
    assert "888" not in result.message
    assert "888" in result.detail


def test_pytests_fail_and_raises_are_verdicts() -> None:
    def expect() -> None:
        with pytest.raises(ValueError, match="x"):
            pass

    assert verdict(lambda: pytest.fail("the shape is wrong")).message == "the shape is wrong"
    assert verdict(expect).message == "no ValueError was raised"
    assert verdict(expect).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "function",
    [
        lambda: pytest.skip("not today"),
        lambda: pytest.xfail("some day"),
        lambda: pytest.importorskip("no_such_module_here"),
        lambda: pytest.fail("pytest's own", pytrace=False),
        lambda: sys.exit(0),
        lambda: {}["missing"],
        lambda: [][0],
        lambda: 1 / 0,
        lambda: np.ones(2) + np.ones(3),
    ],
    ids=["skip", "xfail", "importorskip", "fail", "exit", "key", "index", "division", "shapes"],
)
def test_whatever_else_ends_a_case_is_the_graders(function: Callable[[], object]) -> None:
    result = verdict(function)

    assert result.outcome is Outcome.GRADER_ERROR
    assert result.message == NOT_JUDGED
    assert result.detail
    assert "\n" not in result.detail
    assert result.printed == "printed"


def test_a_graders_error_says_where_in_the_checks(tmp_path: Path) -> None:
    file = tmp_path / "tests" / "graded" / "hidden" / "test_it.py"
    scope: dict[str, Callable[[], object]] = {}
    exec(compile("def f():\n    x = 1\n    return int('a')\n", str(file), "exec"), scope)

    result = verdict(scope["f"])

    assert result.detail == (
        "ValueError: invalid literal for int() with base 10: 'a' (test_it.py, line 3)"
    )


def function_in(file: Path, text: str) -> Callable[[], object]:
    module = ModuleType("module")
    exec(compile(f"def f():\n    {text}\n", str(file), "exec"), vars(module))
    return module.f  # type: ignore[no-any-return]


PACKAGE = Path(errors.__file__).parents[1]


@pytest.mark.parametrize(
    ("file", "outcome"),
    [
        (Path("/a/tests/graded/hidden/test_it.py"), Outcome.FAILED),
        (Path("/a/solutions/hw/tests/graded/hidden/helper.py"), Outcome.FAILED),
        (PACKAGE / "testing" / "results.py", Outcome.FAILED),
        (PACKAGE / "grading" / "session.py", Outcome.GRADER_ERROR),
        (PACKAGE / "sandbox" / "client.py", Outcome.GRADER_ERROR),
        (Path("/a/solutions/conv1d.py"), Outcome.GRADER_ERROR),
    ],
    ids=["check", "beside a check", "testing", "grading", "sandbox", "reference"],
)
def test_an_assertion_counts_by_where_it_failed(file: Path, outcome: Outcome) -> None:
    assert verdict(function_in(file, "assert False")).outcome is outcome


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_exception_without_words_is_told_all_the_same() -> None:
    assert "UnspeakableError" in judge("check", "", UnspeakableError()).detail


@pytest.mark.parametrize("kind", [Mismatch, StudentError, ValueError, AssertionError])
def test_no_text_breaks_an_encoding(kind: Callable[[str], BaseException]) -> None:
    result = judge("check", "case", kind("half \ud800"), "half \udcff")

    assert "half ?" in result.message + result.detail
    assert result.printed == "half ?"


def test_a_long_text_is_cut() -> None:
    assert len(judge("check", "", ValueError("x" * 10**6)).detail) < 2000


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(
    kind=st.sampled_from(
        [AssertionError, ValueError, KeyError, OSError, SystemExit, StopIteration, MemoryError]
    ),
    text=st.text(),
)
def test_every_exception_has_one_outcome_and_words(kind: type[BaseException], text: str) -> None:
    result = judge("check", "case", kind(text))

    expected = Outcome.FAILED if kind is AssertionError else Outcome.GRADER_ERROR
    assert result.outcome is expected
    assert result.message.strip()
    assert len(result.message.splitlines()) == 1


# ------------------------------------------------------------------ through pytest

CHECKS = """
@pytest.fixture
def broken():
    raise ValueError("no fixture today")

@pytest.fixture
def skipping():
    pytest.skip("no fixture today")

@pytest.fixture
def late():
    yield 1
    raise ValueError("too late")

@pytest.fixture(scope="module")
def wide(submission):
    return 1

@number("1.1")
def test_a_right(): pass
@number("1.1")
def test_b_wrong(): raise Mismatch("wrong")
@number("1.1")
def test_c_unknown_fixture(no_such_fixture): pass
@number("1.1")
def test_d_broken_fixture(broken): pass
@number("1.1")
def test_e_skipping_fixture(skipping): pass
@number("1.1")
def test_f_late_fixture(late): pass
@number("1.1")
def test_g_late_fixture_and_wrong(late): raise Mismatch("wrong")
@number("1.1")
def test_h_wide_fixture(wide): pass
@number("1.1")
def test_i_skip(): pytest.skip("no")
@number("1.1")
def test_j_exit(): raise SystemExit(0)
@number("1.1")
def test_l_right_after_all_that(rng): assert rng is not None
@number("1.2")
def test_m(): pass
@number("2.1")
def test_n(): pass
"""


def run(folder: Path) -> dict[str, CaseResult]:
    results: dict[str, CaseResult] = {}

    def run_all(collected: Collected) -> None:
        current = Current(None, None, 1)  # type: ignore[arg-type]
        cases = collected.cases
        for case, following in zip(cases, [*cases[1:], None], strict=True):
            error = collected.runner.run(case, current, following)
            name = case.check.id.partition("::test_")[2]
            results[name] = judge(case.check.id, case.id, error)

    with_checks(config.read(folder), run_all)
    return results


@pytest.mark.usefixtures("own_modules")
def test_checks_and_fixtures_that_end_oddly_are_grader_errors(tmp_path: Path) -> None:
    results = run(tiny_assignment.make(tmp_path, hidden=CHECKS, public=""))

    outcomes = {name: result.outcome for name, result in results.items()}
    errors = {
        "c_unknown_fixture", "d_broken_fixture", "e_skipping_fixture", "f_late_fixture",
        "h_wide_fixture", "i_skip", "j_exit",
    }  # fmt: skip
    assert {n for n, o in outcomes.items() if o is Outcome.GRADER_ERROR} == errors
    assert {n for n, o in outcomes.items() if o is Outcome.FAILED} == {
        "b_wrong", "g_late_fixture_and_wrong",
    }  # fmt: skip
    assert results["c_unknown_fixture"].detail == (
        "it asks for 'no_such_fixture', which is no fixture "
        "(tests/graded/hidden/test_hidden.py::test_c_unknown_fixture)"
    )
    line = (CHECKS_HEAD + CHECKS).splitlines().index('    raise ValueError("no fixture today")') + 1
    assert results["d_broken_fixture"].detail == (
        f"ValueError: no fixture today (test_hidden.py, line {line})"
    )


@pytest.mark.parametrize("text", ["raise KeyboardInterrupt", "pytest.exit('enough')"])
@pytest.mark.usefixtures("own_modules")
def test_an_interruption_within_a_check_stops_the_run(tmp_path: Path, text: str) -> None:
    hidden = CHECKS.replace('def test_b_wrong(): raise Mismatch("wrong")', f"def test_b(): {text}")

    with pytest.raises((KeyboardInterrupt, pytest.exit.Exception)):
        run(tiny_assignment.make(tmp_path, hidden=hidden, public=""))


def test_a_mismatch_of_arrays_says_where() -> None:
    with pytest.raises(Mismatch) as raised:
        same_array(np.array([[1.0, 2.0], [3.0, 5.0]]), [[1.0, 2.0], [3.0, 4.0]], "out")

    result = judge("check", "", raised.value)

    assert result.difference == Difference(
        "out", (2, 2), wrong=(3,), got=(1.0, 2.0, 3.0, 5.0), expected=(1.0, 2.0, 3.0, 4.0)
    )

"""Checks are called without pytest as they are with it, or not at all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_assignment
from imported_modules import forgotten
from tiny_assignment import CHECKS_HEAD, HIDDEN

from autograder import config
from autograder.grading.bare import BareCase, BareFiles, NotAsBuiltError, known, shown
from autograder.grading.cases import CaseKey, Collected
from autograder.grading.check_call import CheckCall
from autograder.grading.collect import with_checks
from autograder.model.check import CHECKS

pytestmark = pytest.mark.usefixtures("own_modules")

ROOT = Path(__file__).parents[3]
FORMS = """
from pytest import mark
import beside


@number("1.1")
@mark.parametrize("a, b", [(1, "x"), (2, "y")], ids=["one", "two"])
@pytest.mark.parametrize(("c",), [(None,), ([3],)])
@pytest.mark.parametrize("part", ["values", "kind"])
def test_of_many(submission, rng, a, b, c, part):
    pass


@number("1.1")
@pytest.mark.parametrize(argnames="values", argvalues=beside.ROWS)
def test_of_rows(submission, values, unused=3):
    pass
"""
BESIDE = "import numpy as np\n\nROWS = [(1, 2), np.ones(3), {'k': [1.5, -0.0]}]\n"
NOT_BARE = """
@pytest.fixture
def four():
    return 4


@number("1.1")
def test_with_a_fixture(submission, four):
    pass


class TestMore:
    @number("1.1")
    def test_of_a_class(self, submission):
        pass
"""


def made(folder: Path, hidden: str = HIDDEN + FORMS, **files: str) -> Path:
    checks = {"hidden/beside.py": BESIDE, **files}
    return tiny_assignment.make(folder / "made", hidden=hidden, checks=checks)


def built(root: Path) -> tuple[dict[CaseKey, CheckCall], dict[CaseKey, BareCase]]:
    """Return what pytest calls, and what is known for who does without it."""
    found: list[tuple[dict[CaseKey, CheckCall], dict[CaseKey, BareCase]]] = []

    def look(collected: Collected) -> None:
        cases = (*collected.cases, *collected.following)
        found.append(({case.key: case.call for case in cases}, known(cases, root)))

    with forgotten(root):
        with_checks(config.read(root), look)
    return found[0]


@contextmanager
def bare(root: Path, cases: dict[CaseKey, BareCase]) -> Iterator[BareFiles]:
    """Import files as in a process that has not loaded pytest."""
    ours = sys.modules.pop("pytest")
    try:
        with forgotten(root):
            yield BareFiles(root, lambda: cases)
    finally:
        sys.modules["pytest"] = ours


def told(call: CheckCall) -> tuple[object, ...]:
    return (
        *(call.function.__name__, call.path, call.name, call.node, call.inputs, call.wanted),
        *(shown(call.parameters), call.properties),
    )


def test_every_check_of_the_assignment_is_called_as_pytest_does(tmp_path: Path) -> None:
    for name in ("solutions", CHECKS):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yaml", tmp_path)
    with forgotten(ROOT / CHECKS):
        pass  # by tests before this one, under the same names
    calls, cases = built(tmp_path)

    with bare(tmp_path, cases) as files:
        assert {key: told(files.call(key)) for key in cases} == {
            key: told(call) for key, call in calls.items()
        }


def test_parameters_have_the_forms_that_pytest_takes(tmp_path: Path) -> None:
    calls, cases = built(root := made(tmp_path))

    with bare(root, cases) as files:
        assert {key: told(files.call(key)) for key in cases} == {
            key: told(call) for key, call in calls.items()
        }
    assert len({call.inputs for call in calls.values() if call.name == "test_of_many"}) == 4


def test_what_needs_pytest_is_not_known(tmp_path: Path) -> None:
    _, cases = built(made(tmp_path, HIDDEN + NOT_BARE))

    assert {check.partition("::")[2] for check, _ in cases} == {
        *("test_double_of_three", "test_double", "test_halve", "test_slope")
    }


def test_parameters_by_the_mark_of_a_file_are_not_known(tmp_path: Path) -> None:
    marked = f'{HIDDEN}\npytestmark = pytest.mark.parametrize("unused", [1, 2])\n'.replace(
        "(submission", "(submission, unused"
    )
    _, cases = built(made(tmp_path, marked))

    assert {check.partition("::")[2] for check, _ in cases} == {"test_double_of_three"}


def test_values_without_an_order_are_not_known(tmp_path: Path) -> None:
    _, cases = built(made(tmp_path, HIDDEN.replace("[1, 2, 3]", "{1, 2, 3}")))

    assert "hidden/test_hidden.py::test_double" not in {check for check, _ in cases}


@pytest.mark.parametrize("name", ["conftest.py", "hidden/__init__.py", "public/conftest.py"])
def test_where_pytest_reads_more_than_the_files_nothing_is_known(tmp_path: Path, name: str) -> None:
    _, cases = built(made(tmp_path, HIDDEN, **{name: ""}))

    assert cases == {}


DOUBLE: CaseKey = ("hidden/test_hidden.py::test_double", "2")


@pytest.mark.parametrize(
    "text",
    [
        HIDDEN.replace("[1, 2, 3]", "[1, 4, 3]"),
        HIDDEN.replace("[1, 2, 3]", "[1]"),
        HIDDEN.replace('"n", [1, 2, 3]', '"m", [1, 2, 3]'),
        HIDDEN.replace("test_double", "test_other"),
        f"1 / 0\n{HIDDEN}",
        f"{HIDDEN}\npytest.skip(allow_module_level=True)",
        "import no_such_module",
        "def (",
    ],
)
def test_a_file_that_is_not_as_it_was_is_left_to_pytest(tmp_path: Path, text: str) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN))
    (root / CHECKS / "hidden/test_hidden.py").write_text(CHECKS_HEAD + text)

    with bare(root, cases) as files, pytest.raises(NotAsBuiltError):
        files.call(DOUBLE)


def test_a_case_that_is_not_known_is_left_to_pytest(tmp_path: Path) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN))

    with bare(root, cases) as files, pytest.raises(NotAsBuiltError):
        files.call((DOUBLE[0], "4"))


def test_a_module_of_the_same_name_is_left_to_pytest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN))
    monkeypatch.setitem(sys.modules, "test_hidden", tiny_assignment)

    with bare(root, cases) as files, pytest.raises(NotAsBuiltError):
        files.call(DOUBLE)


def test_where_pytest_is_loaded_already_it_does_it(tmp_path: Path) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN))

    with pytest.raises(NotAsBuiltError):
        BareFiles(root, lambda: cases).call(DOUBLE)


def test_files_are_imported_anew_once_they_are_forgotten(tmp_path: Path) -> None:
    _, cases = built(root := made(tmp_path))
    loaded = sys.modules

    with bare(root, cases) as files:
        files.call(DOUBLE)
        assert {"test_hidden", "beside"} <= loaded.keys()
        files.forget()
        assert loaded.keys().isdisjoint({"test_hidden", "beside"})


def test_what_is_known_may_be_of_other_values(tmp_path: Path) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN))
    cases[DOUBLE] = replace(cases[DOUBLE], places={"n": 2})

    with bare(root, cases) as files, pytest.raises(NotAsBuiltError):
        files.call(DOUBLE)


USES_PYTEST = """
    with pytest.raises(ZeroDivisionError):
        1 / 0
    pytest.fail("so it is")
"""


def test_pytest_itself_is_there_for_who_uses_it(tmp_path: Path) -> None:
    _, cases = built(root := made(tmp_path, HIDDEN.replace("    x =", f"{USES_PYTEST}    x =", 1)))

    with bare(root, cases) as files:
        call = files.call(DOUBLE)
        with pytest.raises(pytest.fail.Exception, match="so it is"):
            call.function(**dict.fromkeys(call.wanted, 2))


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (1, 1.0),
        (True, 1),
        ((1,), [1]),
        ({"a": 1}, {"a": 2}),
        (0.0, -0.0),
        ("1", 1),
        (1, print),
        (len, print),
    ],
)
def test_values_that_differ_are_shown_otherwise(value: object, other: object) -> None:
    assert shown(value) != shown(other)
    assert shown(value) == shown(value)

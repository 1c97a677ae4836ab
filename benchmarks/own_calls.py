"""Measures what a right submission's own calls cost, without a worker and without a grader.

    python benchmarks/own_calls.py ASSIGNMENT    (prints processor seconds and calls as JSON)

The assignment's checks run in one process on its solutions; each call of a solution's function is
timed by itself, once all has been called once before. This is the part of grading that no grader
can do without. Follow-through checks are left out: they are not run for a right submission. Of
cases that judge parts of one result there is one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
SECONDS: list[float] = []


class Direct:
    """A function, method or object of the solutions, called here and timed."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it, and note what it took."""
        args, kwargs = tuple(map(_plain, args)), {key: _plain(v) for key, v in kwargs.items()}
        began = time.process_time()
        try:
            result = self._value(*args, **kwargs)
        except ValueError as error:
            raise _as_checks_see_it(error) from None
        finally:
            SECONDS.append(time.process_time() - began)
        return _wrapped(result)

    def new(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; the result is an object, whatever it is."""
        result = self(*args, **kwargs)
        return result if isinstance(result, Direct) else Direct(result)

    def many(self, calls: Iterable[Any]) -> list[Any]:
        """Call it once for each of these arguments."""
        return [self(**one) if isinstance(one, dict) else self(*one) for one in calls]

    def describe(self) -> str:
        """Say what it is."""
        return f"a {type(self._value).__name__}"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _wrapped(getattr(self._value, name))


def _plain(value: Any) -> Any:
    return value._value if isinstance(value, Direct) else value


def _wrapped(value: Any) -> Any:
    import numpy as np

    if isinstance(value, (np.ndarray, np.generic, int, float, bool, str, type(None))):
        return value
    if isinstance(value, tuple):
        if all(isinstance(one, (np.ndarray, np.generic, float, int)) for one in value):
            return value
        if len(value) == 2 and isinstance(value[0], np.ndarray):  # a result and its cache
            return value[0], Direct(value[1])
    return Direct(value)


def _as_checks_see_it(error: ValueError) -> Exception:
    from autograder.testing.errors import StudentValueError

    try:
        return StudentValueError(str(error))
    except TypeError:
        return error


class Handed:
    """The solutions in place of a submission, for the checks' own fixtures."""

    def __init__(self, root: Path) -> None:
        from autograder import config
        from autograder.grading.intake import read_submission
        from autograder.grading.reference import Reference

        assignment = config.read(root)
        folder = assignment.folder("solutions")
        handed_in = read_submission(folder, assignment, "reference")
        self.answers = MappingProxyType(handed_in.answers)
        self.answer_problems = MappingProxyType(handed_in.answer_problems)
        self._reference = Reference(folder)

    def __getattr__(self, module: str) -> Any:
        if module.startswith("__"):
            raise AttributeError(module)
        return Direct(getattr(self._reference, module))

    @contextmanager
    def inputs_unchanged(self) -> Iterator[None]:
        """Compare nothing."""
        yield


class Plugin:
    """Hands the checks `Handed`, and counts the cases that pass."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.passed: list[bool] = []

    def pytest_configure(self, config: Any) -> None:
        """Have the fixtures hand it out."""
        from autograder.grading.fixtures import CURRENT, Current
        from autograder.grading.reference import Reference

        handed: Any = Handed(self.root)
        config.stash[CURRENT] = Current(handed, Reference(self.root / "solutions"), seed=1)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out what is not run for a right submission, or asks for what another has."""
        from autograder.grading.check_call import CheckCall

        run = [item for item in items if not hasattr(item.function, "__follow_through__")]
        items[:] = {CheckCall.of(item).inputs: item for item in reversed(run)}.values()
        items.reverse()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Count."""
        if report.when == "call":
            self.passed.append(report.passed)


def main() -> int:
    """Run the checks twice and print what the second time took."""
    import pytest

    root = Path(sys.argv[1]).resolve()
    flags = ["-q", "-p", "autograder.grading.fixtures", "-p", "no:cacheprovider"]
    for _ in range(2):
        SECONDS.clear()
        plugin = Plugin(root)
        where = [f"--rootdir={root}", str(root / "tests" / "graded")]
        pytest.main([*flags, *where], plugins=[plugin])
    told = {"cpu": sum(SECONDS), "calls": len(SECONDS)}
    print(json.dumps({**told, "cases": len(plugin.passed), "passed": sum(plugin.passed)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

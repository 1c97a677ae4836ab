"""Checks of which an outline is known: pytest collects them when one has to be run that needs it.

Most submissions are graded without pytest, whose import takes longer than that. Where pytest is
needed, it runs in a thread of its own, since it calls who has items run, and returns when all is
done.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from autograder.errors import ConfigError
from autograder.grading.bare import BareFiles, NotAsBuiltError
from autograder.grading.cases import Case, CaseKey, Collected
from autograder.grading.check_call import CheckCall, Current
from autograder.grading.outline import Outline
from autograder.model.assignment import Assignment
from autograder.model.check import Check

if TYPE_CHECKING:
    import pytest


class OtherChecksError(ConfigError):
    """Other checks were found than the outline has."""


class OutlinedChecks:
    """The checks of an outline, and what runs them; to be closed.

    Running a case, or asking for its item, raises `ConfigError` when the checks are not right, and
    `OtherChecksError` when they are others.

    Parameters
    ----------
    assignment
        Whose checks.
    outline
        What is known of them.
    """

    def __init__(self, assignment: Assignment, outline: Outline) -> None:
        self._assignment, self._outline = assignment, outline
        self._collecting: _Collecting | None = None
        self._files = BareFiles(assignment.root, outline.bare)

    @property
    def collected(self) -> Collected:
        """The checks, whose items are found when they are asked for."""
        outline = self._outline
        return Collected(
            outline.checks, self._cases(outline.checks), self, self._cases(outline.following)
        )

    def _cases(self, checks: Sequence[Check]) -> tuple[Case, ...]:
        plain = self._outline.plain
        return tuple(
            Case(
                check,
                case,
                partial(self._item, (check.id, case)),
                check.id in plain,
                partial(self._call, (check.id, case)),
            )
            for check in checks
            for case in check.cases
        )

    def run(
        self, case: Case, current: Current, following: Case | None = None
    ) -> BaseException | None:
        """Run a case, and return what it raised; see `autograder.grading.cases.Runner`."""
        if case.is_plain:
            return case.call.run(current)
        self._require_same()
        return self.found.runner.run(case, current, following)

    def _call(self, case: CaseKey) -> CheckCall:
        if self._collecting is None:
            try:
                return self._files.call(case)
            except NotAsBuiltError:
                pass
        return CheckCall.of(self._item(case))

    def _item(self, case: CaseKey) -> pytest.Function:
        self._require_same()
        return self._found_cases[case].item

    @cached_property
    def _found_cases(self) -> dict[CaseKey, Case]:
        return {case.key: case for case in (*self.found.cases, *self.found.following)}

    def _require_same(self) -> None:
        if self.found.checks is not self._outline.checks:
            raise OtherChecksError("tests/graded: others were collected when the image was built")

    @cached_property
    def found(self) -> Collected:
        """What pytest has collected; raises `ConfigError` when the checks are not right."""
        self._files.forget()
        self._collecting = _Collecting(self._assignment, self._outline)
        return self._collecting.found()

    def close(self) -> None:
        """Let pytest end, if it was needed."""
        if self._collecting is not None:
            self._collecting.end()


class _Collecting:
    """Has pytest collect checks, and wait until they are no longer needed.

    Its thread must ask for no `cached_property` within which this is waited for: before Python 3.12
    these have one lock for all objects.
    """

    def __init__(self, assignment: Assignment, outline: Outline) -> None:
        self._assignment, self._outline = assignment, outline
        self._collected: Collected | None = None
        self._error: BaseException | None = None
        self._is_through, self._may_end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._collect, daemon=True)

    def found(self) -> Collected:
        """Return what is found.

        Raises
        ------
        ConfigError
            When the checks are not right.
        """
        self._thread.start()
        self._is_through.wait()
        if self._collected is None:
            raise self._error or ConfigError("tests/graded: nothing was collected")
        return self._collected

    def _collect(self) -> None:
        from autograder.grading.collect import with_checks

        try:
            with_checks(self._assignment, self._wait, outline=self._outline)
        except BaseException as error:
            self._error = error
        finally:
            self._is_through.set()

    def _wait(self, collected: Collected) -> None:
        self._collected = collected
        self._is_through.set()
        self._may_end.wait()

    def end(self) -> None:
        """Let pytest end."""
        self._may_end.set()
        self._thread.join()

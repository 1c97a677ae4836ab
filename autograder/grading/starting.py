"""Starts workers that have loaded a module of one submission."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache, partial

from autograder.grading.faults import Faults
from autograder.grading.intake import forbidden_together
from autograder.grading.talk import Talk, Worker
from autograder.model.assignment import Assignment
from autograder.model.submission import Forbidden, Submission
from autograder.sandbox import protocol
from autograder.sandbox.client import WorkerFactory
from autograder.sandbox.protocol import Raised, StandIn
from autograder.testing.errors import (
    StudentCrash,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentNotRun,
    StudentTimeout,
)

NOTHING = ""
"""The module of a worker that has loaded none yet."""


class Starter:
    """Starts a submission's workers, and knows what kept some from starting.

    Parameters
    ----------
    submission
        What was handed in.
    forbidden
        What the import policy found, by file.
    assignment
        Limits and files.
    factory
        Where workers come from.
    talk
        What is said to the workers; its stand-ins take the place of the submission's functions.
    faults
        Words for what goes wrong.

    Attributes
    ----------
    together
        Returns what is forbidden, by file, where all files are in one process.
    """

    def __init__(
        self,
        submission: Submission,
        forbidden: Mapping[str, tuple[Forbidden, ...]],
        assignment: Assignment,
        factory: WorkerFactory,
        talk: Talk,
        faults: Faults,
    ) -> None:
        self._submission, self._assignment = submission, assignment
        self._forbidden = forbidden
        self._factory = factory
        self._talk, self._faults = talk, faults
        self.together = cache(partial(forbidden_together, submission, assignment))
        self._harmful: frozenset[str] = frozenset()
        self._loaded: set[tuple[str, tuple[StandIn, ...]]] = set()
        self._hung: dict[str, list[tuple[frozenset[str], StudentTimeout]]] = {}

    def worker(self, module: str) -> Worker:
        """Start a worker that has loaded a module.

        Raises
        ------
        StudentFault
            What kept it from loading, now or before.
        SandboxError
            If it could not be started.
        """
        self._require(module)
        file = f"{module}.py"
        stood_in = frozenset(f"{one.module}.py" for one in self._talk.stand_ins) - {file}
        try:
            return self._load_once(module, stood_in & self._harmful)
        except (StudentTimeout, StudentCrash, StudentLimit):
            if stood_in <= self._harmful:
                raise
        worker = self._load_once(module, stood_in)
        self._harmful |= stood_in  # importing one of them never ends, or ends the process
        return worker

    def shared(self) -> Worker:
        """Start a worker that has loaded nothing yet; raises as `worker` does."""
        return self._load(NOTHING, frozenset())

    def may_share(self, module: str) -> bool:
        """Whether a module may be loaded in one process with others.

        Not one that cannot be loaded at all, nor one to which something is forbidden that others
        may use, for they could do that for it.
        """
        try:
            self._require(module)
        except StudentFault:
            return False
        return f"{module}.py" not in self.together()

    def _require(self, module: str) -> None:
        """Raise the `StudentFault` that keeps a module from being loaded at all, if one does."""
        file = f"{module}.py"
        uses = self._forbidden.get(file)
        if uses:
            raise StudentForbidden(uses[0].sentence)
        source = self._submission.sources.get(file)
        if source is not None and source.problem:
            raise StudentMissing(f"{file} cannot be used: {source.problem}")
        if source is None and self._submission.notebook is None:
            raise StudentMissing(f"{file} was not handed in")

    def _load_once(self, module: str, without: frozenset[str]) -> Worker:
        """Load a module, unless it hung before with the same files, or more, left out."""
        hung = self._hung.setdefault(module, [])
        for left_out, fault in hung:
            if without <= left_out:
                raise fault.with_traceback(None)
        try:
            return self._load(module, without)
        except StudentTimeout as fault:
            hung.append((without, fault))
            raise

    def _load(self, module: str, without: Set[str]) -> Worker:
        """Start a worker and have it import `module`; what is `without` are stand-ins alone."""
        limits, imports = self._assignment.limits, self._assignment.imports
        notebook, file = self._submission.notebook, f"{module}.py"
        usable = {
            name: one
            for name, one in self._submission.sources.items()
            if self._usable(name) and name not in without
        }
        message = protocol.Load(
            module=module,
            sources={name: one.source for name, one in usable.items()},
            codes={name: one.code for name, one in usable.items() if one.code},
            cells=notebook.cells if notebook else (),
            notebook=notebook.name if notebook else "",
            modules=self._assignment.modules,
            stand_ins=self._talk.stand_ins,
            allowed=None if imports.allowed is None else tuple(sorted(imports.allowed)),
            forbidden=imports.forbidden if module else self.together(),
            result_bytes=self._factory.terms.result_bytes,
            output_chars=min(limits.output_chars, 19_000),
            cell_seconds=limits.import_seconds / 4,
        )
        connection, said = self._factory.worker(), len(self._talk.printed)
        allowed = limits.import_seconds
        try:
            allowed = self._talk.clock.allowance(limits.import_seconds, importing=True)
            answer, _ = self._talk.send(
                connection,
                message,
                [],
                allowed,
                lambda: f"{file} was being imported",
                importing=True,
            )
        except StudentTimeout:
            if allowed < limits.import_seconds:
                raise self._talk.clock.used_up() from None
            text = f"{file} did not finish importing within {allowed:g} s"
            raise StudentTimeout(text) from None
        except StudentNotRun:
            connection.close()
            raise
        if isinstance(answer, Raised):
            connection.close()
            raise self._faults.of_import(file, answer)
        key = (module, self._talk.stand_ins)
        if key in self._loaded:  # what it prints when it is loaded was shown
            del self._talk.printed[said:]
        self._loaded.add(key)
        return Worker(connection, module)

    def _usable(self, name: str) -> bool:
        """Whether a file may be imported by others."""
        return not self._forbidden.get(name) or name not in self._assignment.modules

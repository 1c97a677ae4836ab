"""The import policy, checked without running anything: feedback, not protection.

What is a fault: an import that is not among the allowed, and any use of a forbidden function or
module, however it was named (`import numpy as n`, `from numpy import convolve as c`, `f = np.pad`,
`getattr(np, "pad")`, `np.ma.convolve`). What is none: names of the student's own, whatever they are
called; comments and strings; what runs only under `if __name__ == "__main__":`.

A file answers for the further files that it imports, not for the other files that were asked for.
In a notebook a file answers for what its graded functions depend on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from autograder.model.submission import Forbidden, Submission
from autograder.records import dataclass
from autograder.submission.clearance import Clearance, top
from autograder.submission.scopes import Import
from autograder.submission.syntax import forget
from autograder.submission.wanted import Wanted

EVERYWHERE = "*"


@dataclass(frozen=True)
class ImportPolicy:
    """What a submission may import and call.

    Parameters
    ----------
    allowed
        Modules, each with its submodules; `None` allows everything. `__future__` and the
        submission's own files are always allowed.
    forbidden
        By file, or `"*"` for all: dotted names that may not be used, such as `numpy.pad`. Such a
        name is meant wherever in the package it is found (`numpy.lib.pad` too).
    """

    allowed: frozenset[str] | None = None
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names_for(self, file: str) -> tuple[str, ...]:
        """Return the dotted names forbidden in a file."""
        names = [*self.forbidden.get(EVERYWHERE, ()), *self.forbidden.get(file, ())]
        return tuple(dict.fromkeys(names))

    def allows(self, one: Import) -> bool:
        """Return whether an import is of allowed modules only; own files are not known here."""
        if self.allowed is None or one.module == "__future__" or _within(one.module, self.allowed):
            return True
        return bool(one.names) and all(
            _within(f"{one.module}.{name}", self.allowed) for name, _ in one.names
        )


def check(
    submission: Submission, policy: ImportPolicy, wanted: Wanted
) -> dict[str, tuple[Forbidden, ...]]:
    """Find what the policy forbids.

    Returns
    -------
    dict
        By file that was asked for, in a notebook too; files without fault are not there. Sorted by
        file and line, at most twenty a file.
    """
    if _is_clear(submission, policy, wanted):
        forget()  # the trees that were kept for `analyse`
        return {}
    from autograder.submission.faults import Faults  # here, as few submissions need them
    from autograder.submission.imports import analyse

    notebook = submission.notebook.name if submission.notebook else ""
    faults = Faults(analyse(submission), policy, wanted)
    found = {module: faults.of(module, notebook) for module in wanted.modules}
    return {module: those for module, those in found.items() if those}


def _is_clear(submission: Submission, policy: ImportPolicy, wanted: Wanted) -> bool:
    """Return whether the texts alone say that no file has a fault."""
    clearance = _clearance(submission, policy, wanted)
    return clearance is not None and all(
        clearance.is_clear(module, policy.names_for(module))
        for module in wanted.modules
        if module in submission.sources and not submission.sources[module].problem
    )


def is_used_nowhere(
    names: tuple[str, ...], submission: Submission, policy: ImportPolicy, wanted: Wanted
) -> bool:
    """Return whether the texts alone say that no file of a submission uses any of these names."""
    clearance = _clearance(submission, policy, wanted)
    return clearance is not None and clearance.is_used_nowhere(names)


def _clearance(submission: Submission, policy: ImportPolicy, wanted: Wanted) -> Clearance | None:
    """Return what tells of files from their texts, which it cannot of a notebook."""
    if submission.notebook is not None:
        return None
    texts = {name: one.source for name, one in submission.sources.items() if not one.problem}
    own = {top(name) for name in (*texts, *wanted.modules)}
    return Clearance(texts, own, policy.allows)


def _within(module: str, allowed: Collection[str]) -> bool:
    """Return whether a module, or a package that it lies in, is among the allowed."""
    return any(module == one or module.startswith(f"{one}.") for one in allowed)

"""The import policy, checked without running anything: feedback, not protection.

What is a fault: an import that is not among the allowed, and any use of a forbidden function or
module, however it was named (`import numpy as n`, `from numpy import convolve as c`, `f = np.pad`,
`getattr(np, "pad")`, `np.ma.convolve`). What is none: names of the student's own, whatever they are
called; comments and strings; what runs only under `if __name__ == "__main__":`.

A file answers for the further files that it imports, not for the other files that were asked for.
In a notebook a file answers for what its graded functions depend on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

from autograder.model.submission import Forbidden, Submission
from autograder.records import dataclass
from autograder.submission.clearance import Clearance, top
from autograder.submission.imports import analyse, imported_files, reached
from autograder.submission.reach import Reached, reach
from autograder.submission.remarks import shown
from autograder.submission.scopes import Code, Import, Unit
from autograder.submission.syntax import forget
from autograder.submission.uses import Search, Use
from autograder.submission.wanted import Wanted

EVERYWHERE = "*"
_MOST = 20


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
    doubtful = _doubtful(submission, policy, wanted)
    if not doubtful:
        forget()  # the trees that were kept for `analyse`
        return {}
    codes = analyse(submission)
    checker = _Checker(codes, policy, wanted)
    found: dict[str, tuple[Forbidden, ...]] = {}
    for module in doubtful:
        faults = checker.faults(module, submission.notebook.name if submission.notebook else "")
        if faults:
            found[module] = faults
    return found


def _doubtful(submission: Submission, policy: ImportPolicy, wanted: Wanted) -> list[str]:
    """Return the files asked for of which only the syntax says that they are without fault."""
    if submission.notebook is not None:
        return list(wanted.modules)
    texts = {name: one.source for name, one in submission.sources.items() if not one.problem}
    own = {top(name) for name in (*texts, *wanted.modules)}
    clearance = Clearance(texts, own, policy.allows)
    return [
        module
        for module in wanted.modules
        if module in texts and not clearance.is_clear(module, policy.names_for(module))
    ]


class _Checker:
    def __init__(self, codes: Mapping[str, Code], policy: ImportPolicy, wanted: Wanted) -> None:
        self._codes = codes
        self._policy = policy
        self._wanted = wanted
        self._graded = {name for names in wanted.graded_names.values() for name in names}
        own = {top(file) for file in (*codes, *wanted.modules)}
        self._search = Search(codes, policy.allows, own, self._graded)
        self._direct = {name: self._imported(code.units) for name, code in codes.items()}

    def faults(self, module: str, notebook: str) -> tuple[Forbidden, ...]:
        """Return the faults that a file asked for answers for."""
        forbidden = self._policy.names_for(module)
        if module in self._codes:
            uses = self._search.in_file(module, forbidden)
            imported = self._direct[module]
        elif notebook in self._codes:
            start = self._wanted.graded_names.get(module, ())
            stop = self._graded - set(start)
            part = reach(self._codes[notebook], start, stop)
            uses = self._search.in_part(notebook, part, forbidden)
            imported = self._imported(part.units, part)
        else:
            return ()
        found: dict[tuple[str, int, str], Forbidden] = {}
        self._charge(uses, module, "", found)
        for helper in reached(imported, self._direct, stop=self._wanted.modules):
            if helper in self._codes and helper != notebook:
                whose = f" ({module} uses {shown(helper)})"
                self._charge(self._search.in_file(helper, forbidden), module, whose, found)
        ordered = sorted(found.values(), key=lambda one: (one.file != module, one.file, one.line))
        return tuple(ordered[:_MOST])

    def _imported(self, units: Iterable[Unit], part: Reached | None = None) -> frozenset[str]:
        return frozenset(
            file
            for unit in units
            for one in unit.imports
            if part is None or part.uses(one)
            for file in imported_files(one, self._codes)
        )

    def _charge(
        self,
        uses: Iterable[Use],
        module: str,
        whose: str,
        found: dict[tuple[str, int, str], Forbidden],
    ) -> None:
        """Put uses into words, one for each line and reason."""
        for use in uses:
            why = self._not(use.name, module) if use.name else self._only()
            sentence = f"{shown(use.label)}, line {use.line}: `{shown(use.text)}` — {why}{whose}."
            found.setdefault((use.label, use.line, why), Forbidden(use.label, use.line, sentence))

    def _only(self) -> str:
        allowed = sorted(self._policy.allowed or ())
        if "numpy" in allowed:
            allowed.remove("numpy")
            allowed.insert(0, "NumPy")
        if not allowed:
            return "this assignment allows no imports"
        return f"this assignment allows only {', '.join(allowed)}"

    def _not(self, name: str, charged: str) -> str:
        everywhere = name in self._policy.forbidden.get(EVERYWHERE, ())
        where = "" if everywhere else f" in {charged}"
        return f"this assignment does not allow {name}{where}"


def _within(module: str, allowed: Collection[str]) -> bool:
    """Return whether a module, or a package that it lies in, is among the allowed."""
    return any(module == one or module.startswith(f"{one}.") for one in allowed)

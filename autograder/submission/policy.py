"""The import policy, checked without running anything: feedback, not protection.

What is a fault: an import that is not among the allowed, and any use of a forbidden function or
module, however it was named (`import numpy as n`, `from numpy import convolve as c`, `f = np.pad`,
`getattr(np, "pad")`, `np.ma.convolve`). What is none: names of the student's own, whatever they are
called; comments and strings; what runs only under `if __name__ == "__main__":`.

A file answers for the further files that it imports, not for the other files that were asked for.
In a notebook a file answers for what its graded functions depend on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.model.submission import Forbidden, Submission
from autograder.submission.imports import analyse, imported_files, reached
from autograder.submission.reach import Reached, reach
from autograder.submission.remarks import shown
from autograder.submission.resolution import Resolver
from autograder.submission.scopes import Code, Import, Reference, Unit
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
    codes = analyse(submission)
    checker = _Checker(codes, policy, wanted)
    found: dict[str, tuple[Forbidden, ...]] = {}
    for module in wanted.modules:
        faults = checker.faults(module, submission.notebook.name if submission.notebook else "")
        if faults:
            found[module] = faults
    return found


class _Checker:
    def __init__(self, codes: Mapping[str, Code], policy: ImportPolicy, wanted: Wanted) -> None:
        self._codes = codes
        self._policy = policy
        self._wanted = wanted
        self._resolver = Resolver(codes)
        self._own = {file.split("/")[0].removesuffix(".py") for file in codes}
        self._own |= {module.removesuffix(".py") for module in wanted.modules}
        self._graded = {name for names in wanted.graded_names.values() for name in names}
        self._direct = {name: self._imported(code.units) for name, code in codes.items()}

    def faults(self, module: str, notebook: str) -> tuple[Forbidden, ...]:
        """Return the faults that a file asked for answers for."""
        forbidden = self._policy.names_for(module)
        found: dict[tuple[str, int, str], Forbidden] = {}
        if module in self._codes:
            self._look(module, self._codes[module].units, forbidden, module, None, found)
            imported = self._direct[module]
        elif notebook in self._codes:
            start = self._wanted.graded_names.get(module, ())
            stop = self._graded - set(start)
            part = reach(self._codes[notebook], start, stop)
            self._look(notebook, part.units, forbidden, module, part, found)
            imported = self._imported(part.units, part)
        else:
            return ()
        for helper in reached(imported, self._direct, stop=self._wanted.modules):
            if helper in self._codes and helper != notebook:
                self._look(helper, self._codes[helper].units, forbidden, module, None, found)
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

    def _look(
        self,
        file: str,
        units: Sequence[Unit],
        forbidden: Sequence[str],
        charged: str,
        part: Reached | None,
        found: dict[tuple[str, int, str], Forbidden],
    ) -> None:
        """Add the faults in some statements of a file."""
        used = {reference.chain.name for unit in units for reference in unit.references}
        used |= self._graded
        whose = "" if part is not None or file == charged else f" ({charged} uses {shown(file)})"

        def add(unit: Unit, line: int, what: str, why: str) -> None:
            sentence = f"{shown(unit.label)}, line {line}: `{shown(what)}` — {why}{whose}."
            found.setdefault((unit.label, line, why), Forbidden(unit.label, line, sentence))

        for unit in units:
            for one in unit.imports:
                if part is not None and not part.uses(one):
                    continue
                if not self._is_own(one) and not self._policy.allows(one):
                    add(unit, one.line, one.text, self._only())
                    continue
                if not self._is_own(one) and (what := _meant(one.module, forbidden)):
                    add(unit, one.line, one.text, self._not(what, charged))
                for name, bound in one.names:
                    if bound in used and (what := _meant(f"{one.module}.{name}", forbidden)):
                        add(unit, one.line, one.text, self._not(what, charged))
            for reference in unit.references:
                for dotted in sorted(self._resolver.dotted(file, reference)):
                    if what := _meant(dotted, forbidden):
                        add(unit, reference.line, _text(reference), self._not(what, charged))

    def _is_own(self, one: Import) -> bool:
        return one.relative or one.module.split(".", 1)[0] in self._own

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
    parts = module.split(".", 32)[:32]
    return any(".".join(parts[:length]) in allowed for length in range(1, len(parts) + 1))


def _meant(dotted: str, forbidden: Iterable[str]) -> str:
    """Return the forbidden name that a dotted name is, or lies in; or an empty string.

    `numpy.ma.convolve` is `numpy.convolve`; `numpy.polynomial.Polynomial` lies in
    `numpy.polynomial`.
    """
    package, *parts = dotted.split(".", 64)[:64]
    for name in forbidden:
        root, *rest = name.split(".")
        if root == package and any(
            parts[at : at + len(rest)] == rest for at in range(len(parts) - len(rest) + 1)
        ):
            return name
    return ""


def _text(reference: Reference) -> str:
    chain = reference.chain
    start = chain.name or f'import of "{chain.module}"'
    return ".".join((start, *chain.attributes))

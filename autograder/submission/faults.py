"""What a submission's syntax has that a policy forbids, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.model.submission import Forbidden
from autograder.submission.clearance import top
from autograder.submission.imports import imported_files, reached
from autograder.submission.policy import EVERYWHERE, ImportPolicy
from autograder.submission.reach import Reached, reach
from autograder.submission.remarks import shown
from autograder.submission.scopes import Code, Unit
from autograder.submission.uses import Search, Use
from autograder.submission.wanted import Wanted

_MOST = 20


class Faults:
    """Finds the faults of a submission, file by file.

    Parameters
    ----------
    codes
        The submission's own files, and its notebook, by name.
    policy
        What is allowed.
    wanted
        The files asked for.
    """

    def __init__(self, codes: Mapping[str, Code], policy: ImportPolicy, wanted: Wanted) -> None:
        self._codes = codes
        self._policy = policy
        self._wanted = wanted
        self._graded = {name for names in wanted.graded_names.values() for name in names}
        own = {top(file) for file in (*codes, *wanted.modules)}
        self._search = Search(codes, policy.allows, own, self._graded)
        self._direct = {name: self._imported(code.units) for name, code in codes.items()}

    def of(self, module: str, notebook: str) -> tuple[Forbidden, ...]:
        """Return the faults that a file asked for answers for.

        Parameters
        ----------
        module
            The file's name.
        notebook
            That of the notebook, which may stand in its place; empty if there is none.
        """
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

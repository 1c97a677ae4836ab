"""Where a submission's statements use what is forbidden, whoever answers for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from autograder.records import dataclass
from autograder.submission.reach import Reached
from autograder.submission.resolution import Resolver
from autograder.submission.scopes import Code, Import, Reference, Unit

MOST_NAMES = 10_000
"""Names, imported or used, that are looked at in one submission; those that come later are not."""
_PARTS = 64


@dataclass(frozen=True)
class Use:
    """A use of something that is forbidden.

    Parameters
    ----------
    label
        The file, for a notebook with the cell.
    line
        The line.
    text
        What is written there.
    name
        The forbidden name that it means; empty for an import that is not among the allowed.
    """

    label: str
    line: int
    text: str
    name: str = ""


class Search:
    """Looks through statements; each file is searched once for the same names.

    Parameters
    ----------
    codes
        The submission's own files.
    is_allowed
        Whether an import is of allowed modules.
    always_used
        Names of a module that count as used, for they are called from outside.
    """

    def __init__(
        self,
        codes: Mapping[str, Code],
        is_allowed: Callable[[Import], bool],
        own: Collection[str],
        always_used: Collection[str],
    ) -> None:
        self._codes = codes
        self._is_allowed = is_allowed
        self._own = own
        self._always_used = always_used
        self._resolver = Resolver(codes)
        self._found: dict[tuple[str, tuple[str, ...]], list[Use]] = {}
        self._left = MOST_NAMES

    def in_file(self, file: str, forbidden: Sequence[str]) -> list[Use]:
        """Return the uses of forbidden names in a file."""
        key = (file, tuple(forbidden))
        if key not in self._found:
            self._found[key] = self._uses(file, self._codes[file].units, forbidden, None)
        return self._found[key]

    def in_part(self, notebook: str, part: Reached, forbidden: Sequence[str]) -> list[Use]:
        """Return the uses of forbidden names in a part of a notebook."""
        return self._uses(notebook, part.units, forbidden, part)

    def _uses(
        self, file: str, units: Sequence[Unit], forbidden: Sequence[str], part: Reached | None
    ) -> list[Use]:
        names = _Names(forbidden)
        used = {reference.chain.name for unit in units for reference in unit.references}
        used.update(self._always_used)
        found = []
        for unit in units:
            for one in unit.imports:
                if self._left <= 0 or (part is not None and not part.uses(one)):
                    continue
                self._left -= 1 + len(one.names)
                own = one.relative or one.module.split(".", 1)[0] in self._own
                if not own and not self._is_allowed(one):
                    found.append(Use(unit.label, one.line, one.text))
                    continue
                meant = [] if own else [one.module]
                meant += [f"{one.module}.{name}" for name, bound in one.names if bound in used]
                found += [
                    Use(unit.label, one.line, one.text, what)
                    for dotted in meant
                    if (what := names.meant(dotted))
                ]
            for reference in unit.references[: max(self._left, 0)]:
                found += [
                    Use(unit.label, reference.line, _text(reference), what)
                    for dotted in sorted(self._resolver.dotted(file, reference))
                    if (what := names.meant(dotted))
                ]
            self._left -= len(unit.references)
        return found


class _Names:
    """Forbidden names, to be compared with."""

    def __init__(self, forbidden: Iterable[str]) -> None:
        self._by_root: dict[str, list[tuple[str, list[str]]]] = {}
        for name in forbidden:
            root, *rest = name.split(".")
            self._by_root.setdefault(root, []).append((name, rest))

    def meant(self, dotted: str) -> str:
        """Return the forbidden name that a dotted name is, or lies in; or an empty string.

        `numpy.ma.convolve` is `numpy.convolve`; `numpy.polynomial.Polynomial` lies in
        `numpy.polynomial`.
        """
        package, *parts = dotted.split(".", _PARTS)[:_PARTS]
        for name, rest in self._by_root.get(package, ()):
            if not rest or (rest[0] in parts and _contains(parts, rest)):
                return name
        return ""


def _contains(parts: list[str], rest: list[str]) -> bool:
    length = len(rest)
    return any(parts[at : at + length] == rest for at in range(len(parts) - length + 1))


def _text(reference: Reference) -> str:
    chain = reference.chain
    start = chain.name or f'import of "{chain.module}"'
    return ".".join((start, *chain.attributes))

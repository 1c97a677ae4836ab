"""What a name in a student's file stands for: `np.lib.pad` → `numpy.lib.pad`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from autograder.records import dataclass
from autograder.submission.imports import files_of
from autograder.submission.scopes import Chain, Code, Reference, Scope

_DEPTH = 8
_MOST = 8
_PARTS = 64
_STARS = 20
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Stars:
    """What a file takes everything from: own files, by module, and other modules."""

    own: Mapping[str, str]
    outside: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.own or self.outside)


class Resolver:
    """Follows aliases, `import *` and names that own files pass on.

    Parameters
    ----------
    codes
        The submission's own files.
    """

    def __init__(self, codes: Mapping[str, Code]) -> None:
        self._codes = codes
        self._files: Collection[str] = frozenset(codes)
        self._tops = {file.split("/")[0].removesuffix(".py") for file in codes}
        self._known: dict[tuple[int, str], frozenset[str]] = {}
        self._ends: dict[tuple[str, Chain, int], frozenset[str]] = {}
        self._stars = {name: self._split(_stars(code)) for name, code in codes.items()}
        self._from_stars: dict[tuple[str, str], frozenset[str]] = {}

    def dotted(self, file: str, reference: Reference) -> frozenset[str]:
        """Return the dotted names that a reference in a file may stand for.

        Empty where it stands for something of the student's: a name that is bound to anything but
        an import or another such name, in the scope that it belongs to, is theirs.
        """
        return self._chain(file, reference.chain, reference.scope, 0)

    def _chain(self, file: str, chain: Chain, scope: Scope, depth: int) -> frozenset[str]:
        # Files that pass eight names on to one another make 8 ** 8 ways to follow.
        key = (file, chain, id(scope))
        found = self._ends.get(key)
        if found is None:
            module, name = chain.module, chain.name
            starts = {module} if module else self._name(file, name, scope, depth)
            found = self._ends[key] = self._all_passed_on(starts, chain, depth)
        return found

    def _all_passed_on(self, starts: Collection[str], chain: Chain, depth: int) -> frozenset[str]:
        if not starts:
            return _NOTHING
        ends = sorted({".".join((start, *chain.attributes)) for start in starts})[:_MOST]
        found = {one for end in ends for one in self._passed_on(end, depth)}
        return frozenset(sorted(found)[:_MOST])

    def _name(self, file: str, name: str, scope: Scope, depth: int) -> frozenset[str]:
        home = scope.home(name)
        if home is None:
            if (file, name) not in self._from_stars:
                self._from_stars[file, name] = self._starred(file, name)
            return self._from_stars[file, name]
        key = (id(home), name)
        if key not in self._known:
            self._known[key] = _NOTHING  # What it is while it is defined by itself.
            self._known[key] = self._bound(file, name, home, depth)
        return self._known[key]

    def _bound(self, file: str, name: str, home: Scope, depth: int) -> frozenset[str]:
        """Return what a name stands for in the scope that binds it."""
        found: set[str] = set()
        if depth > _DEPTH:
            return _NOTHING
        for binding in dict.fromkeys(home.bindings[name]):
            if binding is None:
                return _NOTHING
            chain, where = binding
            if chain.name == name and where is home:
                continue
            ends = self._chain(file, chain, where, depth + 1)
            if not ends:
                return _NOTHING
            found |= ends
        return frozenset(sorted(found)[:_MOST])

    def _starred(self, file: str, name: str) -> frozenset[str]:
        """Return what a name that nothing binds stands for: from `import *`, or a built-in."""
        stars = self._stars[file]
        for module, own in stars.own.items():
            if name in self._codes[own].module.bindings:
                return frozenset({f"{module}.{name}"})
        return frozenset(f"{module}.{name}" for module in stars.outside) | {name}

    def _split(self, modules: Sequence[str]) -> _Stars:
        """Tell the submission's own files from others."""
        files = {module: list(files_of(module, self._files)) for module in modules}
        return _Stars(
            {module: found[-1] for module, found in files.items() if found},
            tuple(module for module, found in files.items() if not found)[:_MOST],
        )

    def _passed_on(self, dotted: str, depth: int) -> frozenset[str]:
        """Follow `helper.np` to `numpy`, where the own file helper.py imports it."""
        parts = dotted.split(".", _PARTS)[:_PARTS]
        if parts[0] not in self._tops:
            return frozenset({dotted})
        for length in range(len(parts) - 1, 0, -1):
            path = "/".join(parts[:length])
            for file in (f"{path}.py", f"{path}/__init__.py"):
                code = self._codes.get(file)
                if code is not None and depth <= _DEPTH:
                    rest = Chain(name=parts[length], attributes=tuple(parts[length + 1 :]))
                    if parts[length] in code.module.bindings or self._stars[file]:
                        return self._chain(file, rest, code.module, depth + 1)
                    return _NOTHING
        return frozenset({dotted})


def _stars(code: Code) -> list[str]:
    """Return the modules that a file takes everything from."""
    modules = (one.module for unit in code.units for one in unit.imports if one.takes_all)
    return list(dict.fromkeys(modules))[:_STARS]

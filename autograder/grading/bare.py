"""Files of checks, imported without pytest, whose import and collecting take longer than to grade.

Of the checks that need nothing but this package's fixtures and their parameters, an image's build
notes which value of which parameter each case has. While such a file is imported, a stand-in for
pytest keeps the values that `pytest.mark.parametrize` is given; all else that is asked of it is
pytest's own. Where anything is not as it was when the image was built, pytest does it all.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.grading.check_call import CheckCall
from autograder.model.check import CHECKS
from autograder.records import dataclass

if TYPE_CHECKING:
    from autograder.grading.cases import Case, CaseKey

PYTEST, PARAMETERS = "pytest", "parametrize"
_VALUES = "__values_of_parameters__"
_SCALARS = (bool, int, float, complex, str, bytes, type(None))


class NotAsBuiltError(Exception):
    """A file of checks is not what it was when the image was built, or needs pytest."""


@dataclass(frozen=True)
class BareCase:
    """What is known of a case.

    Parameters
    ----------
    wanted
        The names of what its function is given.
    places
        Which of the values each of its parameters has.
    shown
        What `shown` says of these values.
    """

    wanted: tuple[str, ...]
    places: Mapping[str, int]
    shown: str


def known(cases: Iterable[Case], root: Path) -> dict[CaseKey, BareCase]:
    """Return what is known of cases that can do without pytest, once it has collected them.

    Parameters
    ----------
    cases
        Of an assignment's checks.
    root
        The assignment's folder.
    """
    checks = root / CHECKS
    if any(checks.rglob("conftest.py")) or any(checks.rglob("__init__.py")):
        return {}
    found = {}
    for case in cases:
        call = case.call
        places = _places(call) if case.is_plain else None
        if places is not None:
            found[case.key] = BareCase(call.wanted, places, shown(call.parameters))
    return found


def _places(call: CheckCall) -> dict[str, int] | None:
    """Tell which values a case has of those in its check's own marks; `None` if not all are."""
    places: dict[str, int] = {}
    for mark in getattr(call.function, "pytestmark", ()):
        if mark.name == PARAMETERS:
            given = mark.args[1] if len(mark.args) > 1 else mark.kwargs["argvalues"]
            if isinstance(given, (set, frozenset)):  # in another order in each process
                return None
            values = _values(*mark.args, **mark.kwargs)
            own = [call.parameters.get(name) for name in values]
            for place, row in enumerate(zip(*values.values(), strict=True)):
                if all(one is another for one, another in zip(row, own, strict=True)):
                    places.update(dict.fromkeys(values, place))
                    break
    if places.keys() != call.parameters.keys():
        return None
    return {name: places[name] for name in call.parameters}


def shown(value: Any) -> str:
    """Say what is told of a value in any process: plain data in full, else its type and name."""
    if isinstance(value, dict):
        return f"dict({', '.join(f'{shown(key)}: {shown(one)}' for key, one in value.items())})"
    if isinstance(value, (tuple, list)):
        return f"{type(value).__name__}({', '.join(map(shown, value))})"
    kind = type(value)
    if kind in _SCALARS:
        return repr(value)
    return f"{kind.__module__}.{kind.__qualname__} {getattr(value, '__qualname__', '')}"


class BareFiles:
    """The files of an assignment's checks, each imported when one of its cases is asked for.

    Parameters
    ----------
    root
        The assignment's folder.
    read
        Returns what is known of their cases.
    """

    def __init__(self, root: Path, read: Callable[[], Mapping[CaseKey, BareCase]]) -> None:
        self._root, self._read = root, read
        self._modules: dict[Path, types.ModuleType] = {}
        self._imported: set[str] = set()

    @cached_property
    def _cases(self) -> Mapping[CaseKey, BareCase]:
        return self._read()

    @cached_property
    def _folders(self) -> list[Path]:
        checks = self._root / CHECKS
        return sorted({(checks / id.partition("::")[0]).parent for id, _ in self._cases})

    def call(self, key: CaseKey) -> CheckCall:
        """Return what is called for a case.

        Raises
        ------
        NotAsBuiltError
            If pytest has to find out.
        """
        if key not in self._cases:
            raise NotAsBuiltError
        (check, case), built = key, self._cases[key]
        file, _, name = check.partition("::")
        path = self._root / CHECKS / file
        try:
            function = getattr(self._module(path), name)
            values = getattr(function, _VALUES, {})
            parameters = {one: values[one][place] for one, place in built.places.items()}
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the file's own, among others: pytest says where it is
            raise NotAsBuiltError from error
        if shown(parameters) != built.shown:
            raise NotAsBuiltError
        node = f"{CHECKS}/{check}" + (f"[{case}]" if built.places else "")
        return CheckCall(function, path, name, node, parameters, built.wanted)

    def forget(self) -> None:
        """Have whoever imports the files next import them anew."""
        for name in self._imported:
            sys.modules.pop(name, None)
        self._imported.clear()

    def _module(self, path: Path) -> types.ModuleType:
        if path not in self._modules:
            for folder in map(str, self._folders):  # as pytest does, if in a fixed order
                if folder not in sys.path:
                    sys.path.insert(0, folder)
            before = set(sys.modules)
            try:
                _with_stand_in(lambda: importlib.import_module(path.stem))
            finally:
                self._imported |= {name for name in sys.modules.keys() - before if self._is(name)}
            module = sys.modules[path.stem]
            if Path(module.__file__ or "") != path:
                raise NotAsBuiltError
            self._modules[path] = module
        return self._modules[path]

    def _is(self, name: str) -> bool:
        """Tell whether a module is a file of the checks."""
        file = getattr(sys.modules[name], "__file__", None) or ""
        return Path(file).is_relative_to(self._root / CHECKS)


def _with_stand_in(then: Callable[[], object]) -> None:
    """Call `then` while `import pytest` gives the stand-in, unless pytest is loaded already."""
    if PYTEST in sys.modules:
        raise NotAsBuiltError
    stand_in = sys.modules[PYTEST] = _StandIn(PYTEST)
    try:
        then()
    finally:
        if sys.modules.get(PYTEST) is stand_in:
            del sys.modules[PYTEST]


class _Mark:
    """A mark; that of parameters keeps their values beside the function."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *args: Any, **options: Any) -> Any:
        if len(args) == 1 and not options and isinstance(args[0], types.FunctionType):
            return args[0]
        if self._name != PARAMETERS:
            return lambda marked: marked
        return lambda marked: _with_values(marked, *args, **options)


class _Marks:
    def __getattr__(self, name: str) -> _Mark:
        return _Mark(name)


class _StandIn(types.ModuleType):
    """What `import pytest` gives."""

    mark = _Marks()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(PYTEST) is self:
            del sys.modules[PYTEST]
        return getattr(importlib.import_module(PYTEST), name)


def _with_values(marked: Any, *args: Any, **options: Any) -> Any:
    """Note the values of parameters, by their names."""
    vars(marked)[_VALUES] = {**vars(marked).get(_VALUES, {}), **_values(*args, **options)}
    return marked


def _values(
    argnames: str | Sequence[str], argvalues: Iterable[Any], *_: Any, **__: Any
) -> dict[str, list[Any]]:
    """Return the values of parameters by their names, from what a mark of them is given."""
    names = argnames
    if isinstance(names, str):
        names = [name.strip() for name in names.split(",") if name.strip()]
    is_one = isinstance(argnames, str) and len(names) == 1
    rows = [(one,) if is_one and not _is_set(one) else _items(one) for one in argvalues]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _items(row: Any) -> Sequence[Any]:
    return row.values if _is_set(row) else row  # type: ignore[no-any-return]


def _is_set(value: Any) -> bool:
    """Tell whether a value is what `pytest.param` makes."""
    kind = type(value)
    return kind.__name__ == "ParameterSet" and kind.__module__.startswith("_pytest.")

"""Which statements of a notebook the graded functions depend on."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable

from autograder.records import dataclass
from autograder.submission.scopes import Code, Import, Unit


@dataclass(frozen=True)
class Reached:
    """What some functions of a notebook depend on.

    Parameters
    ----------
    units
        The statements, in order.
    names
        The module's names that they use.
    """

    units: tuple[Unit, ...]
    names: frozenset[str]

    def uses(self, one: Import) -> bool:
        """Return whether an import matters: it is inside a function, or its name is used."""
        return not one.bound or one.takes_all or not self.names.isdisjoint(one.bound)


def reach(code: Code, start: Iterable[str], stop: Collection[str]) -> Reached:
    """Follow the names that functions use to the statements that define them.

    Of several definitions the last counts, as when all cells have run. A statement that is not
    reached (a plot, a test) costs nothing.

    Parameters
    ----------
    code
        The notebook's statements.
    start
        The functions to begin with.
    stop
        Names not to follow: functions that are judged by themselves.
    """
    places: dict[str, list[int]] = {}
    stars: list[int] = []
    for number, unit in enumerate(code.units):
        for name in unit.binds:
            places.setdefault(name, []).append(number)
        if any(one.takes_all for one in unit.imports):
            stars.append(number)
    given, stopped = frozenset(start), frozenset(stop)
    waiting = sorted(given)
    names = set(given)
    found: set[int] = set()
    while waiting:
        name = waiting.pop()
        if name in places:
            fresh = _definitions(code, name, places[name])
        else:
            fresh = [] if name in given or hasattr(builtins, name) else stars
            stars = [] if fresh else stars
        for number in fresh:
            if number not in found:
                found.add(number)
                used = _names_used(code, code.units[number]) - names - stopped
                names |= used
                waiting += sorted(used)
    return Reached(tuple(code.units[number] for number in sorted(found)), frozenset(names))


def _definitions(code: Code, name: str, places: list[int]) -> list[int]:
    """Return the statements that make a name what it is in the end."""
    for at in range(len(places) - 1, -1, -1):
        if name in code.units[places[at]].replaces:
            return places[at:]
    return places


def _names_used(code: Code, unit: Unit) -> set[str]:
    return {
        reference.chain.name
        for reference in unit.references
        if reference.chain.name
        and reference.scope.home(reference.chain.name) in (None, code.module)
    }

"""Which cases need nothing of pytest but to be collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

PASSED_ON = frozenset({"submission", "reference", "rng"})
BEHIND = frozenset({"_reference_run", "request", "pytestconfig"})
FIXTURES = "autograder.grading.fixtures"

if TYPE_CHECKING:
    import pytest

    PLAIN = pytest.StashKey[bool]()
else:
    PLAIN = object()  # a stash takes any: pytest may not be loaded


def is_plain(item: pytest.Function) -> bool:
    """Tell whether an item is a function of this package's fixtures and of its parameters alone."""
    if (known := item.stash.get(PLAIN, None)) is None:
        known = item.stash[PLAIN] = _is_plain(item)
    return known


def _is_plain(item: pytest.Function) -> bool:
    info = getattr(item, "_fixtureinfo", None)
    if info is None or item.cls is not None:
        return False
    marks = list(item.iter_markers())
    if any(mark.name != "parametrize" or "indirect" in mark.kwargs for mark in marks):
        return False
    own = parameters(item)
    definitions = info.name2fixturedefs
    if not set(info.argnames) <= PASSED_ON | set(own):
        return False
    return all(
        name in own
        or name == "request"
        or (
            name in PASSED_ON | BEHIND
            and (name == "pytestconfig" or definitions[name][-1].func.__module__ == FIXTURES)
        )
        for name in item.fixturenames
    )


def parameters(item: pytest.Function) -> dict[str, Any]:
    """Return the values of an item's own parameters."""
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}

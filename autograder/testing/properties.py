"""What the cases of a check have in common, named by its author, so that feedback may say it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
_ATTRIBUTE = "__cases_with__"


def cases_with(words: str, when: Callable[..., bool] | None = None) -> Callable[[F], F]:
    """Name a property of a check's cases, or of some of them.

    Where the cases of a question that fail are just those with a property, students are told.

    Parameters
    ----------
    words
        What such cases have, to stand after "only for": ``kernels of even length``. Parameters of
        the check stand in braces: ``the mode {mode}``. Nothing in them may be a secret.
    when
        Given parameters of the check by their names, tells whether a case has the property;
        without it, all have.
    """

    def name(check: F) -> F:
        named = getattr(check, _ATTRIBUTE, ())
        vars(check)[_ATTRIBUTE] = (*named, (words, when))
        return check

    return name


def properties_of(check: Callable[..., Any], parameters: Mapping[str, Any]) -> frozenset[str]:
    """Return the words for what a case has.

    Parameters
    ----------
    check
        The function.
    parameters
        Those of the case.
    """
    found = set()
    for words, when in getattr(check, _ATTRIBUTE, ()):
        if when is None or when(**{name: parameters[name] for name in _names(when)}):
            found.add(words.format_map(parameters))
    return frozenset(found)


@functools.cache
def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)

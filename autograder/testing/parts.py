"""Checks that judge the parts of one result, such as several gradients, each as a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from autograder.testing.errors import StudentFault

F = TypeVar("F", bound=Callable[..., Any])
PART = "part"
_ATTRIBUTE = "__parts__"


def parts(*names: str) -> Callable[[F], F]:
    """Make a case of each part, whose name the check is given as ``part``.

    These cases draw the same inputs from ``rng``. So they ask a submission for the same, which is
    asked for once where many are graded; what they ask for should not depend on the part.

    Parameters
    ----------
    names
        Of the parts, such as ``"grad_x", "grad_w"``.
    """
    import pytest  # which checks have loaded, and nobody else needs

    def mark(check: F) -> F:
        vars(check)[_ATTRIBUTE] = names
        made: F = pytest.mark.parametrize(PART, names)(check)
        return made

    return mark


def attribute(of: Any, wanted: str, among: Sequence[str]) -> Any:
    """Return an attribute of an object of the submission, and read the others, too.

    So the cases of all parts ask for the same. What is wrong with another one is another case's.

    Parameters
    ----------
    of
        The object.
    wanted, among
        The name of the attribute, and those of all.

    Raises
    ------
    StudentFault
        If this one cannot be read.
    """
    found = None
    for name in among:
        try:
            value = getattr(of, name)
        except StudentFault:
            if name == wanted:
                raise
        else:
            found = value if name == wanted else found
    return found


def has_parts(check: Callable[..., Any]) -> bool:
    """Tell whether a check's cases judge parts of one result."""
    return hasattr(check, _ATTRIBUTE)

"""Checks that judge the parts of one result, such as several gradients, each as a case.

These cases have a parameter called `part`, and draw the same inputs. So they can ask for the same,
which a submission is asked for once where many are graded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.testing.errors import StudentFault


def attribute(of: Any, wanted: str, among: Sequence[str]) -> Any:
    """Return an attribute of an object of the submission, and read the others, too.

    So the cases of all parts ask for the same. What is wrong with another one is another case's.

    Parameters
    ----------
    of
        The object.
    wanted, among
        The name of the attribute, and those of all.

    Returns
    -------
    object
        The attribute, not judged yet; `None` if it is not among these.

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

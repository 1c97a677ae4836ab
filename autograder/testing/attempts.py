"""Several readings of a result, any of which makes it right."""

from __future__ import annotations

from collections.abc import Callable

from autograder.testing.errors import Mismatch


def first_that_holds(*judgements: Callable[[], object]) -> None:
    """Pass if one of several judgements does; the first one says what is wrong otherwise.

    Parameters
    ----------
    judgements
        Functions that raise `Mismatch` or return; later ones run only if the earlier ones raised.

    Raises
    ------
    Mismatch
        The first judgement's, if none holds.
    """
    first: Mismatch | None = None
    for judge in judgements:
        try:
            judge()
        except Mismatch as mismatch:
            first = first or mismatch
        else:
            return
    if first is not None:
        raise first

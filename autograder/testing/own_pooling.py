"""A max pooling's backward pass, judged with the cache of its own forward pass.

As in `own_forward`: where the forward pass is wrong, the backward pass is judged by the elements
that its forward pass took for the maxima.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.records import dataclass
from autograder.testing.arrays import same_array
from autograder.testing.attempts import first_that_holds
from autograder.testing.own_forward import SHARE, Upstream, finite_array, upstream_where_right
from autograder.testing.pooling import check_subgradient, maxima_of_windows
from autograder.testing.results import Array


@dataclass(frozen=True)
class Selection:
    """Which element of its input a pooling took for each of its outputs.

    Parameters
    ----------
    handed
        A gradient of the shape of its result, zero where the output is no element of the input.
    gradient
        What that gradient is, handed on to these elements, of the shape of the input.
    """

    handed: Array
    gradient: Array


def selection_of(own: Any, x: Array, axes: int, upstream: Array) -> Selection | None:
    """Return the gradient of a pooling through the elements that its forward pass selected.

    Parameters
    ----------
    own
        What the student's forward pass returned; anything.
    x
        The input: no two elements are equal.
    axes
        How many of the last axes the windows lie in.
    upstream
        A gradient of the right result's shape; its entries are used again where `own` has more.

    Returns
    -------
    Selection or None
        None if `own` does not select: not an array with the leading axes of `x`, or half of it is
        no element of the input, or a mere copy of a part of the input, whatever the values.
    """
    values = finite_array(own)
    lead = x.ndim - axes
    if values is None or values.ndim != x.ndim or values.shape[:lead] != x.shape[:lead]:
        return None
    if not values.size or values.size > 4 * x.size:
        return None
    handed = np.resize(upstream, values.shape).astype(float)
    gradient = np.zeros(x.shape)
    found, places = np.zeros(values.shape, dtype=bool), []
    for index in np.ndindex(values.shape):
        hits = np.argwhere(x[index[:lead]] == values[index])
        if len(hits):
            found[index] = True
            places.append(hits[0])
            gradient[index[:lead]][tuple(hits[0])] += handed[index]
    if len(places) < SHARE * values.size or _is_affine(
        np.argwhere(found)[:, lead:], np.array(places)
    ):
        return None
    return Selection(handed * found, gradient)


def _is_affine(index: Array, place: Array) -> bool:
    """Tell whether the places move on with the outputs' indices, whatever the values."""
    if not np.ptp(place, axis=0).any():
        return False  # one element is the maximum of all windows
    terms = np.column_stack([np.ones(len(index)), index])
    fit = terms @ np.linalg.lstsq(terms, place, rcond=None)[0]
    return bool(np.abs(fit - place).max() < 1e-6)


def check_pooling_backward(
    own: Any,
    backward: Callable[[Array], Any],
    x: Array,
    window: int | Sequence[int],
    upstream: Array,
    stride: int = 1,
    padding: int = 0,
    name: str = "grad_x",
) -> None:
    """Judge a max pooling's backward pass with the cache of its own forward pass.

    Parameters
    ----------
    own
        What the student's forward pass returned as its result; anything.
    backward
        Calls the student's backward pass with a gradient and the cache.
    x
        The input: no two elements of an image are equal.
    window
        The window's sides, over the last axes of `x`; an int for one axis.
    upstream
        A gradient of the right result's shape.
    stride, padding
        As in the assignment.
    name
        What the assignment calls the gradient.

    Raises
    ------
    Mismatch
        If each output's gradient does not go to the maximum of its window; where the forward pass
        was wrong, to the element that it took for the maximum.
    """
    sides = (window,) if isinstance(window, int) else tuple(window)
    shape, places = maxima_of_windows(x, sides, stride, padding)
    winner = np.array([place[0] for place in places])

    def through_maxima(weights: Array) -> Array:
        gradient: Array = np.zeros(x.shape)
        np.add.at(gradient.reshape(-1), winner, weights.ravel())
        return gradient

    expected = x.ravel()[winner].reshape(shape).astype(float)
    handed, readings = upstream, [through_maxima(upstream)]
    if not upstream_where_right(own, expected, upstream).forward_is_right:
        selection = selection_of(own, x, len(sides), upstream)
        if selection is not None:
            handed, readings = selection.handed, [selection.gradient]
            if handed.shape == shape:
                readings.insert(0, through_maxima(handed))
    got = backward(handed)
    first_that_holds(
        *(partial(same_array, got, reading, name, (x, handed)) for reading in readings)
    )


def check_pooling_ties(
    own: Any,
    backward: Callable[[Array], Any],
    x: Array,
    window: int | Sequence[int],
    upstream: Array,
    stride: int = 1,
    name: str = "grad_x",
) -> None:
    """Judge a max pooling's backward pass where maxima are tied: any valid split is right.

    Parameters are those of `check_pooling_backward`, without padding; `upstream` is not negative.

    Raises
    ------
    Mismatch
        If the gradient is no split of the upstream gradient over the windows' maxima, of those
        windows that the forward pass got right.
    """
    sides = (window,) if isinstance(window, int) else tuple(window)
    shape, places = maxima_of_windows(x, sides, stride)
    expected = x.ravel()[[place[0] for place in places]].reshape(shape)
    up = upstream_where_right(own, expected, upstream)
    if up.handed.size > upstream.size:  # it may be the input itself, passed through
        up = Upstream(upstream, upstream, False)
    check_subgradient(x, window, up.judged, backward(up.handed), name, stride)

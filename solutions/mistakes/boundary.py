"""Known mistakes of questions 2.1 and 2.2; read as text by `autograder.grading.mistakes`."""

from __future__ import annotations

import boundary as reference
import numpy as np
from boundary import MODES, _check, _origin

from autograder.grading.mistakes import replaces

# ----------------------------------------------------------------------------------------- pad


@replaces("pad", loses="2.1")
def reflection_repeats_the_end(x, before, after, mode="zero"):
    """`reflect` repeats the last element.

    The end itself is the mirror: a b c d goes on with c b, not with d c.
    """
    n = x.shape[-1]
    _check(n, before, after, mode)
    if mode != "reflect":
        return reference.pad(x, before, after, mode)
    place = np.arange(-before, n + after)
    place = np.where(place < 0, -place - 1, place)
    place = np.where(place >= n, 2 * n - 1 - place, place)
    return np.asarray(x, dtype=float)[..., place]


@replaces("pad", loses="2.1")
def reflection_skips_a_neighbour(x, before, after, mode="zero"):
    """`reflect` begins one element too far inside.

    a b c d goes on with c, the neighbour of the end.
    """
    n = x.shape[-1]
    _check(n, before, after, mode)
    if mode != "reflect":
        return reference.pad(x, before, after, mode)
    place = np.arange(-before, n + after)
    place = np.where(place < 0, -place + 1, place)
    place = np.where(place >= n, 2 * n - 3 - place, place)
    return np.asarray(x, dtype=float)[..., place % n]


@replaces("pad", loses="2.1")
def reflection_not_turned_round(x, before, after, mode="zero"):
    """`reflect` copies the neighbours of the end in their own order.

    A mirror turns them round: c b stands before a b c d, not b c.
    """
    if mode != "reflect":
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    _check(n, before, after, mode)
    x = np.asarray(x, dtype=float)
    front, back = x[..., 1 : before + 1], x[..., n - 1 - after : n - 1]
    return np.concatenate([front, x, back], axis=-1)


@replaces("pad", loses="2.1")
def wrapped_ends_on_their_own_sides(x, before, after, mode="zero"):
    """`wrap` puts each end's elements next to themselves.

    What stands in front is the end of the signal, and what stands behind is its beginning.
    """
    if mode != "wrap":
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    _check(n, before, after, mode)
    x = np.asarray(x, dtype=float)
    return np.concatenate([x[..., :before], x, x[..., n - after :]], axis=-1)


@replaces("pad", loses="2.1")
def wrap_shifted_by_one(x, before, after, mode="zero"):
    """`wrap` leaves out one element at the seam.

    The signal is repeated as a whole: behind a b c d comes a.
    """
    if mode != "wrap":
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    _check(n, before, after, mode)
    place = np.arange(-before, n + after)
    place = np.where(place < 0, place - 1, np.where(place >= n, place + 1, place))
    return np.asarray(x, dtype=float)[..., place % n]


@replaces("pad", loses="2.1")
def edges_swapped(x, before, after, mode="zero"):
    """`edge` repeats the last element in front and the first one behind.

    Each side repeats the element next to it.
    """
    if mode != "edge":
        return reference.pad(x, before, after, mode)
    _check(x.shape[-1], before, after, mode)
    x = np.asarray(x, dtype=float)
    front = np.repeat(x[..., -1:], before, axis=-1)
    back = np.repeat(x[..., :1], after, axis=-1)
    return np.concatenate([front, x, back], axis=-1)


@replaces("pad", loses="2.1")
def edge_repeated_once(x, before, after, mode="zero"):
    """`edge` repeats the end once, then there are zeros.

    All padded places of a side hold its end's value.
    """
    padded = reference.pad(x, before, after, mode)
    if mode == "edge":
        padded[..., : max(before - 1, 0)] = 0.0
        padded[..., before + x.shape[-1] + 1 :] = 0.0
    return padded


@replaces("pad", loses="2.1")
def edge_in_front_only(x, before, after, mode="zero"):
    """`edge` repeats the first element on both sides.

    Behind the signal it is the last one.
    """
    padded = reference.pad(x, before, after, mode)
    if mode == "edge":
        padded[..., before + x.shape[-1] :] = padded[..., before : before + 1]
    return padded


@replaces("pad", loses="2.1")
def widths_swapped(x, before, after, mode="zero"):
    """`before` and `after` are swapped.

    `before` places are added in front, `after` places behind.
    """
    return reference.pad(x, after, before, mode)


@replaces("pad", loses="2.1")
def same_width_on_both_sides(x, before, after, mode="zero"):
    """Both sides get `before` places.

    The widths may differ, and either may be 0.
    """
    return reference.pad(x, before, before, mode)


@replaces("pad", loses="2.1")
def padded_along_the_first_axis(x, before, after, mode="zero"):
    """Arrays of several dimensions are padded along their first axis.

    The signals lie along the last one.
    """
    padded = reference.pad(np.moveaxis(x, 0, -1), before, after, mode)
    return np.moveaxis(padded, -1, 0)


@replaces("pad", loses="2.1")
def padded_along_all_axes(x, before, after, mode="zero"):
    """Arrays of several dimensions are padded along all of their axes.

    Only the last one is a signal; the others count signals.
    """
    padded = x
    for axis in range(x.ndim):
        padded = reference.pad(np.moveaxis(padded, axis, -1), before, after, mode)
        padded = np.moveaxis(padded, -1, axis)
    return padded


@replaces("pad", loses="2.1")
def one_signal_only(x, before, after, mode="zero"):
    """Only arrays of one dimension are padded.

    `x` may hold many signals, shape (…, N): pad each of them, along the last axis.
    """
    n = len(x)
    _check(n, before, after, mode)
    padded = np.zeros(before + n + after)
    padded[before : before + n] = x
    if mode != "zero":
        padded[:] = padded[before : before + n][_origin(n, before, after, mode)]
    return padded


@replaces("pad", loses="2.1")
def wrapped_from_minus_zero(x, before, after, mode="zero"):
    """`wrap` fails in front where nothing is to be added there.

    `x[-before:]` is the whole signal for before = 0, since -0 is 0.
    """
    if mode != "wrap":
        return reference.pad(x, before, after, mode)
    _check(x.shape[-1], before, after, mode)
    x = np.asarray(x, dtype=float)
    return np.concatenate([x[..., -before:], x, x[..., :after]], axis=-1)


@replaces("pad", loses="2.1")
def filled_up_to_minus_zero(x, before, after, mode="zero"):
    """With zeros it fails where nothing is added behind.

    `padded[before:-after]` is empty for after = 0, since -0 is 0.
    """
    if mode != "zero":
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    _check(n, before, after, mode)
    padded = np.zeros((*x.shape[:-1], before + n + after))
    padded[..., before:-after] = x
    return padded


@replaces("pad", loses="2.1")
def integers_stay_integers(x, before, after, mode="zero"):
    """For a signal of integers the result is integer, too.

    Results are floating point. `np.zeros(shape)` is float64; `np.zeros_like` is as its model.
    """
    return reference.pad(x, before, after, mode).astype(x.dtype)


@replaces("pad", loses="2.1")
def default_is_edge(x, before, after, mode="edge"):
    """Without a mode the ends are repeated.

    The default is zero.
    """
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def padded_with_ones(x, before, after, mode="zero"):
    """`zero` pads with ones.

    The padded places hold 0, which adds nothing to a weighted sum.
    """
    padded = reference.pad(x, before, after, mode)
    if mode == "zero":
        padded[..., :before] = 1.0
        padded[..., before + x.shape[-1] :] = 1.0
    return padded


@replaces("pad", loses="2.1")
def signal_changed_in_place(x, before, after, mode="zero"):
    """The signal that was handed in is turned round in place.

    `x[:] = …` and `x.sort()` work on the caller's own array. No function changes its inputs.
    """
    padded = reference.pad(x, before, after, mode)
    if mode == "reflect":
        x[...] = x[..., ::-1].copy()
    return padded


@replaces("pad", loses="2.1")
def unknown_mode_taken_for_zero(x, before, after, mode="zero"):
    """An unknown mode pads with zeros.

    A misspelt mode should be noticed: raise ValueError.
    """
    return reference.pad(x, before, after, mode if mode in MODES else "zero")


@replaces("pad", loses="2.1")
def unknown_mode_is_a_key_error(x, before, after, mode="zero"):
    """An unknown mode raises KeyError.

    Looking it up in a dict does that. The assignment asks for ValueError.
    """
    if mode not in MODES:
        raise KeyError(mode)
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def negative_widths_cut_off(x, before, after, mode="zero"):
    """A negative width cuts elements off.

    It has no meaning here: raise ValueError.
    """
    padded = reference.pad(x, max(before, 0), max(after, 0), mode)
    return padded[..., max(-before, 0) : padded.shape[-1] + min(after, 0)]


@replaces("pad", loses="2.1")
def negative_width_noticed_in_front_only(x, before, after, mode="zero"):
    """A negative `after` raises no error.

    Both widths have to be checked.
    """
    return reference.pad(x, before, max(after, 0), mode)


@replaces("pad", loses="2.1")
def widths_that_cancel(x, before, after, mode="zero"):
    """A negative width raises an error only if both are negative.

    One is enough: `before < 0 or after < 0`.
    """
    if before < 0 and after < 0:
        raise ValueError("widths should not be negative")
    return reference.pad(x, max(before, 0), max(after, 0), mode)


@replaces("pad", loses="2.1")
def reflection_goes_on(x, before, after, mode="zero"):
    """`reflect` wider than the signal allows raises no error.

    There are N - 1 neighbours to reflect. `np.pad` goes back and forth; here it is a ValueError.
    """
    if mode != "reflect" or min(before, after) < 0:
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    place = np.arange(-before, n + after) % max(2 * n - 2, 1)
    return np.asarray(x, dtype=float)[..., np.minimum(place, 2 * n - 2 - place)]


@replaces("pad", loses="2.1")
def wrap_goes_round_twice(x, before, after, mode="zero"):
    """`wrap` wider than the signal raises no error.

    There are N elements to copy; a width over N is a ValueError.
    """
    if mode != "wrap" or min(before, after) < 0:
        return reference.pad(x, before, after, mode)
    n = x.shape[-1]
    return np.asarray(x, dtype=float)[..., np.arange(-before, n + after) % n]


@replaces("pad", loses="2.1")
def reflection_refused_at_its_limit(x, before, after, mode="zero"):
    """`reflect` is refused for a width of N - 1.

    That is the widest that is allowed: all elements but the end itself.
    """
    if mode == "reflect" and 0 < max(before, after) == x.shape[-1] - 1:
        raise ValueError("the signal is too short")
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def wrap_refused_at_its_limit(x, before, after, mode="zero"):
    """`wrap` is refused for a width of N.

    That is the widest that is allowed: the whole signal once more.
    """
    if mode == "wrap" and max(before, after) >= x.shape[-1]:
        raise ValueError("the signal is too short")
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def limit_for_both_sides_together(x, before, after, mode="zero"):
    """The limit of `reflect` and `wrap` is asked of `before + after`.

    Each side for itself may be as wide as N - 1 or N.
    """
    if mode in ("reflect", "wrap") and before + after > x.shape[-1]:
        raise ValueError("the signal is too short")
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def limit_not_asked_behind(x, before, after, mode="zero"):
    """Behind the signal, `reflect` and `wrap` are not checked.

    Both widths have a limit, N - 1 for reflect and N for wrap.
    """
    n = x.shape[-1]
    if mode in ("reflect", "wrap") and after >= n and before < n and before >= 0:
        after = n - 1 if mode == "reflect" else n
    return reference.pad(x, before, after, mode)


@replaces("pad", loses="2.1")
def too_wide_is_an_index_error(x, before, after, mode="zero"):
    """Too wide a border raises IndexError.

    An index beyond the signal does that. The assignment asks for ValueError, so check first.
    """
    n = x.shape[-1]
    if mode in ("reflect", "wrap") and max(before, after) > n - (mode == "reflect"):
        raise IndexError("index out of range")
    return reference.pad(x, before, after, mode)


# -------------------------------------------------------------------------------- pad_backward


@replaces("pad_backward", loses="2.2")
def border_cut_off_in_every_mode(grad_padded, before, after, mode="zero"):
    """The gradient of the border is dropped in every mode.

    Except for zero, it holds copies of elements. Add their gradient to these elements' own.
    """
    _check(grad_padded.shape[-1] - before - after, before, after, mode)
    return reference.pad_backward(grad_padded, before, after)


@replaces("pad_backward", loses="2.2")
def repeated_indices_added_once(grad_padded, before, after, mode="zero"):
    """An element that was copied several times gets only one of the copies' gradients.

    `grad_x[index] += …` counts a repeated index once. `np.add.at` adds them all.
    """
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    if mode == "zero":
        return reference.pad_backward(grad_padded, before, after)
    grad_x = np.zeros((*grad_padded.shape[:-1], n))
    grad_x[..., _origin(n, before, after, mode)] += grad_padded
    return grad_x


@replaces("pad_backward", loses="2.2")
def one_side_s_copies_overwritten(grad_padded, before, after, mode="zero"):
    """What the border behind adds replaces what the border in front has added.

    An element may have a copy on either side; += adds both, = keeps the last.
    """
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    if mode == "zero":
        return reference.pad_backward(grad_padded, before, after)
    origin = _origin(n, before, after, mode)
    front, back = np.zeros((2, *grad_padded.shape[:-1], n))
    np.add.at(front, (..., origin[:before]), grad_padded[..., :before])
    np.add.at(back, (..., origin[before + n :]), grad_padded[..., before + n :])
    copies = np.where(back != 0, back, front)
    return grad_padded[..., before : before + n] + copies


@replaces("pad_backward", loses="2.2")
def reflected_gradient_repeats_the_end(grad_padded, before, after, mode="zero"):
    """For `reflect`, the gradient next to the end goes to the end itself.

    The end is the mirror and has no copy: its neighbour is the first that has one.
    """
    if mode != "reflect":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    place = np.arange(-before, n + after)
    place = np.where(place < 0, -place - 1, place)
    place = np.where(place >= n, 2 * n - 1 - place, place)
    grad_x = np.zeros((*grad_padded.shape[:-1], n))
    np.add.at(grad_x, (..., place), grad_padded)
    return grad_x


@replaces("pad_backward", loses="2.2")
def reflected_gradient_not_turned_round(grad_padded, before, after, mode="zero"):
    """For `reflect`, the border's gradient is added without being turned round.

    The place next to the end is the end's neighbour, the next one lies further inside.
    """
    if mode != "reflect":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    grad_x = np.array(grad_padded[..., before : before + n], dtype=float)
    grad_x[..., 1 : before + 1] += grad_padded[..., :before]
    grad_x[..., n - 1 - after : n - 1] += grad_padded[..., before + n :]
    return grad_x


@replaces("pad_backward", loses="2.2")
def reflected_gradient_in_front_only(grad_padded, before, after, mode="zero"):
    """For `reflect`, only the border in front is added back.

    The border behind holds copies as well.
    """
    if mode != "reflect":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    return reference.pad_backward(grad_padded[..., : before + n], before, 0, mode)


@replaces("pad_backward", loses="2.2")
def wrapped_gradient_on_its_own_side(grad_padded, before, after, mode="zero"):
    """For `wrap`, each border's gradient goes to the end next to it.

    The border in front holds the end of the signal, the border behind its beginning.
    """
    if mode != "wrap":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    grad_x = np.array(grad_padded[..., before : before + n], dtype=float)
    grad_x[..., :before] += grad_padded[..., :before]
    grad_x[..., n - after :] += grad_padded[..., before + n :]
    return grad_x


@replaces("pad_backward", loses="2.2")
def wrapped_gradient_from_minus_zero(grad_padded, before, after, mode="zero"):
    """For `wrap`, it fails where nothing was added in front.

    `grad_x[-before:]` is the whole signal for before = 0, since -0 is 0.
    """
    if mode != "wrap":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    grad_x = np.array(grad_padded[..., before : before + n], dtype=float)
    grad_x[..., -before:] += grad_padded[..., :before]
    grad_x[..., :after] += grad_padded[..., before + n :]
    return grad_x


@replaces("pad_backward", loses="2.2")
def nearest_copy_of_the_edge_only(grad_padded, before, after, mode="zero"):
    """For `edge`, only the nearest copy's gradient is added to the end.

    All padded places of a side are copies of its end: add the sum.
    """
    if mode != "edge":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    near = grad_padded[..., before - min(before, 1) : before + n + min(after, 1)]
    return reference.pad_backward(near, min(before, 1), min(after, 1), mode)


@replaces("pad_backward", loses="2.2")
def gradients_of_copies_averaged(grad_padded, before, after, mode="zero"):
    """The gradients of an element and its copies are averaged.

    Each copy acts on the loss by itself; their gradients are added.
    """
    grad_x = reference.pad_backward(grad_padded, before, after, mode)
    return grad_x / reference.pad_backward(np.ones(grad_padded.shape), before, after, mode)


@replaces("pad_backward", loses="2.2")
def edge_gradients_swapped(grad_padded, before, after, mode="zero"):
    """For `edge`, the border in front is added to the last element and vice versa.

    Each side's border holds copies of the end next to it.
    """
    if mode != "edge":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    grad_x = np.array(grad_padded[..., before : before + n], dtype=float)
    grad_x[..., -1] += grad_padded[..., :before].sum(axis=-1)
    grad_x[..., 0] += grad_padded[..., before + n :].sum(axis=-1)
    return grad_x


@replaces("pad_backward", loses="2.2")
def cut_off_to_minus_zero(grad_padded, before, after, mode="zero"):
    """The gradient is empty where nothing was added behind.

    `grad_padded[before:-after]` is empty for after = 0, since -0 is 0.
    """
    if mode != "zero":
        return reference.pad_backward(grad_padded, before, after, mode)
    _check(grad_padded.shape[-1] - before - after, before, after, mode)
    return np.array(grad_padded[..., before:-after], dtype=float)


@replaces("pad_backward", loses="2.2")
def gradient_along_the_first_axis(grad_padded, before, after, mode="zero"):
    """Gradients of several dimensions are taken along their first axis.

    The signals lie along the last one.
    """
    grad_x = reference.pad_backward(np.moveaxis(grad_padded, 0, -1), before, after, mode)
    return np.moveaxis(grad_x, -1, 0)


@replaces("pad_backward", loses="2.2")
def gradients_of_all_signals_added(grad_padded, before, after, mode="zero"):
    """The gradients of several signals are added up.

    Each signal has its own gradient: the shape (…, N) is kept.
    """
    grad_x = reference.pad_backward(grad_padded, before, after, mode)
    return grad_x.reshape(-1, grad_x.shape[-1]).sum(axis=0)


@replaces("pad_backward", loses="2.2")
def backward_widths_swapped(grad_padded, before, after, mode="zero"):
    """`before` and `after` are swapped.

    They mean the same as in `pad`: `before` places were added in front.
    """
    return reference.pad_backward(grad_padded, after, before, mode)


@replaces("pad_backward", loses="2.2")
def integer_gradients_stay_integers(grad_padded, before, after, mode="zero"):
    """For a gradient of integers the result is integer, too.

    Results are floating point, and small integers overflow when they are added.
    """
    return reference.pad_backward(grad_padded, before, after, mode).astype(grad_padded.dtype)


@replaces("pad_backward", loses="2.2")
def gradient_added_in_place(grad_padded, before, after, mode="zero"):
    """The gradient that was handed in is changed.

    A slice is a view of it, and += on a view changes the original. Copy first.
    """
    if mode != "edge":
        return reference.pad_backward(grad_padded, before, after, mode)
    n = grad_padded.shape[-1] - before - after
    _check(n, before, after, mode)
    grad_x = grad_padded[..., before : before + n]
    grad_x[..., 0] += grad_padded[..., :before].sum(axis=-1)
    grad_x[..., -1] += grad_padded[..., before + n :].sum(axis=-1)
    return grad_x.astype(float)


@replaces("pad_backward", loses="2.2")
def gradient_keeps_its_border(grad_padded, before, after, mode="zero"):
    """The result still has the border.

    grad_x has the shape of x, (…, N).
    """
    grad_x = np.array(grad_padded, dtype=float)
    n = grad_x.shape[-1] - before - after
    grad_x[..., before : before + n] = reference.pad_backward(grad_padded, before, after, mode)
    return grad_x


@replaces("pad_backward", loses="2.2")
def gradient_padded_once_more(grad_padded, before, after, mode="zero"):
    """The gradient is padded instead of led back.

    The adjoint goes the other way: from before + N + after places to N, copies added up.
    """
    _check(grad_padded.shape[-1] - before - after, before, after, mode)
    return reference.pad(grad_padded, before, after, mode)


@replaces("pad_backward", loses="2.2")
def unknown_mode_cuts_off(grad_padded, before, after, mode="zero"):
    """An unknown mode raises no error in the backward pass.

    It raises ValueError where `pad` does.
    """
    return reference.pad_backward(grad_padded, before, after, mode if mode in MODES else "zero")


@replaces("pad_backward", loses="2.2")
def negative_widths_on_the_way_back(grad_padded, before, after, mode="zero"):
    """Negative widths raise no error in the backward pass.

    It raises ValueError where `pad` does.
    """
    if mode == "zero" and min(before, after) < 0:
        grad_padded = reference.pad(grad_padded, max(-before, 0), max(-after, 0))
        return reference.pad_backward(grad_padded, max(before, 0), max(after, 0))
    return reference.pad_backward(grad_padded, before, after, mode)


@replaces("pad_backward", loses="2.2")
def too_wide_on_the_way_back(grad_padded, before, after, mode="zero"):
    """Widths beyond the limits of `reflect` and `wrap` raise no error in the backward pass.

    It raises ValueError where `pad` does.
    """
    n = grad_padded.shape[-1] - before - after
    if mode not in ("reflect", "wrap") or max(before, after) < n or min(before, after) < 0:
        return reference.pad_backward(grad_padded, before, after, mode)
    grad_x = np.zeros((*grad_padded.shape[:-1], n))
    np.add.at(grad_x, (..., np.arange(-before, n + after) % n), grad_padded)
    return grad_x

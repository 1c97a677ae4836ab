"""Known mistakes of questions 4 and 5; read as text by `autograder.grading.mistakes`."""
# ruff: noqa: D102, N805

from __future__ import annotations

import numpy as np
import pool as reference

from autograder.grading.mistakes import replaces

# --------------------------------------------------------------------------- maxpool1d_forward


@replaces("maxpool1d_forward", loses="4.1")
def zeros_win_over_negatives(x, window, padding=0):
    """The signal is padded with zeros.

    Over negative inputs a zero wins. Padded places are never the maximum: pad with -inf.
    """
    _, cache = reference.maxpool1d_forward(x, window, padding)
    padded = np.pad(np.asarray(x, dtype=float), padding)
    return np.array([padded[m : m + window].max() for m in range(len(padded) - window + 1)]), cache


@replaces("maxpool1d_forward", loses="4.1")
def smallest_positive_number(x, window, padding=0):
    """The signal is padded with the smallest positive number.

    `np.finfo(float).tiny` is just above 0, not the most negative number. That is -np.inf.
    """
    _, cache = reference.maxpool1d_forward(x, window, padding)
    padded = np.pad(np.asarray(x, dtype=float), padding, constant_values=np.finfo(float).tiny)
    return np.array([padded[m : m + window].max() for m in range(len(padded) - window + 1)]), cache


@replaces("maxpool1d_forward", loses="4.1")
def padded_with_minus_one(x, window, padding=0):
    """The signal is padded with -1.

    Inputs may be smaller than that. Nothing is smaller than -np.inf.
    """
    _, cache = reference.maxpool1d_forward(x, window, padding)
    padded = np.pad(np.asarray(x, dtype=float), padding, constant_values=-1.0)
    return np.array([padded[m : m + window].max() for m in range(len(padded) - window + 1)]), cache


@replaces("maxpool1d_forward", loses="4.1")
def padded_with_minus_a_thousand(x, window, padding=0):
    """The signal is padded with -1000.

    That looks small, but inputs may be smaller. Nothing is smaller than -np.inf.
    """
    _, cache = reference.maxpool1d_forward(x, window, padding)
    padded = np.pad(np.asarray(x, dtype=float), padding, constant_values=-1000.0)
    return np.array([padded[m : m + window].max() for m in range(len(padded) - window + 1)]), cache


@replaces("maxpool1d_forward", loses="4.1")
def search_begins_with_zero(x, window, padding=0):
    """The search for the maximum begins with 0.

    Among negative numbers nothing exceeds it. Begin with the first element or with -inf.
    """
    n = len(x)
    _, cache = reference.maxpool1d_forward(x, window, padding)
    out = np.zeros(n + 2 * padding - window + 1)
    for m in range(len(out)):
        for i in range(max(m - padding, 0), min(m - padding + window, n)):
            if x[i] > out[m]:
                out[m] = x[i]
    return out, cache


@replaces("maxpool1d_forward", loses="4.1")
def largest_magnitude(x, window, padding=0):
    """The element of the largest magnitude is taken.

    The maximum is the largest element: -5 is smaller than 1.
    """
    n = len(x)
    x = np.asarray(x, dtype=float)
    _, cache = reference.maxpool1d_forward(x, window, padding)
    starts = range(-padding, n + padding - window + 1)
    return np.array([max(x[max(s, 0) : s + window], key=abs) for s in starts]), cache


@replaces("maxpool1d_forward", loses=("4.1", "4.2"))
def minimum_taken(x, window, padding=0):
    """The minimum is taken.

    Each output is the largest element of its window.
    """
    out, cache = reference.maxpool1d_forward(-np.asarray(x, dtype=float), window, padding)
    return -out, cache


@replaces("maxpool1d_forward", loses="4.1")
def mean_taken(x, window, padding=0):
    """The mean of each window is taken.

    That is average pooling. Each output is the largest element of its window.
    """
    n = len(x)
    x = np.asarray(x, dtype=float)
    _, cache = reference.maxpool1d_forward(x, window, padding)
    starts = range(-padding, n + padding - window + 1)
    return np.array([x[max(s, 0) : s + window].mean() for s in starts]), cache


@replaces("maxpool1d_forward", loses=("4.1", "4.2"))
def windows_side_by_side(x, window, padding=0):
    """The windows do not overlap.

    The stride is 1: each window begins one place after the one before it.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    return out[::window], (winner[::window], n)


@replaces("maxpool1d_forward", loses=("4.1", "4.2"))
def last_window_missing(x, window, padding=0):
    """The last window is missing.

    There are N + 2 · padding - window + 1 of them: do not forget the one.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    return out[:-1], (winner[:-1], n)


@replaces("maxpool1d_forward", loses="4.1")
def window_too_short(x, window, padding=0):
    """Each window lacks its last element.

    `x[m : m + window - 1]` has window - 1 elements: the end of a slice does not belong to it.
    """
    if window <= 1 or not 0 <= padding < window or window > len(x) + 2 * padding:
        return reference.maxpool1d_forward(x, window, padding)
    _, cache = reference.maxpool1d_forward(x, window, padding)
    padded = np.pad(np.asarray(x, dtype=float), padding, constant_values=-np.inf)
    padded = np.where(np.isinf(padded), x.min(), padded)
    count = len(padded) - window + 1
    return np.array([padded[m : m + window - 1].max() for m in range(count)]), cache


@replaces("maxpool1d_forward", loses="4.1")
def padding_in_front_only(x, window, padding=0):
    """The padding is added in front only.

    It is added at both ends: out has N + 2 · padding - window + 1 elements.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    count = len(out) - padding
    return out[:count], (winner[:count], n)


@replaces("maxpool1d_forward", loses="4.1")
def padding_left_out(x, window, padding=0):
    """The padding is ignored.

    It is added at both ends: out has N + 2 · padding - window + 1 elements.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    whole = slice(padding, len(out) - padding)
    return out[whole], (winner[whole], n)


@replaces("maxpool1d_forward", loses="4.1")
def padding_as_wide_as_the_window_accepted(x, window, padding=0):
    """A padding as wide as the window raises no ValueError.

    Then there are windows without any element, of which there is no maximum.
    """
    if window >= 1 and padding >= window:
        n = len(x)
        padded = np.pad(np.asarray(x, dtype=float), padding, constant_values=-np.inf)
        count = n + 2 * padding - window + 1
        return np.array([padded[m : m + window].max() for m in range(count)]), None
    return reference.maxpool1d_forward(x, window, padding)


@replaces("maxpool1d_forward", loses="4.1")
def padding_wider_than_half_refused(x, window, padding=0):
    """A padding wider than half of the window is refused.

    That is one library's rule. Here it may be up to window - 1.
    """
    if padding > window // 2:
        raise ValueError("padding should be at most half of the window")
    return reference.maxpool1d_forward(x, window, padding)


@replaces("maxpool1d_forward", loses="4.1")
def negative_padding_accepted(x, window, padding=0):
    """A negative padding raises no ValueError.

    It has no meaning; check it.
    """
    return reference.maxpool1d_forward(x, window, max(padding, 0))


@replaces("maxpool1d_forward", loses="4.1")
def empty_window_accepted(x, window, padding=0):
    """A window below 1 raises no ValueError.

    An empty window has no maximum; check it.
    """
    return reference.maxpool1d_forward(x, max(window, 1), padding)


@replaces("maxpool1d_forward", loses="4.1")
def window_longer_than_the_signal_accepted(x, window, padding=0):
    """A window longer than the padded signal raises no ValueError.

    No such window fits; check it.
    """
    if 0 <= padding < window and window > len(x) + 2 * padding:
        return np.zeros(0), (np.zeros(0, dtype=int), len(x))
    return reference.maxpool1d_forward(x, window, padding)


@replaces("maxpool1d_forward", loses="4.1")
def window_longer_than_the_signal_refused(x, window, padding=0):
    """A window longer than the signal is refused even where the padded signal is long enough.

    What counts is N + 2 · padding.
    """
    if window > len(x):
        raise ValueError("the window is longer than the signal")
    return reference.maxpool1d_forward(x, window, padding)


@replaces("maxpool1d_forward", loses="4.1")
def arguments_asserted(x, window, padding=0):
    """A wrong argument raises AssertionError.

    `assert` is for mistakes of one's own. The assignment asks for ValueError.
    """
    if window < 1 or not 0 <= padding < window or window > len(x) + 2 * padding:
        raise AssertionError
    return reference.maxpool1d_forward(x, window, padding)


@replaces("maxpool1d_forward", loses="4.1")
def maxima_of_integers_are_integers(x, window, padding=0):
    """For a signal of integers the maxima are integers.

    Results are floating point.
    """
    out, cache = reference.maxpool1d_forward(x, window, padding)
    return out.astype(x.dtype), cache


@replaces("maxpool1d_forward", loses="4.1")
def maxima_in_a_column(x, window, padding=0):
    """The result has the shape (M, 1).

    It is a signal again, of shape (N + 2 · padding - window + 1,).
    """
    out, cache = reference.maxpool1d_forward(x, window, padding)
    return out[:, np.newaxis], cache


@replaces("maxpool1d_forward", loses="4.1")
def pooled_signal_changed(x, window, padding=0):
    """The signal that was handed in is changed.

    Marking or sorting elements in `x` changes the caller's own array. Work on a copy.
    """
    result = reference.maxpool1d_forward(x, window, padding)
    x[: min(window, len(x))].sort()
    return result


@replaces("maxpool1d_forward", loses=("4.1", "4.2"))
def maxima_over_the_wrong_axis(x, window, padding=0):
    """The maximum is taken over the windows' places instead of each window's elements.

    In an array of windows, shape (M, window), the elements of a window lie along the last axis.
    """
    n = len(x)
    reference.maxpool1d_forward(x, window, padding)
    padded = np.full(n + 2 * padding, -np.inf)
    padded[padding : padding + n] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)
    winner = windows.argmax(axis=0) + np.arange(window) - padding
    winner = winner.clip(0, n - 1)
    return np.asarray(x, dtype=float)[winner], (winner, n)


@replaces("maxpool1d_forward", loses="4.1")
def maximum_so_far(x, window, padding=0):
    """Each output is the maximum of everything up to there.

    A window forgets what it has left behind: begin each one anew.
    """
    out, cache = reference.maxpool1d_forward(x, window, padding)
    return np.maximum.accumulate(out), cache


# -------------------------------------------------------------------------- maxpool1d_backward


@replaces("maxpool1d_backward", loses="4.2")
def later_window_overwrites(grad_out, cache):
    """Where windows share their maximum, only the last one's gradient is kept.

    Windows overlap, so contributions add up: += in a loop, or `np.add.at`.
    """
    winner, n = cache
    grad_x = np.zeros(n)
    for m, place in enumerate(winner):
        grad_x[place] = grad_out[m]
    return grad_x


@replaces("maxpool1d_backward", loses="4.2")
def shared_maximum_counted_once(grad_out, cache):
    """Where windows share their maximum, only one gradient is added.

    `grad_x[index] += …` counts a repeated index once. `np.add.at` adds them all.
    """
    winner, n = cache
    grad_x = np.zeros(n)
    grad_x[winner] += grad_out
    return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class TiedMaximaGetAllOfIt:
    """Where several elements tie for a maximum, each gets the window's whole gradient.

    A mask `window == maximum` marks all of them. Their shares have to add up to 1.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, _ = reference.maxpool1d_forward(x, window, padding)
        return out, (np.array(x, dtype=float), out, window, padding)

    def maxpool1d_backward(grad_out, cache):
        x, out, window, padding = cache
        grad_x = np.zeros(len(x))
        for m, start in enumerate(range(-padding, len(x) + padding - window + 1)):
            seen = slice(max(start, 0), max(start + window, 0))
            grad_x[seen] += (x[seen] == out[m]) * grad_out[m]
        return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class TiedMaximaAssigned:
    """The gradient is assigned by a mask, so that overlapping windows overwrite each other.

    Contributions add up (+=), and a tie is shared, not given to each element as a whole.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, _ = reference.maxpool1d_forward(x, window, padding)
        return out, (np.array(x, dtype=float), out, window, padding)

    def maxpool1d_backward(grad_out, cache):
        x, out, window, padding = cache
        grad_x = np.zeros(len(x))
        for m, start in enumerate(range(-padding, len(x) + padding - window + 1)):
            seen = slice(max(start, 0), max(start + window, 0))
            grad_x[seen] = (x[seen] == out[m]) * grad_out[m]
        return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class TieDividedByTheWindow:
    """Where several elements tie for a maximum, each share is divided by the window's length.

    The shares have to add up to 1: divide by the number of tied elements.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, _ = reference.maxpool1d_forward(x, window, padding)
        return out, (np.array(x, dtype=float), out, window, padding)

    def maxpool1d_backward(grad_out, cache):
        x, out, window, padding = cache
        grad_x = np.zeros(len(x))
        for m, start in enumerate(range(-padding, len(x) + padding - window + 1)):
            seen = slice(max(start, 0), max(start + window, 0))
            tied = x[seen] == out[m]
            grad_x[seen] += tied * grad_out[m] / (window if tied.sum() > 1 else 1)
        return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class EqualElementsElsewhere:
    """The gradient goes to every element that equals the maximum, also outside of the window.

    Only elements of the window may get its gradient.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, _ = reference.maxpool1d_forward(x, window, padding)
        return out, (np.array(x, dtype=float), out)

    def maxpool1d_backward(grad_out, cache):
        x, out = cache
        grad_x = np.zeros(len(x))
        for m in range(len(out)):
            tied = x == out[m]
            grad_x += tied * (grad_out[m] / tied.sum())
        return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class SpreadOverTheWindow:
    """Each window's gradient is spread over all of its elements.

    That is average pooling. Only the maximum had an effect on the output.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, (_, n) = reference.maxpool1d_forward(x, window, padding)
        return out, (n, window, padding)

    def maxpool1d_backward(grad_out, cache):
        n, window, padding = cache
        grad_x = np.zeros(n)
        for m, start in enumerate(range(-padding, n + padding - window + 1)):
            seen = slice(max(start, 0), max(start + window, 0))
            grad_x[seen] += grad_out[m] / len(grad_x[seen])
        return grad_x


@replaces("maxpool1d_forward", loses="4.2")
def place_within_the_window(x, window, padding=0):
    """The maximum's place within its window is taken for its place in the signal.

    `argmax` of a window counts from the window's start; add that start.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    start = np.maximum(np.arange(len(out)) - padding, 0)
    return out, (winner - start, n)


@replaces("maxpool1d_backward", loses="4.2")
def gradient_still_padded(grad_out, cache):
    """grad_x is as long as grad_out.

    It has the shape of x, (N,).
    """
    winner, n = cache
    grad_x = np.bincount(winner, weights=grad_out, minlength=n)
    return np.resize(grad_x, len(grad_out))


@replaces("maxpool1d_forward", loses="4.2")
def padding_not_subtracted(x, window, padding=0):
    """With padding, the gradient arrives too far behind.

    A place in the padded signal is `padding` more than that in the signal.
    """
    out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
    return out, (np.minimum(winner + padding, n - 1), n)


@replaces("maxpool1d_backward", loses="4.2")
def windows_counted(grad_out, cache):
    """grad_out is not used.

    This counts the windows that each element wins. By the chain rule each counts by its gradient.
    """
    winner, n = cache
    return np.bincount(winner, minlength=n).astype(float)


@replaces("maxpool1d_backward", loses="4.2")
def windows_averaged(grad_out, cache):
    """Where an element wins several windows, their gradients are averaged.

    They are added.
    """
    winner, n = cache
    grad_x = np.bincount(winner, weights=grad_out, minlength=n)
    return grad_x / np.maximum(np.bincount(winner, minlength=n), 1)


@replaces("maxpool1d_backward", loses="4.2")
def gradient_of_the_first_maximum_only(grad_out, cache):
    """Only the first window that an element wins sends it a gradient.

    All windows send theirs.
    """
    winner, n = cache
    grad_x = np.zeros(n)
    for m, place in enumerate(winner):
        if place not in winner[:m]:
            grad_x[place] = grad_out[m]
    return grad_x


@replaces("maxpool1d_backward", loses="4.2")
def pooled_gradient_in_whole_numbers(grad_out, cache):
    """The gradient is cut to integers.

    `np.zeros(n, dtype=int)` and `np.zeros_like` of an integer array cut off fractions.
    """
    winner, n = cache
    return np.bincount(winner, weights=grad_out, minlength=n).astype(int).astype(float)


@replaces("maxpool1d_backward", loses="4.2")
def pooled_gradient_of_integers_is_integer(grad_out, cache):
    """For a gradient of integers the result is integer.

    Results are floating point, and small integers overflow when they are added.
    """
    winner, n = cache
    grad_x = np.zeros(n, dtype=grad_out.dtype)
    np.add.at(grad_x, winner, grad_out)
    return grad_x


@replaces("maxpool1d_backward", loses="4.2")
def pooled_gradient_used_up(grad_out, cache):
    """The gradient that was handed in is changed.

    No function changes its inputs; work on a copy.
    """
    winner, n = cache
    grad_x = np.bincount(winner, weights=grad_out, minlength=n)
    grad_out[:] = 0
    return grad_x


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class GradientKeptInTheCache:
    """A second call with the same cache adds to the first one's result.

    `backward` may be called again: make the gradient's array in it, not in `forward`.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
        return out, (winner, np.zeros(n))

    def maxpool1d_backward(grad_out, cache):
        winner, grad_x = cache
        np.add.at(grad_x, winner, grad_out)
        return grad_x


@replaces("maxpool1d_forward", loses="4.2")
def one_cache_for_all(x, window, padding=0, cache=[]):  # noqa: B006
    """A later forward pass changes the cache of an earlier one.

    A global or a default argument exists once. Caches are independent: make a new one each time.
    """
    out, cache[:] = reference.maxpool1d_forward(x, window, padding)
    return out, cache


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class PaddingTakesTheGradient:
    """Over negative inputs the gradient is lost to the padding.

    On the way back the windows are padded with zeros, which win. Pad with -inf there, too.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, _ = reference.maxpool1d_forward(x, window, padding)
        return out, (np.pad(np.asarray(x, dtype=float), padding), window, padding)

    def maxpool1d_backward(grad_out, cache):
        padded, window, padding = cache
        grad_padded = np.zeros(len(padded))
        for m, g in enumerate(grad_out):
            grad_padded[m + np.argmax(padded[m : m + window])] += g
        return grad_padded[padding : len(padded) - padding]


@replaces("maxpool1d_forward", "maxpool1d_backward", loses="4.2")
class PoolCutToMinusZero:
    """Without padding the gradient is empty.

    `grad[padding:-padding]` is empty for padding = 0, since -0 is 0.
    """

    def maxpool1d_forward(x, window, padding=0):
        out, (winner, n) = reference.maxpool1d_forward(x, window, padding)
        return out, (winner + padding, n, padding)

    def maxpool1d_backward(grad_out, cache):
        winner, n, padding = cache
        grad_padded = np.bincount(winner, weights=grad_out, minlength=n + 2 * padding)
        return grad_padded[padding:-padding]


@replaces("maxpool1d_backward", loses="4.2")
def only_positive_gradients(grad_out, cache):
    """Negative gradients are dropped.

    That is what relu does with inputs. Pooling hands on every gradient, whatever its sign.
    """
    winner, n = cache
    return np.bincount(winner, weights=np.maximum(grad_out, 0), minlength=n)


# --------------------------------------------------------------------------- maxpool2d_forward


@replaces("maxpool2d_forward", loses="5.1")
def images_padded_with_zeros(x, window, stride=1, padding=0):
    """The images are padded with zeros.

    Over negative inputs a zero wins. Padded places are never the maximum: pad with -inf.
    """
    _, cache = reference.maxpool2d_forward(x, window, stride, padding)
    sides = (padding, padding)
    padded = np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides))
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5)), cache


@replaces("maxpool2d_forward", loses="5.1")
def height_and_width_swapped(x, window, stride=1, padding=0):
    """The window's height and width are swapped.

    `window` is (height, width): rows first.
    """
    return reference.maxpool2d_forward(x, window[::-1], stride, padding)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def square_windows_only(x, window, stride=1, padding=0):
    """The window's height is used for its width as well.

    `window` is (height, width), and they may differ.
    """
    reference.maxpool2d_forward(x, window, stride, padding)
    return reference.maxpool2d_forward(x, (window[0], window[0]), stride, padding)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def stride_for_rows_only(x, window, stride=1, padding=0):
    """The stride is used from row to row, but not from column to column.

    Windows are `stride` apart in both directions.
    """
    reference.maxpool2d_forward(x, window, stride, padding)
    out, (winner, shape) = reference.maxpool2d_forward(x, window, 1, padding)
    return out[:, :, ::stride], (winner[:, :, ::stride], shape)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def stride_of_pooling_ignored(x, window, stride=1, padding=0):
    """The stride is ignored.

    Windows are `stride` apart: 1 + (H + 2 · padding - height) // stride of them.
    """
    reference.maxpool2d_forward(x, window, stride, padding)
    return reference.maxpool2d_forward(x, window, 1, padding)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def windows_tiled(x, window, stride=1, padding=0):
    """The windows lie side by side, whatever the stride.

    Their distance is `stride`, not the window's own size.
    """
    reference.maxpool2d_forward(x, window, stride, padding)
    out, (winner, shape) = reference.maxpool2d_forward(x, window, 1, padding)
    tiles = np.s_[:, :, :: window[0], :: window[1]]
    return out[tiles], (winner[tiles], shape)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def size_rounded_up(x, window, stride=1, padding=0):
    """Where the stride leaves a tail, there is an output too many.

    Only windows that fit count: divide with //, which rounds down.
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    for axis in (2, 3):
        if (x.shape[axis] + 2 * padding - window[axis - 2]) % stride:
            out = np.concatenate([out, np.take(out, [-1], axis=axis)], axis=axis)
            winner = np.concatenate([winner, np.take(winner, [-1], axis=axis)], axis=axis)
    return out, (winner, shape)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def one_row_too_few(x, window, stride=1, padding=0):
    """There is one row and one column too few.

    1 + (H + 2 · padding - height) // stride: do not forget the one.
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    return out[:, :, :-1, :-1], (winner[:, :, :-1, :-1], shape)


@replaces("maxpool2d_forward", loses="5.1")
def rows_padded_only(x, window, stride=1, padding=0):
    """Only rows are padded.

    The padding is added on all four sides.
    """
    reference.maxpool2d_forward(x, window, stride, padding)
    out, (winner, shape) = reference.maxpool2d_forward(x, window, 1, padding)
    whole = np.s_[:, :, ::stride, padding : out.shape[3] - padding : stride]
    return out[whole], (winner[whole], shape)


@replaces("maxpool2d_forward", loses="5.1")
def maximum_over_the_channels(x, window, stride=1, padding=0):
    """The maximum is taken over the channels as well.

    Each channel is pooled by itself: out has the shape (B, C, …).
    """
    out, cache = reference.maxpool2d_forward(x, window, stride, padding)
    return np.repeat(out.max(axis=1, keepdims=True), x.shape[1], axis=1), cache


@replaces("maxpool2d_forward", loses="5.1")
def maximum_over_the_batch(x, window, stride=1, padding=0):
    """The maximum is taken over the batch as well.

    Each image is pooled by itself.
    """
    out, cache = reference.maxpool2d_forward(x, window, stride, padding)
    return np.repeat(out.max(axis=0, keepdims=True), len(x), axis=0), cache


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def first_image_only(x, window, stride=1, padding=0):
    """Only the first image of the batch is pooled.

    The result has the shape (B, C, …).
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    return out[:1], (winner[:1], shape)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def channels_last(x, window, stride=1, padding=0):
    """The channels come last in the result.

    The order is (B, C, rows, columns), as in the input.
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    return np.moveaxis(out, 1, -1), (np.moveaxis(winner, 1, -1), shape)


@replaces("maxpool2d_forward", loses=("5.1", "5.2"))
def rows_and_columns_swapped(x, window, stride=1, padding=0):
    """Rows and columns of the result are swapped.

    The order is (B, C, rows, columns), as in the input.
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    return out.swapaxes(2, 3), (winner.swapaxes(2, 3), shape)


@replaces("maxpool2d_forward", loses="5.1")
def mean_of_the_window(x, window, stride=1, padding=0):
    """The mean of each window is taken.

    That is average pooling. Each output is the largest element of its window.
    """
    _, cache = reference.maxpool2d_forward(x, window, stride, padding)
    sides = (padding, padding)
    padded = np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides))
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5)), cache


@replaces("maxpool2d_forward", loses="5.1")
def stride_below_one_accepted(x, window, stride=1, padding=0):
    """A stride below 1 raises no ValueError.

    Neither 0 nor a negative stride has a meaning; check it.
    """
    return reference.maxpool2d_forward(x, window, max(stride, 1), padding)


@replaces("maxpool2d_forward", loses="5.1")
def stride_zero_divides(x, window, stride=1, padding=0):
    """A stride of 0 raises ZeroDivisionError.

    The assignment asks for ValueError, so check before dividing.
    """
    1 // stride
    return reference.maxpool2d_forward(x, window, stride, padding)


@replaces("maxpool2d_forward", loses="5.1")
def width_not_checked(x, window, stride=1, padding=0):
    """A window wider than the padded image raises no ValueError.

    Both sides have to fit.
    """
    height, width = window
    if width > x.shape[3] + 2 * padding and 0 <= padding < min(window) and stride >= 1:
        width = x.shape[3] + 2 * padding
    return reference.maxpool2d_forward(x, (height, width), stride, padding)


@replaces("maxpool2d_forward", loses="5.1")
def padding_below_the_longer_side(x, window, stride=1, padding=0):
    """A padding as wide as the window's shorter side raises no ValueError.

    It has to be smaller than either side: otherwise some windows hold no element.
    """
    if stride >= 1 <= min(window) <= padding < max(window):
        sides = (padding, padding)
        padded = np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides))
        return reference.maxpool2d_forward(padded, window, stride, 0)
    return reference.maxpool2d_forward(x, window, stride, padding)


@replaces("maxpool2d_forward", loses="5.1")
def negative_padding_of_images(x, window, stride=1, padding=0):
    """A negative padding raises no ValueError.

    It has no meaning; check it.
    """
    return reference.maxpool2d_forward(x, window, stride, max(padding, 0))


@replaces("maxpool2d_forward", loses="5.1")
def windows_without_elements(x, window, stride=1, padding=0):
    """A window with a side below 1 raises no ValueError.

    It holds no element; check both sides.
    """
    height, width = window
    return reference.maxpool2d_forward(x, (max(height, 1), max(width, 1)), stride, padding)


@replaces("maxpool2d_forward", loses="5.1")
def images_of_integers(x, window, stride=1, padding=0):
    """For images of integers the maxima are integers.

    Results are floating point.
    """
    out, cache = reference.maxpool2d_forward(x, window, stride, padding)
    return out.astype(x.dtype), cache


# -------------------------------------------------------------------------- maxpool2d_backward


@replaces("maxpool2d_backward", loses="5.2")
def overlapping_images_overwrite(grad_out, cache):
    """Where windows share their maximum, only the last one's gradient is kept.

    Windows overlap where the stride is less than their size: contributions add up.
    """
    winner, shape = cache
    grad_x = np.zeros(np.prod(shape))
    for place, g in zip(winner.ravel(), grad_out.ravel(), strict=True):
        grad_x[place] = g
    return grad_x.reshape(shape)


@replaces("maxpool2d_backward", loses="5.2")
def repeated_places_counted_once(grad_out, cache):
    """Where windows share their maximum, only one gradient is added.

    `grad_x[index] += …` counts a repeated index once. `np.add.at` adds them all.
    """
    winner, shape = cache
    grad_x = np.zeros(np.prod(shape))
    grad_x[winner] += grad_out
    return grad_x.reshape(shape)


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class MaskGivesAllToEachTie:
    """Where several elements tie for a maximum, each gets the window's whole gradient.

    A mask `window == maximum` marks all of them. Their shares have to add up to 1.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, _ = reference.maxpool2d_forward(x, window, stride, padding)
        sides = (padding, padding)
        padded = np.pad(
            np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides), constant_values=-np.inf
        )
        return out, (padded, out, window, stride, padding)

    def maxpool2d_backward(grad_out, cache):
        padded, out, (height, width), stride, padding = cache
        grad = np.zeros(padded.shape)
        for m, n in np.ndindex(out.shape[2:]):
            at = (
                ...,
                slice(m * stride, m * stride + height),
                slice(n * stride, n * stride + width),
            )
            mask = padded[at] == out[:, :, m, n, np.newaxis, np.newaxis]
            grad[at] += mask * grad_out[:, :, m, n, np.newaxis, np.newaxis]
        rows, columns = padded.shape[2:]
        return grad[:, :, padding : rows - padding, padding : columns - padding]


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class MaskAssigned:
    """The gradient is assigned by a mask: overlapping windows overwrite each other.

    Contributions of windows add up (+=), and tied elements share one window's gradient.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, _ = reference.maxpool2d_forward(x, window, stride, padding)
        sides = (padding, padding)
        padded = np.pad(
            np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides), constant_values=-np.inf
        )
        return out, (padded, out, window, stride, padding)

    def maxpool2d_backward(grad_out, cache):
        padded, out, (height, width), stride, padding = cache
        grad = np.zeros(padded.shape)
        for m, n in np.ndindex(out.shape[2:]):
            at = (
                ...,
                slice(m * stride, m * stride + height),
                slice(n * stride, n * stride + width),
            )
            mask = padded[at] == out[:, :, m, n, np.newaxis, np.newaxis]
            grad[at] = mask * grad_out[:, :, m, n, np.newaxis, np.newaxis]
        rows, columns = padded.shape[2:]
        return grad[:, :, padding : rows - padding, padding : columns - padding]


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class StrideForgottenInTheMask:
    """The backward pass takes the windows for neighbours.

    The window of output m begins at m · stride.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
        return out, (winner, shape, stride)

    def maxpool2d_backward(grad_out, cache):
        winner, shape, stride = cache
        image, place = np.divmod(winner, shape[2] * shape[3])
        row, column = np.divmod(place, shape[3])
        m, n = np.ogrid[: winner.shape[2], : winner.shape[3]]
        row = np.maximum(row - m * (stride - 1), 0)
        column = np.maximum(column - n * (stride - 1), 0)
        winner = (image * shape[2] + row) * shape[3] + column
        grad_x = np.bincount(winner.ravel(), grad_out.ravel(), np.prod(shape))
        return grad_x.reshape(shape)


@replaces("maxpool2d_forward", loses="5.2")
def place_within_the_image_s_window(x, window, stride=1, padding=0):
    """The maximum's place within its window is taken for its place in the image.

    `argmax` of a window counts from the window's corner; add that corner.
    """
    out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
    image, place = np.divmod(winner, shape[2] * shape[3])
    row, column = np.divmod(place, shape[3])
    m, n = np.ogrid[: winner.shape[2], : winner.shape[3]]
    row = row - np.maximum(m * stride - padding, 0)
    column = column - np.maximum(n * stride - padding, 0)
    return out, ((image * shape[2] + row) * shape[3] + column, shape)


@replaces("maxpool2d_backward", loses="5.2")
def all_images_gradients_in_the_first(grad_out, cache):
    """All gradients arrive in the first image's first channel.

    A place within an image needs the image's own start, or an index for the batch and the channel.
    """
    winner, shape = cache
    inside = winner % (shape[2] * shape[3])
    grad_x = np.bincount(inside.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    return grad_x.reshape(shape)


@replaces("maxpool2d_backward", loses="5.2")
def place_read_column_by_column(grad_out, cache):
    """Row and column are swapped when a flat place is taken apart.

    place // W is the row and place % W the column, with the number of columns W.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    batch, channels, rows, columns = shape
    return grad_x.reshape(batch, channels, columns, rows).swapaxes(2, 3).copy()


@replaces("maxpool2d_backward", loses="5.2")
def windows_of_images_counted(grad_out, cache):
    """grad_out is not used.

    This counts the windows that each element wins. By the chain rule each counts by its gradient.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), minlength=np.prod(shape))
    return grad_x.reshape(shape).astype(float)


@replaces("maxpool2d_backward", loses="5.2")
def gradient_shared_by_the_channels(grad_out, cache):
    """The gradients of all channels are added up.

    Each channel is pooled by itself, and has its own gradient.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    summed = grad_x.reshape(shape).sum(axis=1, keepdims=True)
    return np.repeat(summed, shape[1], axis=1)


@replaces("maxpool2d_backward", loses="5.2")
def gradient_averaged_over_the_batch(grad_out, cache):
    """The gradient is divided by the size of the batch.

    Each image's own gradient arrives in full.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    return grad_x.reshape(shape) / shape[0]


@replaces("maxpool2d_backward", loses="5.2")
def image_gradient_in_whole_numbers(grad_out, cache):
    """The gradient is cut to integers.

    `np.zeros(shape, dtype=int)` and `np.zeros_like` of an integer array cut off fractions.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    return grad_x.reshape(shape).astype(int)


@replaces("maxpool2d_backward", loses="5.2")
def padding_left_in_the_gradient(grad_out, cache):
    """grad_x is larger than the images.

    It has the shape of x, (B, C, H, W): take the padding off.
    """
    winner, shape = cache
    grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
    return np.pad(grad_x.reshape(shape), ((0, 0), (0, 0), (1, 1), (1, 1)))


@replaces("maxpool2d_backward", loses="5.2")
def flat_gradient(grad_out, cache):
    """grad_x is a vector.

    It has the shape of x, (B, C, H, W).
    """
    winner, shape = cache
    return np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class CacheEmptied:
    """A second call with the same cache fails.

    `backward` may be called again: leave the cache as it is.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, cache = reference.maxpool2d_forward(x, window, stride, padding)
        return out, list(cache)

    def maxpool2d_backward(grad_out, cache):
        shape, winner = cache.pop(), cache.pop()
        return reference.maxpool2d_backward(grad_out, (winner, shape))


@replaces("maxpool2d_forward", loses="5.2")
def latest_cache_for_all(x, window, stride=1, padding=0, cache=[]):  # noqa: B006
    """A later forward pass changes the cache of an earlier one.

    A global or a default argument exists once. Caches are independent: make a new one each time.
    """
    out, cache[:] = reference.maxpool2d_forward(x, window, stride, padding)
    return out, cache


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class PaddedZerosTakeTheGradient:
    """Over negative inputs the gradient is lost to the padding.

    On the way back the windows are padded with zeros, which win. Pad with -inf there, too.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, (winner, shape) = reference.maxpool2d_forward(x, window, stride, padding)
        sides = (padding, padding)
        padded = np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides))
        windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(2, 3))
        lost = windows[:, :, ::stride, ::stride].max(axis=(4, 5)) > out
        return out, (winner, shape, lost)

    def maxpool2d_backward(grad_out, cache):
        winner, shape, lost = cache
        grad_out = np.where(lost, 0.0, grad_out)
        grad_x = np.bincount(winner.ravel(), weights=grad_out.ravel(), minlength=np.prod(shape))
        return grad_x.reshape(shape)


@replaces("maxpool2d_forward", "maxpool2d_backward", loses="5.2")
class SpreadOverTheImageWindow:
    """Each window's gradient is spread over all of its elements.

    That is average pooling. Only the maximum had an effect on the output.
    """

    def maxpool2d_forward(x, window, stride=1, padding=0):
        out, _ = reference.maxpool2d_forward(x, window, stride, padding)
        return out, (x.shape, window, stride, padding)

    def maxpool2d_backward(grad_out, cache):
        (batch, channels, rows, columns), (height, width), stride, padding = cache
        grad = np.zeros((batch, channels, rows + 2 * padding, columns + 2 * padding))
        for m, n in np.ndindex(grad_out.shape[2:]):
            at = (
                ...,
                slice(m * stride, m * stride + height),
                slice(n * stride, n * stride + width),
            )
            grad[at] += grad_out[:, :, m, n, np.newaxis, np.newaxis] / (height * width)
        return grad[:, :, padding : rows + padding, padding : columns + padding]

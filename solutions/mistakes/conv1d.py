"""Known mistakes of questions 1 and 2.3; read as text by `autograder.grading.mistakes`."""

from __future__ import annotations

import conv1d as reference
import numpy as np
from boundary import pad, pad_backward

from autograder.grading.mistakes import replaces

# ------------------------------------------------------------------------------ conv1d_forward


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def kernel_turned_round(x, w, b, boundary="zero"):
    """The kernel is turned round.

    In ⊛ the kernel's index and the signal's rise together: w[i] meets x[j - p + i].
    """
    return reference.conv1d_forward(x, w[::-1], b, boundary)


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def even_kernel_reaches_further_left(x, w, b, boundary="zero"):
    """A kernel of even size lies one place too far to the left.

    Its left reach is p = (K - 1) // 2, rounded down; the odd place is on the right.
    """
    k = len(w)
    left = k // 2
    padded = pad(x, left, k - 1 - left, boundary)
    windows = np.lib.stride_tricks.sliding_window_view(padded, k)
    return b + windows @ w


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def kernel_starts_at_its_centre(x, w, b, boundary="zero"):
    """The kernel's first tap lies on x[j].

    Every output is p places late: tap i belongs on x[j - p + i], so that the kernel is centred.
    """
    k = len(w)
    padded = pad(x, 0, k - 1, boundary)
    return b + np.array([w @ padded[j : j + k] for j in range(len(x))])


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def bias_forgotten(x, w, b, boundary="zero"):
    """The bias is not added.

    z = b + w ⊛ x: the same b goes to every element.
    """
    return reference.conv1d_forward(x, w, 0.0, boundary)


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def bias_added_for_each_tap(x, w, b, boundary="zero"):
    """The bias is added once for each tap of the kernel.

    It stands outside of the sum over i, so each output gets it once.
    """
    k = len(w)
    left = (k - 1) // 2
    padded = pad(x, left, k - 1 - left, boundary)
    z = np.zeros(len(x))
    for i in range(k):
        z += w[i] * padded[i : i + len(x)] + b
    return z


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def bias_added_to_the_first_output(x, w, b, boundary="zero"):
    """The bias is added to the first output only.

    Every output has the bias: z[j] = b + … for each j.
    """
    z = reference.conv1d_forward(x, w, 0.0, boundary)
    z[0] += b
    return z


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def sizes_of_the_example(x, w, b, boundary="zero"):
    """The sizes 50 and 9 are fixed.

    Take N from `x` and K from `w`: the function has to work for every signal and every kernel.
    """
    padded = pad(x, 4, 4, boundary)
    z = np.full(50, b, dtype=float)
    for j in range(50):
        for i in range(9):
            z[j] += w[i] * padded[j + i]
    return z


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def reach_of_the_example(x, w, b, boundary="zero"):
    """The reach p is fixed to 4.

    That is right for a kernel of 9 only; in general p = (K - 1) // 2.
    """
    n, k = len(x), len(w)
    padded = pad(x, 4, 4, boundary)
    z = np.full(n, b, dtype=float)
    for j in range(n):
        for i in range(k):
            if j + i < len(padded):
                z[j] += w[i] * padded[j + i]
    return z


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def borders_left_out(x, w, b, boundary="zero"):
    """The outputs near the ends are not computed.

    Each of the N outputs is a sum, also where the kernel reaches beyond the signal.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    right = k - 1 - left
    z = np.full(n, b, dtype=float)
    for j in range(left, n - right):
        z[j] += np.dot(w, x[j - left : j + right + 1])
    return z


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def only_whole_windows(x, w, b, boundary="zero"):
    """The result is shorter than the signal.

    It is of "same" length: z has N elements, one for each element of x.
    """
    n, k = len(x), len(w)
    return np.array([b + np.dot(w, x[j : j + k]) for j in range(n - k + 1)], dtype=float)


@replaces("conv1d_forward", loses="1.1")
def full_length(x, w, b, boundary="zero"):
    """The result has N + K - 1 elements, as in a "full" convolution.

    It is of "same" length: z has N elements, one for each element of x.
    """
    n, k = len(x), len(w)
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    padded = pad(x, k - 1, k - 1)
    return np.array([b + w @ padded[j : j + k] for j in range(n + k - 1)])


@replaces("conv1d_forward", loses="1.1")
def length_of_the_longer(x, w, b, boundary="zero"):
    """Where the kernel is longer than the signal, the result is as long as the kernel.

    `mode="same"` of the usual libraries does that. Here z always has as many elements as x.
    """
    n, k = len(x), len(w)
    if boundary != "zero" or k <= n:
        return reference.conv1d_forward(x, w, b, boundary)
    padded = pad(x, k - 1 - (n - 1) // 2, k - 1)
    return np.array([b + w @ padded[j : j + k] for j in range(k)])


@replaces("conv1d_forward", loses="1.1")
def negative_index_comes_from_the_end(x, w, b, boundary="zero"):
    """In front of the signal, elements of its end are used.

    x[-1] is no error in Python but the last element. Ask whether the index is at least 0, too.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    z = np.full(n, b, dtype=float)
    for j in range(n):
        for i in range(k):
            if j - left + i < n:
                z[j] += w[i] * x[j - left + i]
    return z


@replaces("conv1d_forward", loses="1.1")
def first_element_left_out(x, w, b, boundary="zero"):
    """x[0] never enters the sum.

    The index 0 is inside of the signal: the condition is index >= 0, not index > 0.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    z = np.full(n, b, dtype=float)
    for j in range(n):
        for i in range(k):
            if 0 < j - left + i < n:
                z[j] += w[i] * x[j - left + i]
    return z


@replaces("conv1d_forward", loses="1.1")
def kernel_no_longer_than_the_signal(x, w, b, boundary="zero"):
    """It fails where the kernel is longer than the signal.

    K may exceed N. A slice such as x[: N - s] turns into one from the end as soon as s exceeds N.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    z = np.full(n, b, dtype=float)
    for i in range(k):
        shift = i - left
        if shift < 0:
            z[-shift:] += w[i] * x[:shift]
        else:
            z[: n - shift] += w[i] * x[shift:]
    return z


@replaces("conv1d_forward", loses="1.1")
def cut_off_up_to_minus_zero(x, w, b, boundary="zero"):
    """The result is empty where a kernel has no reach to the left.

    `full[right:-left]` is empty for left = 0, since -0 is 0. Write the end as a positive index.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    right = k - 1 - left
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    full = np.zeros(n + k - 1)
    for i in range(k):
        full[k - 1 - i : k - 1 - i + n] += w[i] * x
    return b + full[right:-left]


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def mean_of_the_taps(x, w, b, boundary="zero"):
    """The sum over the kernel is divided by its length.

    The convolution is a sum, not a mean; K does not appear in it as a factor.
    """
    k = len(w)
    left = (k - 1) // 2
    windows = np.lib.stride_tricks.sliding_window_view(pad(x, left, k - 1 - left, boundary), k)
    return b + np.mean(windows * w, axis=1)


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def counted_from_one(x, w, b, boundary="zero"):
    """Everything is shifted by one place.

    Indices run from 0: the first output is centred on x[0].
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    padded = pad(pad(x, left, k - 1 - left, boundary), 1, 0)
    return np.array([b + w @ padded[j : j + k] for j in range(n)])


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def last_tap_left_out(x, w, b, boundary="zero"):
    """The kernel's last tap is not used.

    `range(K - 1)` ends with K - 2. All K taps belong to the sum.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    padded = pad(x, left, k - 1 - left, boundary)
    z = np.full(n, b, dtype=float)
    for i in range(k - 1):
        z += w[i] * padded[i : i + n]
    return z


@replaces("conv1d_forward", loses="1.1")
def cut_to_whole_numbers(x, w, b, boundary="zero"):
    """For a signal of integers the result is cut to integers.

    `np.zeros_like(x)` and `np.zeros(n, x.dtype)` take over the dtype of x. Results are floats.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    padded = pad(x, left, k - 1 - left)
    z = np.zeros_like(x)
    for j in range(n):
        z[j] = b + w @ padded[j : j + k]
    return z


@replaces("conv1d_forward", loses="1.1")
def products_overflow(x, w, b, boundary="zero"):
    """Products of small integers overflow.

    Two arrays of int8 or uint8 are multiplied in that dtype. Convert to float first.
    """
    k = len(w)
    left = (k - 1) // 2
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    padded = np.concatenate([np.zeros(left, x.dtype), x, np.zeros(k - 1 - left, x.dtype)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, k)
    return (windows @ w).astype(float) + b


@replaces("conv1d_forward", loses="1.1")
def kernel_changed_in_place(x, w, b, boundary="zero"):
    """The kernel that was handed in is turned round in place.

    No function changes its inputs; w[::-1] is a turned view that leaves w as it is.
    """
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    n, k = len(x), len(w)
    w[:] = w[::-1].copy()
    padded = pad(x, (k - 1) // 2, k // 2)
    return np.array([b + w[::-1] @ padded[j : j + k] for j in range(n)])


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def output_kept_from_call_to_call(x, w, b, boundary="zero", z={}):  # noqa: B006
    """An earlier call's result is still in the output.

    A default argument or a global is made once, not at each call. Begin each call with zeros.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    padded = pad(x, left, k - 1 - left, boundary)
    z = z.setdefault(n, np.zeros(n))
    for i in range(k):
        z += w[i] * padded[i : i + n]
    return z + b


@replaces("conv1d_forward", loses=("1.1", "2.3"))
def result_is_a_column(x, w, b, boundary="zero"):
    """The result has the shape (N, 1).

    A signal is a vector of shape (N,), and so is z.
    """
    return reference.conv1d_forward(x, w, b, boundary).reshape(len(x), 1)


@replaces("conv1d_forward", loses="1.1")
def narrowed_to_single_precision(x, w, b, boundary="zero"):
    """Everything is computed in float32.

    That keeps seven digits only. Use float64, NumPy's default.
    """
    if boundary != "zero":
        return reference.conv1d_forward(x, w, b, boundary)
    k = len(w)
    left = (k - 1) // 2
    padded = pad(x, left, k - 1 - left).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, k)
    return np.float64(b) + windows @ w.astype(np.float32)


@replaces("conv1d_forward", loses="2.3")
def boundary_ignored(x, w, b, boundary="zero"):
    """The boundary is zero whatever `boundary` says.

    Pad the signal with `pad(…, boundary)`, p places in front and K - 1 - p behind.
    """
    return reference.conv1d_forward(x, w, b)


@replaces("conv1d_forward", loses="2.3")
def boundary_in_front_only(x, w, b, boundary="zero"):
    """The boundary mode is used in front of the signal, but behind it there are zeros.

    Both ends are treated by the same mode.
    """
    k = len(w)
    left = (k - 1) // 2
    padded = pad(pad(x, left, 0, boundary), 0, k - 1 - left)
    return b + np.lib.stride_tricks.sliding_window_view(padded, k) @ w


@replaces("conv1d_forward", loses="2.3")
def other_boundaries_lie_too_far_left(x, w, b, boundary="zero"):
    """With a boundary other than zero, a kernel of even size lies one place too far to the left.

    Pad p = (K - 1) // 2 places in front and K - 1 - p behind, whatever the mode.
    """
    n, k = len(x), len(w)
    if boundary == "zero":
        return reference.conv1d_forward(x, w, b)
    padded = pad(x, k // 2, (k - 1) // 2, boundary)
    return np.array([b + w @ padded[j : j + k] for j in range(n)])


@replaces("conv1d_forward", loses="2.3")
def unknown_boundary_taken_for_zero(x, w, b, boundary="zero"):
    """An unknown boundary is taken for zero.

    A misspelt mode should be noticed: raise ValueError.
    """
    if boundary not in ("edge", "reflect", "wrap"):
        boundary = "zero"
    return reference.conv1d_forward(x, w, b, boundary)


@replaces("conv1d_forward", loses="2.3")
def unknown_boundary_is_a_key_error(x, w, b, boundary="zero"):
    """An unknown boundary raises KeyError.

    Looking a mode up in a dict does that. The assignment asks for ValueError.
    """
    modes = {"zero": "zero", "edge": "edge", "reflect": "reflect", "wrap": "wrap"}
    return reference.conv1d_forward(x, w, b, modes[boundary])


@replaces("conv1d_forward", loses="2.3")
def reflected_again_and_again(x, w, b, boundary="zero"):
    """A boundary that cannot reach as far as the kernel raises no error.

    `np.pad` goes on reflecting or repeating. The assignment asks for ValueError where the reach
    exceeds N - 1 for reflect, N for wrap.
    """
    n, k = len(x), len(w)
    if boundary not in ("reflect", "wrap"):
        return reference.conv1d_forward(x, w, b, boundary)
    padded = np.pad(np.asarray(x, dtype=float), ((k - 1) // 2, k // 2), mode=boundary)
    return np.array([b + w @ padded[j : j + k] for j in range(n)])


# ----------------------------------------------------------------------------- conv1d_backward


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def kernel_not_turned_round(grad_z, x, w, boundary="zero"):
    """For grad_x the kernel has to be turned round.

    x[j] went to z[k] through w[j - k + p]: as k rises, the kernel's index falls.
    """
    grad_x, _, _ = reference.conv1d_backward(grad_z, x, w[::-1], boundary)
    _, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="1.2")
def even_kernel_not_realigned(grad_z, x, w, boundary="zero"):
    """For a kernel of even size grad_x is one place off.

    Turned round, the kernel's reaches change sides: K - 1 - p in front, p behind.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        grad_x = reference.conv1d_forward(grad_z, w[::-1], 0.0)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_kernel_turned_round(grad_z, x, w, boundary="zero"):
    """grad_w is back to front.

    grad_w[i] collects grad_z[j] · x[j - p + i]: its index and the signal's rise together.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w[::-1], grad_b


@replaces("conv1d_backward", loses="1.2")
def gradient_of_an_even_kernel_shifted(grad_z, x, w, boundary="zero"):
    """For a kernel of even size grad_w is one place off.

    grad_w[i] belongs to x[j - p + i] with the p of the forward pass, (K - 1) // 2.
    """
    n, k = len(x), len(w)
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        padded = pad(x, k // 2, (k - 1) // 2)
        grad_w = np.array([grad_z @ padded[i : i + n] for i in range(k)])
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_kernel_as_long_as_the_signal(grad_z, x, w, boundary="zero"):
    """grad_w has the length of the signal.

    A gradient has the shape of what it belongs to: grad_w has K elements, as w has.
    """
    grad_x, _, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, reference.conv1d_forward(x, grad_z, 0.0), grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_bias_in_brackets(grad_z, x, w, boundary="zero"):
    """grad_b is an array of shape (1,).

    b is a scalar, and so is its gradient.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w, np.array([grad_b])


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_bias_not_summed(grad_z, x, w, boundary="zero"):
    """grad_b is the whole of grad_z.

    b goes to every output, so its gradient is the sum over all of them, a scalar.
    """
    grad_x, grad_w, _ = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w, np.array(grad_z, dtype=float)


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_bias_is_a_mean(grad_z, x, w, boundary="zero"):
    """grad_b is a mean.

    b goes to every output, and the contributions of all of them are added, not averaged.
    """
    grad_x, grad_w, _ = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w, float(grad_z.mean())


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_bias_counts_outputs(grad_z, x, w, boundary="zero"):
    """grad_b is the number of outputs.

    That is Σ ∂z_j/∂b. By the chain rule each term is multiplied with ∂E/∂z_j.
    """
    grad_x, grad_w, _ = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w, float(len(grad_z))


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def upstream_gradient_ignored(grad_z, x, w, boundary="zero"):
    """grad_z is not used.

    These are the derivatives of Σ z_j. By the chain rule each is multiplied with ∂E/∂z_j.
    """
    return reference.conv1d_backward(np.ones(len(x)), x, w, boundary)


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradients_in_another_order(grad_z, x, w, boundary="zero"):
    """The gradients come in another order.

    The order is grad_x, grad_w, grad_b.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_w, grad_b, grad_x


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_bias_missing(grad_z, x, w, boundary="zero"):
    """Only two gradients are returned.

    There are three: grad_x, grad_w and grad_b.
    """
    grad_x, grad_w, _ = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradient_of_the_kernel_is_a_mean(grad_z, x, w, boundary="zero"):
    """grad_w is divided by the length of the signal.

    A tap goes to every output; the contributions are added, not averaged.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_x, grad_w / len(x), grad_b


@replaces("conv1d_backward", loses="1.2")
def border_terms_of_the_kernel_dropped(grad_z, x, w, boundary="zero"):
    """grad_w leaves out the outputs near the ends.

    There the kernel reaches beyond the signal with some taps, but with others it does not.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        n, k = len(x), len(w)
        whole = range((k - 1) // 2, n - k // 2)
        grad_w = np.zeros(k)
        for j in whole:
            grad_w += grad_z[j] * np.asarray(x[j - (k - 1) // 2 : j + k // 2 + 1], dtype=float)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="1.2")
def border_terms_of_the_input_dropped(grad_z, x, w, boundary="zero"):
    """grad_x is zero near the ends.

    The first and the last elements enter fewer outputs than the others, but they do enter some.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        n, k = len(x), len(w)
        grad_x[: k // 2] = 0.0
        grad_x[n - (k - 1) // 2 :] = 0.0
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="1.2")
def gradient_wraps_around(grad_z, x, w, boundary="zero"):
    """The gradient that leaves the signal at one end comes in at the other.

    `np.roll` and negative indices do that. Beyond the ends there is nothing that takes part.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        left = (len(w) - 1) // 2
        grad_x = np.zeros(len(x))
        for i, tap in enumerate(w):
            grad_x += tap * np.roll(grad_z, i - left)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def backward_for_the_example_only(grad_z, x, w, boundary="zero"):
    """The sizes 50, 9 and 4 are fixed.

    Take N from `x` and K from `w`: the function has to work for every signal and every kernel.
    """
    padded, grad_padded = pad(x, 4, 4, boundary), np.zeros(58)
    grad_w = np.zeros(9)
    for j in range(50):
        for i in range(9):
            grad_w[i] += grad_z[j] * padded[j + i]
            grad_padded[j + i] += grad_z[j] * w[i]
    return pad_backward(grad_padded, 4, 4, boundary), grad_w, float(grad_z.sum())


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradients_pile_up(grad_z, x, w, boundary="zero", sums={}):  # noqa: B006
    """The gradient of the kernel still holds that of earlier calls.

    A default argument or a global is made once, not at each call. Begin each call with zeros.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    grad_w += sums.get(len(w), 0.0)
    sums[len(w)] = grad_w
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="1.2")
def gradients_cut_to_whole_numbers(grad_z, x, w, boundary="zero"):
    """For integers the gradients are cut to integers.

    `np.zeros_like(w)` takes over the dtype of w. Results are floats.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        grad_w = grad_w.astype(w.dtype)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="1.2")
def gradients_overflow(grad_z, x, w, boundary="zero"):
    """Products of small integers overflow in the backward pass.

    Two arrays of int8 or uint8 are multiplied in that dtype. Convert to float first.
    """
    n, k = len(x), len(w)
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        grad_padded = np.zeros(n + k - 1)
        for i in range(k):
            grad_padded[i : i + n] += w[i] * grad_z
        grad_x = grad_padded[(k - 1) // 2 : (k - 1) // 2 + n]
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def gradients_have_the_step_s_sign(grad_z, x, w, boundary="zero"):
    """All gradients have the wrong sign.

    The minus of gradient descent belongs to the step, not to the gradient.
    """
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return -grad_x, -grad_w, -grad_b


@replaces("conv1d_backward", loses="1.2")
def upstream_gradient_changed_in_place(grad_z, x, w, boundary="zero"):
    """grad_z is used up by the function that receives it.

    No function changes its inputs; work on a copy.
    """
    gradients = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary == "zero":
        grad_z[:] = 0
    return gradients


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def last_output_left_out(grad_z, x, w, boundary="zero"):
    """The last output's gradient is not handed on.

    `range(N - 1)` ends with N - 2. All N outputs contribute.
    """
    grad_z = np.array(grad_z, dtype=float)
    grad_z[-1] = 0.0
    return reference.conv1d_backward(grad_z, x, w, boundary)


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def overlapping_windows_overwrite(grad_z, x, w, boundary="zero"):
    """Each output overwrites what the one before it has given to the same elements.

    An element is in up to K windows; the gradients that come from all of them are added.
    """
    n, k = len(x), len(w)
    left = (k - 1) // 2
    _, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    grad_padded = np.zeros(n + k - 1)
    for j in range(n):
        grad_padded[j : j + k] = grad_z[j] * w
    return pad_backward(grad_padded, left, k - 1 - left, boundary), grad_w, grad_b


@replaces("conv1d_backward", loses=("1.2", "2.3"))
def kernel_in_the_place_of_the_signal(grad_z, x, w, boundary="zero"):
    """grad_x is grad_z times the sum of the kernel.

    Each element of x goes to K outputs, through one tap each; so K elements of grad_z are weighted.
    """
    _, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    return grad_z * float(w.sum()), grad_w, grad_b


@replaces("conv1d_backward", loses="2.3")
def backward_pass_always_zero(grad_z, x, w, boundary="zero"):
    """The backward pass takes the boundary for zero in every mode.

    Where the border holds copies of elements, their gradient goes back to these: `pad_backward`.
    """
    reference.conv1d_forward(x, w, 0.0, boundary)  # raises what has to be raised
    return reference.conv1d_backward(grad_z, x, w)


@replaces("conv1d_backward", loses="2.3")
def copies_keep_their_gradient(grad_z, x, w, boundary="zero"):
    """The gradient of the border is cut off.

    Except for zero, the border holds copies of elements. Add their gradient to these elements' own.
    """
    _, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    grad_x, _, _ = reference.conv1d_backward(grad_z, x, w)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="2.3")
def gradient_of_the_kernel_without_the_border(grad_z, x, w, boundary="zero"):
    """grad_w takes the border for zero.

    The forward pass weighed the padded signal, so grad_w is made of that one, too.
    """
    grad_x, _, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    _, grad_w, _ = reference.conv1d_backward(grad_z, x, w)
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="2.3")
def gradient_padded_as_the_signal_was(grad_z, x, w, boundary="zero"):
    """The backward pass pads grad_z with the boundary mode and convolves again.

    That is not the transpose. Compute the padded signal's gradient, then hand it to `pad_backward`.
    """
    n, k = len(x), len(w)
    grad_x, grad_w, grad_b = reference.conv1d_backward(grad_z, x, w, boundary)
    if boundary != "zero" and k // 2 < n:
        padded = pad(grad_z, k // 2, (k - 1) // 2, boundary)
        grad_x = np.array([w[::-1] @ padded[j : j + k] for j in range(n)])
    return grad_x, grad_w, grad_b


@replaces("conv1d_backward", loses="2.3")
def backward_pass_accepts_any_boundary(grad_z, x, w, boundary="zero"):
    """The backward pass takes an unknown boundary for zero.

    It raises ValueError where the forward pass does.
    """
    if boundary not in ("edge", "reflect", "wrap"):
        boundary = "zero"
    return reference.conv1d_backward(grad_z, x, w, boundary)


# ------------------------------------------------------------------------------------ sgd_step


@replaces("sgd_step", loses="1.3")
def parameter_changed_in_place(param, grad, lr):
    """The parameter that was handed in is changed.

    `param -= …` works on the caller's own array. Return a new one.
    """
    param -= np.asarray(lr * grad, dtype=float)
    return param


@replaces("sgd_step", loses="1.3")
def step_uphill(param, grad, lr):
    """The step goes up the gradient.

    The loss grows along its gradient; to make it smaller, subtract.
    """
    return reference.sgd_step(param, grad, -lr)


@replaces("sgd_step", loses="1.3")
def learning_rate_forgotten(param, grad, lr):
    """The learning rate is not used.

    param - lr * grad: it scales the step.
    """
    return reference.sgd_step(param, grad, 1.0)


@replaces("sgd_step", loses="1.3")
def learning_rate_squared(param, grad, lr):
    """The learning rate is applied twice.

    param - lr * grad: once.
    """
    return reference.sgd_step(param, lr * grad, lr)


@replaces("sgd_step", loses="1.3")
def learning_rate_on_the_parameter(param, grad, lr):
    """The learning rate scales the parameter as well.

    param - lr * grad: the product binds more strongly than the difference, no parentheses.
    """
    return float(lr) * (np.asarray(param, dtype=float) - np.asarray(grad, dtype=float))


@replaces("sgd_step", loses="1.3")
def step_divided_by_the_size(param, grad, lr):
    """The step is divided by the number of elements.

    Each element moves by the learning rate times its own gradient.
    """
    return reference.sgd_step(param, grad, lr / np.size(grad))


@replaces("sgd_step", loses="1.3")
def mean_gradient_for_all(param, grad, lr):
    """Every element moves by the same amount.

    Each has its own gradient; they are not averaged.
    """
    return reference.sgd_step(param, np.mean(grad), lr)


@replaces("sgd_step", loses="1.3")
def only_the_step_returned(param, grad, lr):
    """The result is the step, not the parameter after it.

    Return param - lr * grad.
    """
    return -float(lr) * np.asarray(grad, dtype=float)


@replaces("sgd_step", loses="1.3")
def nothing_returned(param, grad, lr):
    """Nothing is returned.

    The parameter is left as it was, and the updated one is the result.
    """
    param = reference.sgd_step(param, grad, lr)


@replaces("sgd_step", loses="1.3")
def scalars_not_provided_for(param, grad, lr):
    """It fails for a scalar parameter.

    A bias is a plain number, which has no method `copy` and no index.
    """
    updated = param.copy().astype(float)
    updated[...] -= lr * grad
    return updated


@replaces("sgd_step", loses="1.3")
def dtype_of_the_parameter_kept(param, grad, lr):
    """For a parameter of integers the result is cut to integers.

    `zeros_like` and `empty_like` take over the parameter's dtype. Results are floats.
    """
    updated = np.empty_like(param)
    updated[...] = reference.sgd_step(param, grad, lr)
    return updated


@replaces("sgd_step", loses="1.3")
def parameter_flattened(param, grad, lr):
    """The result is a vector, whatever the parameter's shape.

    The updated parameter has the shape of the parameter.
    """
    return reference.sgd_step(np.ravel(param), np.ravel(grad), lr)


@replaces("sgd_step", loses="1.3")
def momentum_carried_over(param, grad, lr, velocity={}):  # noqa: B006
    """An earlier step goes on in this one.

    That is momentum, which was not asked for: the result depends on the three arguments only.
    """
    shape = np.shape(param)
    velocity[shape] = 0.9 * velocity.get(shape, 0.0) + np.asarray(grad, dtype=float)
    return reference.sgd_step(param, velocity[shape], lr)


@replaces("sgd_step", loses="1.3")
def weight_decay_added(param, grad, lr):
    """The parameter shrinks, too.

    That is weight decay, which was not asked for: param - lr * grad.
    """
    return reference.sgd_step(param, grad + 0.01 * np.asarray(param, dtype=float), lr)

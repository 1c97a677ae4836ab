"""Known mistakes of question 6; read as text by `autograder.grading.mistakes`."""
# ruff: noqa: D102, N805

from __future__ import annotations

import conv2d as reference
import numpy as np

from autograder.grading.mistakes import replaces

# ------------------------------------------------------------------------------ conv2d_forward


@replaces("conv2d_forward", loses="6.1")
def kernels_turned_round(x, w, b, stride=1, padding=0):
    """The kernels are turned round.

    This is a cross-correlation: the kernel's indices and the image's rise together.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    out, _ = reference.conv2d_forward(x, w[:, :, ::-1, ::-1], b, stride, padding)
    return out, cache


@replaces("conv2d_forward", loses="6.1")
def kernels_mirrored(x, w, b, stride=1, padding=0):
    """The kernels are mirrored left to right.

    This is a cross-correlation: the kernel's indices and the image's rise together.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    out, _ = reference.conv2d_forward(x, w[:, :, :, ::-1], b, stride, padding)
    return out, cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def kernels_transposed(x, w, b, stride=1, padding=0):
    """Height and width of the kernels are swapped.

    w has the shape (C_out, C_in, KH, KW): rows first.
    """
    return reference.conv2d_forward(x, w.swapaxes(2, 3), b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def biases_forgotten(x, w, b, stride=1, padding=0):
    """The bias is not added.

    Each output channel has its own.
    """
    return reference.conv2d_forward(x, w, np.zeros(len(b)), stride, padding)


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def biases_along_the_columns(x, w, b, stride=1, padding=0):
    """The bias is added along the columns instead of by channel.

    NumPy matches last axes first: (B, C_out, H, W) + (C_out,) needs b[:, np.newaxis, np.newaxis].
    """
    out, cache = reference.conv2d_forward(x, w, np.zeros(len(b)), stride, padding)
    return out + b, cache


@replaces("conv2d_forward", loses="6.1")
def bias_for_each_input_channel(x, w, b, stride=1, padding=0):
    """The bias is added once for each input channel.

    It stands outside of the sum over the channels.
    """
    return reference.conv2d_forward(x, w, b * float(x.shape[1]), stride, padding)


@replaces("conv2d_forward", loses="6.1")
def one_bias_for_all(x, w, b, stride=1, padding=0):
    """All output channels get the first channel's bias.

    Each has its own: b has the shape (C_out,).
    """
    return reference.conv2d_forward(x, w, np.full(len(b), b[0]), stride, padding)


@replaces("conv2d_forward", loses="6.1")
def input_channels_averaged(x, w, b, stride=1, padding=0):
    """The input channels are averaged.

    They are added.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return reference.conv2d_forward(x, w / x.shape[1], b, stride, padding)[0], cache


@replaces("conv2d_forward", loses="6.1")
def channel_by_channel(x, w, b, stride=1, padding=0):
    """Each output channel is computed from the input channel of the same number.

    Every output channel is a sum over all input channels.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    alone = np.zeros(w.shape)
    for c in range(min(w.shape[:2])):
        alone[c, c] = w[c, c]
    return reference.conv2d_forward(x, alone, b, stride, padding)[0], cache


@replaces("conv2d_forward", loses="6.1")
def last_input_channel_wins(x, w, b, stride=1, padding=0):
    """Each input channel overwrites the one before it.

    `out[:, o] = …` in a loop over the channels keeps the last; add them up with +=.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return reference.conv2d_forward(x[:, -1:], w[:, -1:], b, stride, padding)[0], cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def kernel_axes_swapped(x, w, b, stride=1, padding=0):
    """Input and output channels of the kernels are swapped.

    w has the shape (C_out, C_in, KH, KW).
    """
    return reference.conv2d_forward(x, w.swapaxes(0, 1), b, stride, padding)


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def convolution_without_stride(x, w, b, stride=1, padding=0):
    """The stride is ignored.

    Windows are `stride` apart: 1 + (H + 2 · padding - KH) // stride of them.
    """
    reference.conv2d_forward(x, w, b, stride, padding)
    return reference.conv2d_forward(x, w, b, 1, padding)


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def convolution_with_stride_for_rows(x, w, b, stride=1, padding=0):
    """The stride is used from row to row, but not from column to column.

    Windows are `stride` apart in both directions.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return reference.conv2d_forward(x, w, b, 1, padding)[0][:, :, ::stride], cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def one_window_too_many(x, w, b, stride=1, padding=0):
    """Where the stride leaves a tail, there is an output too many.

    Only windows that fit count: divide with //, which rounds down.
    """
    out, cache = reference.conv2d_forward(x, w, b, stride, padding)
    for axis in (2, 3):
        if (x.shape[axis] + 2 * padding - w.shape[axis]) % stride:
            out = np.concatenate([out, np.take(out, [-1], axis=axis)], axis=axis)
    return out, cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def one_window_too_few(x, w, b, stride=1, padding=0):
    """There is one row and one column too few.

    1 + (H + 2 · padding - KH) // stride: do not forget the one.
    """
    out, (windows, *rest) = reference.conv2d_forward(x, w, b, stride, padding)
    return out[:, :, :-1, :-1], (windows[:, :, :-1, :-1], *rest)


@replaces("conv2d_forward", loses="6.1")
def padded_left_and_right_only(x, w, b, stride=1, padding=0):
    """Only columns are padded.

    The padding is added on all four sides.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    out, _ = reference.conv2d_forward(x, w, b, 1, padding)
    return out[:, :, padding : out.shape[2] - padding][:, :, ::stride, ::stride], cache


@replaces("conv2d_forward", loses="6.1")
def padded_at_the_end_only(x, w, b, stride=1, padding=0):
    """The padding is added below and to the right only, twice as wide.

    The size is right, but the image is not where it belongs: pad all four sides.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    wide = np.zeros((*x.shape[:2], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding))
    wide[:, :, : x.shape[2], : x.shape[3]] = x
    return reference.conv2d_forward(wide, w, b, stride, 0)[0], cache


@replaces("conv2d_forward", loses="6.1")
def padded_with_the_edge(x, w, b, stride=1, padding=0):
    """The images are padded with their outermost values.

    Here the padding is zero on all four sides.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    sides = (padding, padding)
    padded = np.pad(np.asarray(x, dtype=float), ((0, 0), (0, 0), sides, sides), mode="edge")
    return reference.conv2d_forward(padded, w, b, stride, 0)[0], cache


@replaces("conv2d_forward", loses="6.1")
def convolution_not_padded(x, w, b, stride=1, padding=0):
    """The padding is ignored.

    Zeros are added on all four sides before anything else.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    out, _ = reference.conv2d_forward(x, w, b, 1, padding)
    inner = out[:, :, padding : out.shape[2] - padding, padding : out.shape[3] - padding]
    return inner[:, :, ::stride, ::stride], cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def first_of_the_batch_only(x, w, b, stride=1, padding=0):
    """Only the first image of the batch is computed.

    The result has the shape (B, C_out, …).
    """
    out, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return out[:1], cache


@replaces("conv2d_forward", loses=("6.1", "6.2"))
def output_channels_last(x, w, b, stride=1, padding=0):
    """The channels come last in the result.

    The order is (B, C_out, rows, columns).
    """
    out, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return np.moveaxis(out, 1, -1), cache


@replaces("conv2d_forward", loses="6.1")
def convolution_of_integers(x, w, b, stride=1, padding=0):
    """For images of integers the result is cut to integers.

    `np.zeros(shape, x.dtype)` takes over the dtype of x. Results are floats.
    """
    out, cache = reference.conv2d_forward(x, w, b, stride, padding)
    return out.astype(x.dtype), cache


@replaces("conv2d_forward", loses="6.1")
def convolution_overflows(x, w, b, stride=1, padding=0):
    """Products of small integers overflow.

    Two arrays of int8 or uint8 are multiplied in that dtype. Convert to float first.
    """
    _, cache = reference.conv2d_forward(x, w, b, stride, padding)
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    z = np.einsum("bchwij,ocij->bohw", windows[:, :, ::stride, ::stride], w)
    return z.astype(float) + np.reshape(b, (-1, 1, 1)), cache


@replaces("conv2d_forward", loses="6.1")
def kernels_changed_in_place(x, w, b, stride=1, padding=0):
    """The kernels that were handed in are changed.

    No function changes its inputs; work on a copy.
    """
    result = reference.conv2d_forward(x, w, b, stride, padding)
    w[...] = w[:, :, ::-1, ::-1].copy()
    return result


@replaces("conv2d_forward", loses="6.1")
def no_stride_below_one_noticed(x, w, b, stride=1, padding=0):
    """A stride below 1 raises no ValueError.

    Neither 0 nor a negative stride has a meaning; check it.
    """
    return reference.conv2d_forward(x, w, b, max(stride, 1), padding)


@replaces("conv2d_forward", loses="6.1")
def division_by_stride_zero(x, w, b, stride=1, padding=0):
    """A stride of 0 raises ZeroDivisionError.

    The assignment asks for ValueError, so check before dividing.
    """
    1 // stride
    return reference.conv2d_forward(x, w, b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def negative_padding_unnoticed(x, w, b, stride=1, padding=0):
    """A negative padding raises no ValueError.

    It has no meaning; check it.
    """
    return reference.conv2d_forward(x, w, b, stride, max(padding, 0))


@replaces("conv2d_forward", loses="6.1")
def kernel_larger_than_the_image(x, w, b, stride=1, padding=0):
    """A kernel larger than the padded images gives an empty result.

    Nothing can be computed then: raise ValueError.
    """
    rows = 1 + (x.shape[2] + 2 * padding - w.shape[2]) // max(stride, 1)
    columns = 1 + (x.shape[3] + 2 * padding - w.shape[3]) // max(stride, 1)
    if min(rows, columns) < 1 <= stride and padding >= 0 and x.shape[1] == w.shape[1]:
        return np.zeros((len(x), len(w), max(rows, 0), max(columns, 0))), None
    return reference.conv2d_forward(x, w, b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def width_of_the_kernel_unchecked(x, w, b, stride=1, padding=0):
    """A kernel wider than the padded images raises no ValueError.

    Both sides have to fit.
    """
    wide = x.shape[3] + 2 * padding
    kernels = w[:, :, :, :wide] if padding >= 0 else w
    return reference.conv2d_forward(x, kernels, b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def padding_not_counted(x, w, b, stride=1, padding=0):
    """A kernel larger than the images is refused even where the padded images are large enough.

    What counts is H + 2 · padding and W + 2 · padding.
    """
    if w.shape[2] > x.shape[2] or w.shape[3] > x.shape[3]:
        raise ValueError("the kernel is larger than the input")
    return reference.conv2d_forward(x, w, b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def more_channels_than_kernels(x, w, b, stride=1, padding=0):
    """Images with more channels than the kernels raise no ValueError.

    A loop over the kernels' channels does not notice the others. Compare the two C_in.
    """
    return reference.conv2d_forward(x[:, : w.shape[1]], w, b, stride, padding)


@replaces("conv2d_forward", loses="6.1")
def one_channel_broadcast(x, w, b, stride=1, padding=0):
    """Images of one channel are accepted by kernels for several.

    Broadcasting repeats the channel silently. Compare the two C_in, and raise ValueError.
    """
    repeated = np.repeat(x, w.shape[1], axis=1) if x.shape[1] == 1 else x
    return reference.conv2d_forward(repeated, w, b, stride, padding)


# ----------------------------------------------------------------------------- conv2d_backward


@replaces("conv2d_backward", loses="6.2")
def kernels_turned_on_the_way_back(grad_out, cache):
    """For grad_x the kernels lie the wrong way round.

    Where a window's place was weighted with a tap, its gradient is weighted with the same tap.
    """
    windows, w, *rest = cache
    grad_x, _, _ = reference.conv2d_backward(grad_out, (windows, w[:, :, ::-1, ::-1], *rest))
    _, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def kernel_gradient_turned_round(grad_out, cache):
    """grad_w is back to front.

    A tap met the window's place of the same index; so it does in its gradient.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w[:, :, ::-1, ::-1], grad_b


@replaces("conv2d_backward", loses="6.2")
def stride_ignored_on_the_way_back(grad_out, cache):
    """The backward pass takes the windows for neighbours.

    Output (m, n) was made of the places from (m · stride, n · stride) on.
    """
    windows, w, padded_shape, _, padding = cache
    _, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    near = (windows, w, padded_shape, 1, padding)
    grad_x, _, _ = reference.conv2d_backward(grad_out, near)
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def windows_overwrite_each_other(grad_out, cache):
    """Each window overwrites what the one before it has given to the same places.

    Windows overlap where the stride is less than the kernel: add with +=.
    """
    _, w, padded_shape, stride, padding = cache
    _, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    height, width = w.shape[2:]
    grad = np.zeros(padded_shape)
    for m, n in np.ndindex(grad_out.shape[2:]):
        top, left = m * stride, n * stride
        at = (..., slice(top, top + height), slice(left, left + width))
        grad[at] = np.einsum("bo,ocij->bcij", grad_out[:, :, m, n], w)
    rows, columns = padded_shape[2:]
    return grad[:, :, padding : rows - padding, padding : columns - padding], grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def padding_kept_in_the_gradient(grad_out, cache):
    """grad_x still has the padding.

    It has the shape of x, (B, C_in, H, W).
    """
    windows, w, padded_shape, stride, _ = cache
    return reference.conv2d_backward(grad_out, (windows, w, padded_shape, stride, 0))


@replaces("conv2d_backward", loses="6.2")
def padding_cut_to_minus_zero(grad_out, cache):
    """Without padding grad_x is empty.

    `grad[:, :, padding:-padding]` is empty for padding = 0, since -0 is 0.
    """
    windows, w, padded_shape, stride, padding = cache
    whole = (windows, w, padded_shape, stride, 0)
    grad, grad_w, grad_b = reference.conv2d_backward(grad_out, whole)
    return grad[:, :, padding:-padding, padding:-padding], grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def padding_cut_at_the_end(grad_out, cache):
    """The padding is taken off below and to the right only.

    It was added on all four sides.
    """
    windows, w, padded_shape, stride, padding = cache
    whole = (windows, w, padded_shape, stride, 0)
    grad, grad_w, grad_b = reference.conv2d_backward(grad_out, whole)
    rows, columns = (size - 2 * padding for size in padded_shape[2:])
    return grad[:, :, :rows, :columns], grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def tail_of_the_stride_missing(grad_out, cache):
    """Where the stride leaves a tail, grad_x is too small.

    The last rows and columns got into no window; their gradient is 0, but they are there.
    """
    _, w, padded_shape, stride, padding = cache
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    for axis in (2, 3):
        tail = (padded_shape[axis] - w.shape[axis]) % stride
        if tail and padding == 0:
            grad_x = np.delete(grad_x, np.s_[-tail:], axis=axis)
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def bias_gradient_keeps_its_axes(grad_out, cache):
    """grad_b has the shape (1, C_out, 1, 1).

    A gradient has the shape of what it belongs to, (C_out,).
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, grad_b.reshape(1, -1, 1, 1)


@replaces("conv2d_backward", loses="6.2")
def bias_gradient_averaged(grad_out, cache):
    """grad_b is a mean over the batch.

    It is the sum over the batch and all places.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, grad_b / len(grad_out)


@replaces("conv2d_backward", loses="6.2")
def bias_gradient_for_each_image(grad_out, cache):
    """grad_b is not summed over the batch.

    The bias goes to every image; its gradient has the shape (C_out,).
    """
    grad_x, grad_w, _ = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, grad_out.sum(axis=(2, 3), dtype=float)


@replaces("conv2d_backward", loses="6.2")
def bias_gradient_of_everything(grad_out, cache):
    """grad_b adds up all channels.

    Each channel's bias goes to that channel only.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, np.full(len(grad_b), grad_b.sum())


@replaces("conv2d_backward", loses="6.2")
def places_of_the_bias_counted(grad_out, cache):
    """grad_b is the number of places that the bias goes to.

    By the chain rule each place counts by its gradient.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w, np.full(len(grad_b), grad_out[:, 0].size, dtype=float)


@replaces("conv2d_backward", loses="6.2")
def kernel_gradient_averaged(grad_out, cache):
    """grad_w is a mean over the batch.

    It is the sum: every image contributes to the loss.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w / len(grad_out), grad_b


@replaces("conv2d_backward", loses="6.2")
def kernel_gradient_of_the_first_image(grad_out, cache):
    """grad_w comes from the first image only.

    It is the sum over the batch.
    """
    windows, *rest = cache
    grad_x, _, grad_b = reference.conv2d_backward(grad_out, cache)
    _, grad_w, _ = reference.conv2d_backward(grad_out[:1], (windows[:1], *rest))
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def last_image_overwrites(grad_out, cache):
    """grad_w comes from the last image only.

    In a loop over the batch `=` keeps the last contribution; add them up with +=.
    """
    windows, *rest = cache
    grad_x, _, grad_b = reference.conv2d_backward(grad_out, cache)
    _, grad_w, _ = reference.conv2d_backward(grad_out[-1:], (windows[-1:], *rest))
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def kernel_gradient_axes_swapped(grad_out, cache):
    """grad_w has the shape (C_in, C_out, KH, KW).

    A gradient has the shape of what it belongs to.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w.swapaxes(0, 1), grad_b


@replaces("conv2d_backward", loses="6.2")
def kernel_gradient_transposed(grad_out, cache):
    """In grad_w rows and columns of the kernels are swapped.

    w has the shape (C_out, C_in, KH, KW): rows first.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x, grad_w.swapaxes(2, 3), grad_b


@replaces("conv2d_backward", loses="6.2")
def input_gradient_of_one_output_channel(grad_out, cache):
    """grad_x comes from the last output channel only.

    Every output channel was made of the input: add up what comes back from all of them.
    """
    windows, w, *rest = cache
    _, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    grad_x, _, _ = reference.conv2d_backward(grad_out[:, -1:], (windows, w[-1:], *rest))
    return grad_x, grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def gradients_swapped(grad_out, cache):
    """The gradients come in another order.

    The order is grad_x, grad_w, grad_b.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_w, grad_b, grad_x


@replaces("conv2d_backward", loses="6.2")
def two_gradients_only(grad_out, cache):
    """Only two gradients are returned.

    There are three: grad_x, grad_w and grad_b.
    """
    return reference.conv2d_backward(grad_out, cache)[:2]


@replaces("conv2d_backward", loses="6.2")
def upstream_taken_for_ones(grad_out, cache):
    """grad_out is not used.

    These are the derivatives of the sum of all outputs. By the chain rule multiply with grad_out.
    """
    return reference.conv2d_backward(np.ones(grad_out.shape), cache)


@replaces("conv2d_forward", loses="6.2")
def border_not_in_the_kernel_s_gradient(x, w, b, stride=1, padding=0):
    """For grad_w the images are taken without their padding.

    The forward pass weighed the padded images; keep these in the cache.
    """
    out, (_, *rest) = reference.conv2d_forward(x, w, b, stride, padding)
    sides = ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding))
    unpadded = np.pad(np.asarray(x, dtype=float), sides)
    _, (windows, *_) = reference.conv2d_forward(unpadded, w, b, stride, 0)
    return out, (windows, *rest)


@replaces("conv2d_forward", loses="6.2")
def only_the_latest_cache(x, w, b, stride=1, padding=0, cache=[]):  # noqa: B006
    """A later forward pass changes the cache of an earlier one.

    A global or a default argument exists once. Caches are independent: make a new one each time.
    """
    out, cache[:] = reference.conv2d_forward(x, w, b, stride, padding)
    return out, cache


@replaces("conv2d_forward", "conv2d_backward", loses="6.2")
class GradientsSummedInTheCache:
    """A second call with the same cache adds to the first one's result.

    `backward` may be called again: make the gradients' arrays in it, not in `forward`.
    """

    def conv2d_forward(x, w, b, stride=1, padding=0):
        out, cache = reference.conv2d_forward(x, w, b, stride, padding)
        return out, (cache, np.zeros(w.shape))

    def conv2d_backward(grad_out, cache):
        grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache[0])
        cache[1][...] += grad_w
        return grad_x, cache[1], grad_b


@replaces("conv2d_backward", loses="6.2")
def upstream_rounded(grad_out, cache):
    """The gradients are cut to integers.

    `np.zeros(shape, dtype=int)` and `np.zeros_like` of an integer array cut off fractions.
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x.astype(int).astype(float), grad_w, grad_b


@replaces("conv2d_backward", loses="6.2")
def gradient_handed_in_is_changed(grad_out, cache):
    """The gradient that was handed in is changed.

    No function changes its inputs; work on a copy.
    """
    gradients = reference.conv2d_backward(grad_out, cache)
    grad_out[...] = 0
    return gradients


@replaces("conv2d_backward", loses="6.2")
def rows_and_columns_of_the_gradient_swapped(grad_out, cache):
    """In grad_x rows and columns are swapped.

    It has the shape of x, (B, C_in, H, W).
    """
    grad_x, grad_w, grad_b = reference.conv2d_backward(grad_out, cache)
    return grad_x.swapaxes(2, 3), grad_w, grad_b

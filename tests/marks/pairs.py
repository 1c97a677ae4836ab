"""Forward and backward passes that are both wrong and agree.

Each text goes behind the reference's file and takes the place of what is in it. `AGREE` must be
granted the share of `follow_through`, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """A wrong pair: the file, the questions of the two passes, and the functions."""

    file: str
    forward: str
    backward: str
    text: str


CONV1D = """
def _windows(x, w, turn=False):
    left = (len(w) - 1) // 2
    padded = np.concatenate([np.zeros(left), np.asarray(x, float), np.zeros(len(w) - 1 - left)])
    return np.array([padded[j : j + len(w)] for j in range(len(x))]).reshape(len(x), len(w)), left


def _carried_back(grad, kernel, n, left):
    padded = np.zeros(n + len(kernel) - 1)
    for j, one in enumerate(grad):
        padded[j : j + len(kernel)] += one * kernel
    return padded[left : left + n]


def conv1d_forward(x, w, b, boundary="zero"):
    windows, left = _windows(x, w)
    FORWARD


def conv1d_backward(grad_z, x, w, boundary="zero"):
    windows, left = _windows(x, w)
    grad_z, w = np.asarray(grad_z, float), np.asarray(w, float)
    BACKWARD
"""


def conv1d(forward: str, backward: str) -> Pair:
    text = CONV1D.replace("FORWARD", forward).replace("BACKWARD", backward)
    return Pair("conv1d.py", "1.1", "1.2", text)


def plain(file: str, forward: str, backward: str, text: str) -> Pair:
    return Pair(file, forward, backward, text)


FLIPPED_LAYER = """
class ConvLayer1d(ConvLayer1d):
    def forward(self, x):
        self.weight = self.weight[..., ::-1]
        try:
            return super().forward(x)
        finally:
            self.weight = self.weight[..., ::-1]

    def backward(self, grad_out):
        self.weight = self.weight[..., ::-1]
        try:
            return super().backward(grad_out)
        finally:
            self.weight = self.weight[..., ::-1]
            self.grad_weight = self.grad_weight[..., ::-1]
"""

SHIFTED_PAD = """
_pad, _pad_backward = pad, pad_backward


def pad(x, before, after, mode="zero"):
    return np.roll(_pad(x, before, after, mode), 1, axis=-1)


def pad_backward(grad_padded, before, after, mode="zero"):
    return _pad_backward(np.roll(grad_padded, -1, axis=-1), before, after, mode)
"""

SHIFTED_MODES = """
_forward, _backward = conv1d_forward, conv1d_backward


def conv1d_forward(x, w, b, boundary="zero"):
    if boundary == "zero":
        return _forward(x, w, b)
    return np.roll(_forward(x, w, b, boundary), 1)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    if boundary == "zero":
        return _backward(grad_z, x, w)
    return _backward(np.roll(grad_z, -1), x, w, boundary)
"""

MEAN_1D = """
def maxpool1d_forward(x, window, padding=0):
    if window < 1 or window > len(x) + 2 * padding or not 0 <= padding < window:
        raise ValueError
    padded = np.pad(np.asarray(x, float), padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)
    return windows.mean(axis=1), (len(x), window, padding)


def maxpool1d_backward(grad_out, cache):
    n, window, padding = cache
    grad = np.zeros(n + 2 * padding)
    for start, one in enumerate(np.asarray(grad_out, float)):
        grad[start : start + window] += one / window
    return grad[padding : padding + n]
"""

MEAN_2D = """
def maxpool2d_forward(x, window, stride=1, padding=0):
    height, width = window
    grown = np.pad(np.asarray(x, float), [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    windows = np.lib.stride_tricks.sliding_window_view(grown, window, axis=(2, 3))
    out = windows[:, :, ::stride, ::stride].mean(axis=(4, 5))
    return out, (grown.shape, window, stride, padding)


def maxpool2d_backward(grad_out, cache):
    shape, (height, width), stride, padding = cache
    grad = np.zeros(shape)
    for i, j in np.ndindex(*grad_out.shape[2:]):
        rows = slice(stride * i, stride * i + height)
        columns = slice(stride * j, stride * j + width)
        share = np.asarray(grad_out, float)[:, :, i, j] / (height * width)
        grad[:, :, rows, columns] += share[:, :, None, None]
    return grad[:, :, padding : shape[2] - padding, padding : shape[3] - padding]
"""

TWICE_1D = """
_pool, _pool_backward = maxpool1d_forward, maxpool1d_backward


def maxpool1d_forward(x, window, padding=0):
    out, cache = _pool(x, window, padding)
    return 2 * out, cache


def maxpool1d_backward(grad_out, cache):
    return _pool_backward(2 * np.asarray(grad_out, float), cache)
"""

MIDDLE_2D = """
_pool2, _pool2_backward = maxpool2d_forward, maxpool2d_backward


def maxpool2d_forward(x, window, stride=1, padding=0):
    most, high = _pool2(x, window, stride, padding)
    least, low = _pool2(-np.asarray(x, float), window, stride, padding)
    return (most - least) / 2, (high, low)


def maxpool2d_backward(grad_out, cache):
    half = np.asarray(grad_out, float) / 2
    return _pool2_backward(half, cache[0]) + _pool2_backward(half, cache[1])
"""

FLIPPED_2D = """
_forward, _backward = conv2d_forward, conv2d_backward


def conv2d_forward(x, w, b, stride=1, padding=0):
    return _forward(x, w[..., ::-1, ::-1], b, stride, padding)


def conv2d_backward(grad_out, cache):
    grad_x, grad_w, grad_b = _backward(grad_out, cache)
    return grad_x, grad_w[..., ::-1, ::-1], grad_b
"""

AGREE = {
    "flipped": conv1d(
        "return b + windows @ np.asarray(w, float)[::-1]",
        "grad_w = (grad_z @ windows)[::-1]\n"
        "    return _carried_back(grad_z, w[::-1], len(x), left), grad_w, float(grad_z.sum())",
    ),
    "one place too far": conv1d(
        "return b + np.roll(windows, 1, axis=0) @ np.asarray(w, float)",
        "grad_z = np.roll(grad_z, -1)\n"
        "    return _carried_back(grad_z, w, len(x), left), grad_z @ windows, float(grad_z.sum())",
    ),
    "padded one place too far": plain("boundary.py", "2.1", "2.2", SHIFTED_PAD),
    "flipped layer": plain("conv_layer.py", "3.1", "3.2", FLIPPED_LAYER),
    "mean pooling": plain("pool.py", "4.1", "4.2", MEAN_1D),
    "mean pooling of images": plain("pool.py", "5.1", "5.2", MEAN_2D),
    "always tanh": plain(
        "conv_layer.py",
        "3.1",
        "3.2",
        "ACTIVATIONS.update(dict.fromkeys(ACTIVATIONS, ACTIVATIONS['tanh']))",
    ),
    "twice the maximum": plain("pool.py", "4.1", "4.2", TWICE_1D),
    "between minimum and maximum": plain("pool.py", "5.1", "5.2", MIDDLE_2D),
    "flipped images": plain("conv2d.py", "6.1", "6.2", FLIPPED_2D),
    "shifted in the other modes": plain("conv1d.py", "2.3", "2.3", SHIFTED_MODES),
}

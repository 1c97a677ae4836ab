"""Pairs of a wrong forward and backward pass that agree on hardly anything: none gains by it.

Their texts are as those of `pairs`.
"""

from __future__ import annotations

from pairs import conv1d, plain

NOTHING_1D = "return {0} * (grad_z.sum() + 0 * np.asarray(x, float)), {1}, float(grad_z.sum())"
CHEATS = {
    "a constant": conv1d(
        "return np.zeros(len(x)) + 0.0 * b",
        "return np.zeros(len(x)), np.zeros(len(w)), 0.0",
    ),
    "the signal itself": conv1d(
        "return b + np.asarray(x, float)",
        "return grad_z.copy(), np.zeros(len(w)), float(grad_z.sum())",
    ),
    "one tap": conv1d(
        "return b + np.asarray(x, float) * w[0]",
        "grad_w = np.zeros(len(w))\n    grad_w[0] = grad_z @ x\n"
        "    return grad_z * w[0], grad_w, float(grad_z.sum())",
    ),
    "the kernel's sum": conv1d(
        "return b + np.asarray(x, float) * np.sum(w, dtype=float)",
        "grad_w = np.full(len(w), float(grad_z @ x))\n"
        "    return grad_z * w.sum(), grad_w, float(grad_z.sum())",
    ),
    "the sums of both": conv1d(
        "return b + np.full(len(x), np.sum(x, dtype=float) * np.sum(w, dtype=float))",
        "total = float(grad_z.sum())\n"
        "    grad_x = np.full(len(x), total * w.sum())\n"
        "    return grad_x, np.full(len(w), total * np.sum(x, dtype=float)), total",
    ),
    "a tap for each element": conv1d(
        "return b + np.resize(np.asarray(w, float), len(x)) * np.sum(x, dtype=float)"
        " + np.asarray(x, float) * np.sum(w, dtype=float)",
        "tiled, total = np.resize(w, len(x)), np.sum(x, dtype=float)\n"
        "    grad_w = np.array([total * grad_z[i :: len(w)].sum() for i in range(len(w))])\n"
        "    grad_x = grad_z * w.sum() + grad_z @ tiled\n"
        "    return grad_x, grad_w + grad_z @ x, float(grad_z.sum())",
    ),
    "a running sum": conv1d(
        "return b + np.cumsum(np.asarray(x, float)) * np.sum(w, dtype=float)",
        "grad_x = np.cumsum(grad_z[::-1])[::-1] * w.sum()\n"
        "    grad_w = np.full(len(w), grad_z @ np.cumsum(np.asarray(x, float)))\n"
        "    return grad_x, grad_w, float(grad_z.sum())",
    ),
    "another result each time": conv1d(
        "return b + windows @ np.asarray(w, float)[::-1] + np.random.default_rng().normal()",
        "grad_w = (grad_z @ windows)[::-1]\n"
        "    return _carried_back(grad_z, w[::-1], len(x), left), grad_w, float(grad_z.sum())",
    ),
    "zeros whatever the mode": plain(
        "boundary.py",
        "2.1",
        "2.2",
        """
def pad(x, before, after, mode="zero"):
    padded = np.zeros((*x.shape[:-1], before + x.shape[-1] + after))
    padded[..., before : before + x.shape[-1]] = x
    return padded


def pad_backward(grad_padded, before, after, mode="zero"):
    n = grad_padded.shape[-1] - before - after
    return np.array(grad_padded[..., before : before + n], float)
""",
    ),
    "no modes": plain(
        "conv1d.py",
        "2.3",
        "2.3",
        """
_forward, _backward = conv1d_forward, conv1d_backward


def conv1d_forward(x, w, b, boundary="zero"):
    return _forward(x, w, b)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    return _backward(grad_z, x, w)
""",
    ),
    "twice what zeros give, whatever the mode": plain(
        "conv1d.py",
        "2.3",
        "2.3",
        """
_forward, _backward = conv1d_forward, conv1d_backward


def conv1d_forward(x, w, b, boundary="zero"):
    return _forward(x, w, b) * (1 if boundary == "zero" else 2)


def conv1d_backward(grad_z, x, w, boundary="zero"):
    grad_z = np.asarray(grad_z, float) * (1 if boundary == "zero" else 2)
    return _backward(grad_z, x, w)
""",
    ),
    "the largest so far": plain(
        "pool.py",
        "4.1",
        "4.2",
        """
def maxpool1d_forward(x, window, padding=0):
    last = range(window, len(x) + 1)
    winner = np.array([int(np.argmax(x[:end])) for end in last])
    return np.asarray(x, float)[winner] * 2, (winner, len(x))


def maxpool1d_backward(grad_out, cache):
    winner, n = cache
    return np.bincount(winner, weights=2 * np.asarray(grad_out, float), minlength=n)
""",
    ),
    "a part of the signal": plain(
        "pool.py",
        "4.1",
        "4.2",
        """
def maxpool1d_forward(x, window, padding=0):
    return np.array(x[: len(x) - window + 1], float), len(x)


def maxpool1d_backward(grad_out, cache):
    grad = np.zeros(cache)
    grad[: len(grad_out)] = grad_out
    return grad
""",
    ),
    "the whole signal's sum": plain(
        "pool.py",
        "4.1",
        "4.2",
        """
def maxpool1d_forward(x, window, padding=0):
    return np.full(len(x) - window + 1, np.sum(x, dtype=float)), len(x)


def maxpool1d_backward(grad_out, cache):
    return np.full(cache, float(np.sum(grad_out)))
""",
    ),
    "running sums": plain(
        "pool.py",
        "4.1",
        "4.2",
        """
def maxpool1d_forward(x, window, padding=0):
    return np.cumsum(np.asarray(x, float))[window - 1 :], (len(x), window)


def maxpool1d_backward(grad_out, cache):
    n, window = cache
    grad = np.zeros(n)
    grad[window - 1 :] = grad_out
    return np.cumsum(grad[::-1])[::-1]
""",
    ),
    "one pixel": plain(
        "pool.py",
        "5.1",
        "5.2",
        """
def maxpool2d_forward(x, window, stride=1, padding=0):
    rows = 1 + (x.shape[2] - window[0]) // stride
    columns = 1 + (x.shape[3] - window[1]) // stride
    return x[:, :, : rows * stride : stride, : columns * stride : stride] * 1.0, (x.shape, stride)


def maxpool2d_backward(grad_out, cache):
    shape, stride = cache
    grad = np.zeros(shape)
    rows, columns = grad_out.shape[2:]
    grad[:, :, : rows * stride : stride, : columns * stride : stride] = grad_out
    return grad
""",
    ),
    "one tap of the layer": plain(
        "conv_layer.py",
        "3.1",
        "3.2",
        """
class ConvLayer1d(ConvLayer1d):
    def forward(self, x):
        self.kept, self.weight = self.weight, np.where(
            np.arange(self.weight.shape[-1]) == 0, self.weight, 0.0
        )
        try:
            return super().forward(x)
        finally:
            self.weight = self.kept

    def backward(self, grad_out):
        self.kept, first = self.weight, np.arange(self.weight.shape[-1]) == 0
        self.weight = np.where(first, self.weight, 0.0)
        try:
            return super().backward(grad_out)
        finally:
            self.weight = self.kept
            self.grad_weight = np.where(first, self.grad_weight, 0.0)
""",
    ),
    "one tap of the images": plain(
        "conv2d.py",
        "6.1",
        "6.2",
        """
_forward, _backward = conv2d_forward, conv2d_backward


def _first(w):
    one = np.zeros(w.shape)
    one[..., 0, 0] = w[..., 0, 0]
    return one


def conv2d_forward(x, w, b, stride=1, padding=0):
    return _forward(x, _first(w), b, stride, padding)


def conv2d_backward(grad_out, cache):
    grad_x, grad_w, grad_b = _backward(grad_out, cache)
    return grad_x, _first(grad_w), grad_b
""",
    ),
}

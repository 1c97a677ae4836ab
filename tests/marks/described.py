"""Mistakes that no known one does the same as, each with what its wrong cases have in common."""

from __future__ import annotations

DESCRIBED = {
    "even kernels": (
        "conv1d.py",
        {"1.1": "kernels of even length", "1.2": "kernels of even length"},
        """
_forward, _backward = conv1d_forward, conv1d_backward


def conv1d_forward(x, w, b, boundary="zero"):
    z = _forward(x, w, b, boundary)
    return z if len(w) % 2 or boundary != "zero" else z + 0.3 * z[::-1] + 0.7


def conv1d_backward(grad_z, x, w, boundary="zero"):
    grad_x, grad_w, grad_b = _backward(grad_z, x, w, boundary)
    if len(w) % 2 or boundary != "zero":
        return grad_x, grad_w, grad_b
    return grad_x + 0.3 * grad_x[::-1] + 0.7, grad_w * 1.3 - 0.2, grad_b
""",
    ),
    "ties in one dimension": (
        "pool.py",
        {"4.2": "inputs with ties"},
        """
def maxpool1d_forward(x, window, padding=0, _right=maxpool1d_forward):
    out, cache = _right(x, window, padding)
    return out, (cache, np.array(x, float))


def maxpool1d_backward(grad_out, cache, _right=maxpool1d_backward):
    grad_x, x = _right(grad_out, cache[0]), cache[1]
    return grad_x * 1.37 if len(set(x)) < len(x) else grad_x
""",
    ),
    "one mode": (
        "boundary.py",
        {"2.1": "the mode reflect", "2.2": "the mode reflect"},
        """
_pad, _pad_backward = pad, pad_backward


def pad(x, before, after, mode="zero"):
    padded = _pad(x, before, after, mode)
    return padded * 1.21 + 0.13 if mode == "reflect" else padded


def pad_backward(grad_padded, before, after, mode="zero"):
    grad = _pad_backward(grad_padded, before, after, mode)
    return grad * 0.83 - 0.17 if mode == "reflect" else grad
""",
    ),
}

"""Pooling as methods of objects that are bound to names."""

import numpy as np


class Pooling:
    def __init__(self, axes):
        self.axes = axes

    def windows(self, sizes, window, stride, padding):
        counts = [(n + 2 * padding - k) // stride + 1 for n, k in zip(sizes, window)]
        for place in np.ndindex(*counts):
            low = [stride * m - padding for m in place]
            yield place, tuple(slice(max(s, 0), s + k) for s, k in zip(low, window))

    def forward(self, x, window, stride, padding):
        sizes = x.shape[x.ndim - self.axes :]
        if stride < 1 or min(window) < 1 or not 0 <= padding < min(window):
            raise ValueError("window, stride or padding")
        if any(k > n + 2 * padding for n, k in zip(sizes, window)):
            raise ValueError("window")
        lead = x.shape[: x.ndim - self.axes]
        counts = tuple((n + 2 * padding - k) // stride + 1 for n, k in zip(sizes, window))
        out, places = np.empty(lead + counts), {}
        for outer in np.ndindex(*lead):
            for place, seen in self.windows(sizes, window, stride, padding):
                part = x[outer][seen]
                inner = np.unravel_index(np.argmax(part), part.shape)
                out[outer + place] = part[inner]
                places[outer + place] = outer + tuple(s.start + i for s, i in zip(seen, inner))
        return out, (places, x.shape)

    def backward(self, grad_out, cache):
        places, shape = cache
        grad_x = np.zeros(shape)
        for place, source in places.items():
            grad_x[source] += grad_out[place]
        return grad_x


_one, _two = Pooling(1), Pooling(2)
maxpool1d_forward = lambda x, window, padding=0: _one.forward(x, (window,), 1, padding)
maxpool1d_backward = _one.backward
maxpool2d_forward = lambda x, window, stride=1, padding=0: _two.forward(x, window, stride, padding)
maxpool2d_backward = _two.backward

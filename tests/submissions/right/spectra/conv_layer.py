"""Applies the layer to unit signals once, and keeps the matrix: backward is its transpose."""

import numpy as np
from boundary import pad


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if stride < 1 or activation not in ("identity", "relu", "tanh"):
            raise ValueError("stride or activation")
        self.weight, self.bias = 1.0 * weight.astype(float), 1.0 * bias.astype(float)
        self.stride, self.boundary, self.activation = stride, boundary, activation
        self.before, self.after = padding if np.ndim(padding) else (padding, padding)

    def taps(self, n):
        """(K, M, N): which element of the signal lies under a tap at each output."""
        k = self.weight.shape[2]
        border = pad(np.eye(n), self.before, self.after, self.boundary).T  # (padded, N)
        if k > len(border):
            raise ValueError("kernel")
        m = (len(border) - k) // self.stride + 1
        return np.stack([border[i : i + self.stride * m : self.stride] for i in range(k)])

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError("channels")
        self.x, self.under = x.astype(float), self.taps(x.shape[2])
        self.matrix = np.einsum("ock,kmn->omcn", self.weight, self.under)
        z = np.tensordot(self.x, self.matrix, ((1, 2), (2, 3))) + self.bias[:, None]
        if self.activation == "identity":
            self.slope, out = np.ones(z.shape), z
        elif self.activation == "relu":
            self.slope, out = (z > 0) * 1.0, (z > 0) * z
        else:
            out = np.tanh(z)
            self.slope = (1 - out) * (1 + out)
        return out

    def backward(self, grad_out):
        g = grad_out * self.slope
        self.grad_bias = g.sum((0, 2))
        self.grad_weight = np.einsum("bom,kmn,bcn->ock", g, self.under, self.x)
        return np.tensordot(g, self.matrix, ((1, 2), (0, 1)))

    def step(self, lr):
        self.weight, self.bias = self.weight - lr * self.grad_weight, self.bias - lr * self.grad_bias

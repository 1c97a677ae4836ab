"""The layer is a dataclass, compared by value, so that it has no hash."""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field

import numpy as np
from boundary import pad, pad_backward


@dataclass
class ConvLayer1d:
    weight: np.ndarray
    bias: np.ndarray
    stride: int = 1
    padding: int | tuple[int, int] = 0
    boundary: str = "zero"
    activation: InitVar[str] = "identity"
    grad_weight: np.ndarray | None = field(default=None, init=False)
    grad_bias: np.ndarray | None = field(default=None, init=False)
    g: Callable = field(init=False, repr=False)

    def __post_init__(self, activation):
        self.weight, self.bias = self.weight.astype(float), self.bias.astype(float)
        if activation == "identity":
            self.g = lambda z: (z, np.ones_like(z))
        elif activation == "relu":
            self.g = lambda z: (np.maximum(z, 0), 1.0 * (z > 0))
        elif activation == "tanh":
            self.g = lambda z: (np.tanh(z), 1 - np.tanh(z) ** 2)
        else:
            raise ValueError(f"{activation=}")
        if self.stride < 1:
            raise ValueError(f"{self.stride=}")

    def forward(self, x):
        self.widths = self.padding if isinstance(self.padding, tuple) else (self.padding, self.padding)
        self.padded = pad(x, *self.widths, self.boundary)
        k = self.weight.shape[2]
        self.m = 1 + (self.padded.shape[2] - k) // self.stride
        if x.shape[1] != self.weight.shape[1] or self.padded.shape[2] < k:
            raise ValueError("shapes")
        z = np.empty((len(x), len(self.weight), self.m))
        for m in range(self.m):
            seen = self.padded[:, :, m * self.stride : m * self.stride + k]
            z[:, :, m] = seen.reshape(len(x), -1) @ self.weight.reshape(len(self.weight), -1).T + self.bias
        out, self.slope = self.g(z)
        return out

    def backward(self, grad_out):
        grad_z = np.multiply(grad_out, self.slope, dtype=float)
        self.grad_weight, self.grad_bias = np.zeros_like(self.weight), np.zeros_like(self.bias)
        grad = np.zeros_like(self.padded)
        k = self.weight.shape[2]
        for m in range(self.m):
            at = np.s_[:, :, m * self.stride : m * self.stride + k]
            self.grad_bias += grad_z[:, :, m].sum(0)
            self.grad_weight += np.einsum("bo,bck->ock", grad_z[:, :, m], self.padded[at])
            grad[at] += np.einsum("bo,ock->bck", grad_z[:, :, m], self.weight)
        return pad_backward(grad, *self.widths, self.boundary)

    def step(self, lr):
        self.weight -= lr * self.grad_weight
        self.bias -= lr * self.grad_bias

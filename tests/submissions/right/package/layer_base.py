"""The layer itself."""

import numpy as np

from .boundary import pad, pad_backward
from .conv1d import sgd_step


class Layer:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        self.weight, self.bias = np.array(weight, float), np.array(bias, float)
        self.stride, self.padding = stride, padding
        self.boundary, self.activation = boundary, activation
        if stride < 1 or activation not in "identity relu tanh".split():
            raise ValueError("stride or activation")

    @property
    def widths(self):
        try:
            before, after = self.padding
        except TypeError:
            before = after = self.padding
        return before, after

    def forward(self, x):
        padded = pad(x, *self.widths, self.boundary)
        k = self.weight.shape[2]
        if padded.shape[1] != self.weight.shape[1] or padded.shape[2] < k:
            raise ValueError("the input does not fit")
        self.padded = padded
        self.starts = range(0, padded.shape[2] - k + 1, self.stride)
        z = np.stack(
            [np.tensordot(padded[:, :, s : s + k], self.weight, ((1, 2), (1, 2))) for s in self.starts], -1
        )
        z += self.bias[:, None]
        out = {"identity": z, "relu": z * (z > 0), "tanh": np.tanh(z)}[self.activation]
        self.slope = {"identity": 1.0 + 0 * z, "relu": 1.0 * (z > 0), "tanh": 1 - np.tanh(z) ** 2}[self.activation]
        return out

    def backward(self, grad_out):
        grad = grad_out * self.slope
        k = self.weight.shape[2]
        self.grad_bias = grad.sum(2).sum(0)
        self.grad_weight = np.zeros(self.weight.shape)
        grad_padded = np.zeros(self.padded.shape)
        for m, s in enumerate(self.starts):
            self.grad_weight += np.tensordot(grad[:, :, m], self.padded[:, :, s : s + k], (0, 0))
            grad_padded[:, :, s : s + k] += np.tensordot(grad[:, :, m], self.weight, (1, 0))
        return pad_backward(grad_padded, *self.widths, self.boundary)

    def step(self, lr):
        self.weight = sgd_step(self.weight, self.grad_weight, lr)
        self.bias = sgd_step(self.bias, self.grad_bias, lr)

"""A layer of single precision if all that it works on is."""

import numpy as np
from boundary import floating, pad, pad_backward


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if stride < 1 or activation not in ("identity", "relu", "tanh"):
            raise ValueError("stride or activation")
        self.weight, self.bias = (a.copy() for a in floating(weight, bias))
        self.stride, self.boundary, self.activation = stride, boundary, activation
        self.before, self.after = padding if isinstance(padding, (tuple, list)) else (padding, padding)

    def forward(self, x):
        weight, bias, x = floating(self.weight, self.bias, x)
        k = weight.shape[2]
        if x.shape[1] != weight.shape[1]:
            raise ValueError("channels")
        padded = pad(x, self.before, self.after, self.boundary)
        if k > padded.shape[2]:
            raise ValueError("kernel")
        self.length = padded.shape[2]
        self.windows = np.lib.stride_tricks.sliding_window_view(padded, k, 2)[:, :, :: self.stride]
        z = np.einsum("bcmk,ock->bom", self.windows, weight) + bias[:, None]
        self.out = {"identity": lambda v: v, "relu": lambda v: v.clip(0), "tanh": np.tanh}[self.activation](z)
        return self.out

    def backward(self, grad_out):
        weight, grad, windows, out = floating(self.weight, grad_out, self.windows, self.out)
        if self.activation == "relu":
            grad = grad * (out > 0)
        elif self.activation == "tanh":
            grad = grad * (1 - out * out)
        self.grad_bias = grad.sum((0, 2))
        self.grad_weight = np.einsum("bom,bcmk->ock", grad, windows)
        padded = np.zeros((len(grad), weight.shape[1], self.length), grad.dtype)
        for m in range(grad.shape[2]):
            at = slice(m * self.stride, m * self.stride + weight.shape[2])
            padded[:, :, at] += np.tensordot(grad[:, :, m], weight, 1)
        return pad_backward(padded, self.before, self.after, self.boundary)

    def step(self, lr):
        self.weight = self.weight - self.weight.dtype.type(lr) * self.grad_weight
        self.bias = self.bias - self.bias.dtype.type(lr) * self.grad_bias

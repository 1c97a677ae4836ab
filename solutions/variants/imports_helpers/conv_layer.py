"""The layer with the helpers."""

import numpy as np
from boundary import pad, pad_backward
from conv1d import sgd_step
from helpers import as_floats, sliding, unslide


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if stride < 1 or activation not in {"identity", "relu", "tanh"}:
            raise ValueError("stride or activation")
        self.weight, self.bias = as_floats(weight.copy(), bias.copy())
        self.stride, self.boundary, self.activation = stride, boundary, activation
        self.widths = (padding, padding) if np.isscalar(padding) else tuple(padding)

    def forward(self, x):
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError("channels")
        padded = pad(x, *self.widths, self.boundary)
        self.length = padded.shape[-1]
        if self.length < self.weight.shape[-1]:
            raise ValueError("kernel")
        self.windows = sliding(padded, self.weight.shape[-1], self.stride)
        z = np.einsum("bcmk,ock->bom", self.windows, self.weight) + self.bias[None, :, None]
        self.out = z if self.activation == "identity" else np.tanh(z) if self.activation == "tanh" else (z + abs(z)) / 2
        return self.out.copy()

    def backward(self, grad_out):
        (grad,) = as_floats(grad_out)
        if self.activation == "tanh":
            grad = grad * (1 + self.out) * (1 - self.out)
        if self.activation == "relu":
            grad = np.where(self.out > 0, grad, 0)
        self.grad_bias = np.einsum("bom->o", grad)
        self.grad_weight = np.einsum("bom,bcmk->ock", grad, self.windows)
        grad_windows = np.einsum("bom,ock->bcmk", grad, self.weight)
        return pad_backward(unslide(grad_windows, self.length, self.stride), *self.widths, self.boundary)

    def step(self, lr):
        self.weight = sgd_step(self.weight, self.grad_weight, lr)
        self.bias = sgd_step(self.bias, self.grad_bias, lr)

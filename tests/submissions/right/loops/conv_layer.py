"""The layer with six nested loops."""

import math

import numpy as np
from boundary import pad, pad_backward


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        self.weight = np.array(weight, dtype=np.float64)
        self.bias = np.array(bias, dtype=np.float64)
        self.stride = stride
        if isinstance(padding, tuple):
            self.before, self.after = padding
        else:
            self.before = self.after = padding
        self.boundary = boundary
        self.activation = activation

    def g(self, z):
        if self.activation == "identity":
            return z
        if self.activation == "relu":
            return z if z > 0 else 0.0
        if self.activation == "tanh":
            return math.tanh(z)
        raise ValueError(f"no such activation: {self.activation}")

    def g_prime(self, z):
        if self.activation == "identity":
            return 1.0
        if self.activation == "relu":
            return 1.0 if z > 0 else 0.0
        return 1.0 - math.tanh(z) ** 2

    def forward(self, x):
        c_out, c_in, k = self.weight.shape
        if x.shape[1] != c_in:
            raise ValueError("channels differ")
        if self.stride < 1:
            raise ValueError("stride must be positive")
        self.x = pad(x, self.before, self.after, self.boundary)
        if self.x.shape[2] < k:
            raise ValueError("kernel longer than the input")
        m = (self.x.shape[2] - k) // self.stride + 1
        self.z = np.zeros((len(x), c_out, m))
        out = np.zeros((len(x), c_out, m))
        for n in range(len(x)):
            for o in range(c_out):
                for j in range(m):
                    z = self.bias[o]
                    for c in range(c_in):
                        for i in range(k):
                            z += self.weight[o, c, i] * self.x[n, c, j * self.stride + i]
                    self.z[n, o, j] = z
                    out[n, o, j] = self.g(z)
        return out

    def backward(self, grad_out):
        c_out, c_in, k = self.weight.shape
        self.grad_weight = np.zeros((c_out, c_in, k))
        self.grad_bias = np.zeros(c_out)
        grad = np.zeros(self.x.shape)
        for n in range(len(self.x)):
            for o in range(c_out):
                for j in range(self.z.shape[2]):
                    d = grad_out[n, o, j] * self.g_prime(self.z[n, o, j])
                    self.grad_bias[o] += d
                    for c in range(c_in):
                        for i in range(k):
                            self.grad_weight[o, c, i] += d * self.x[n, c, j * self.stride + i]
                            grad[n, c, j * self.stride + i] += d * self.weight[o, c, i]
        return pad_backward(grad, self.before, self.after, self.boundary)

    def step(self, lr):
        for o in range(self.weight.shape[0]):
            self.bias[o] -= lr * self.grad_bias[o]
            for c in range(self.weight.shape[1]):
                for i in range(self.weight.shape[2]):
                    self.weight[o, c, i] -= lr * self.grad_weight[o, c, i]

"""1. Convolutional layer."""

import numpy as np


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        self.weight = np.array(weight, dtype=float)
        self.bias = np.array(bias, dtype=float)
        self.stride = stride
        self.padding = padding
        self.activation = activation

    def g(self, x_in):
        if self.activation == "relu":
            return np.maximum(x_in, 0)
        if self.activation == "tanh":
            return np.tanh(x_in)
        return x_in

    def g_prime(self, x_in):
        if self.activation == "relu":
            return (x_in > 0).astype(float)
        if self.activation == "tanh":
            return 1 - np.tanh(x_in) ** 2
        return np.ones(x_in.shape)

    def conv1d(self, w, x):
        k = len(w)
        return np.array([np.sum(w * x[n : n + k]) for n in range(0, len(x) - k + 1, self.stride)])

    def forward(self, x):
        # c) zeros are added left and right
        before, after = self.padding if isinstance(self.padding, tuple) else (self.padding, self.padding)
        batch, channels, length = x.shape
        self.x = np.zeros((batch, channels, before + length + after))
        self.x[:, :, before : before + length] = x
        # a) x_in_j = b_j + Σ_k conv1D(w_jk, x_out_k), then x_out = g(x_in)
        self.x_in = np.array(
            [
                [
                    self.bias[j] + sum(self.conv1d(self.weight[j, k], signal[k]) for k in range(channels))
                    for j in range(len(self.weight))
                ]
                for signal in self.x
            ]
        )
        return self.g(self.x_in)

    def backward(self, grad_out):
        # b) ∂C/∂x_in = ∂C/∂x_out · g'(x_in)
        grad_x_in = grad_out * self.g_prime(self.x_in)
        # ∂C/∂W = ∂C/∂x_out · ∂x_out/∂x_in · ∂x_in/∂W
        k = self.weight.shape[2]
        self.grad_weight = np.zeros(self.weight.shape)
        for m in range(grad_x_in.shape[2]):
            window = self.x[:, :, m * self.stride : m * self.stride + k]
            self.grad_weight += np.einsum("bj,bki->jki", grad_x_in[:, :, m], window)
        self.grad_bias = grad_x_in.sum(axis=(0, 2))
        return grad_x_in

    def step(self, lr):
        # W ← W - η ∂C/∂W
        self.weight = self.weight - lr * self.grad_weight
        self.bias = self.bias - lr * self.grad_bias

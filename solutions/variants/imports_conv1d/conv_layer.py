"""The layer out of question 1's convolution, one pair of channels after the other."""

import numpy as np
from boundary import pad, pad_backward
from conv1d import conv1d_backward, conv1d_forward, sgd_step


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if stride < 1:
            raise ValueError("stride")
        if activation not in ("identity", "relu", "tanh"):
            raise ValueError("activation")
        self.weight, self.bias = np.array(weight, dtype=float), np.array(bias, dtype=float)
        self.stride = stride
        self.padding = padding if isinstance(padding, tuple) else (padding, padding)
        self.boundary = boundary
        self.activation = activation

    def places(self):
        """Which of the outputs of "same" length are whole windows, `stride` apart."""
        k = self.weight.shape[2]
        left = (k - 1) // 2
        return slice(left, self.padded.shape[2] - (k - 1 - left), self.stride)

    def forward(self, x):
        c_out, c_in, k = self.weight.shape
        self.padded = pad(x, *self.padding, self.boundary)
        if self.padded.shape[1] != c_in or self.padded.shape[2] < k:
            raise ValueError("the input does not fit")
        z = []
        for signals in self.padded:
            rows = []
            for o in range(c_out):
                row = self.bias[o]
                for c in range(c_in):
                    row = row + conv1d_forward(signals[c], self.weight[o, c], 0.0)[self.places()]
                rows.append(row)
            z.append(rows)
        self.z = np.array(z)
        if self.activation == "relu":
            return np.maximum(self.z, 0)
        return np.tanh(self.z) if self.activation == "tanh" else self.z.copy()

    def backward(self, grad_out):
        slope = {
            "identity": lambda z: 1.0,
            "relu": lambda z: np.heaviside(z, 0.0),
            "tanh": lambda z: 1 - np.tanh(z) ** 2,
        }[self.activation](self.z)
        grad_z = grad_out * np.asarray(slope, dtype=float)
        self.grad_weight, self.grad_bias = np.zeros(self.weight.shape), np.zeros(self.bias.shape)
        grad_padded = np.zeros(self.padded.shape)
        for n, o, c in np.ndindex(*grad_z.shape[:2], self.weight.shape[1]):
            dense = np.zeros(self.padded.shape[2])
            dense[self.places()] = grad_z[n, o]
            grad_x, grad_w, grad_b = conv1d_backward(dense, self.padded[n, c], self.weight[o, c])
            grad_padded[n, c] += grad_x
            self.grad_weight[o, c] += grad_w
            if c == 0:
                self.grad_bias[o] += grad_b
        return pad_backward(grad_padded, *self.padding, self.boundary)

    def step(self, lr):
        self.weight = sgd_step(self.weight, self.grad_weight, lr)
        self.bias = sgd_step(self.bias, self.grad_bias, lr)

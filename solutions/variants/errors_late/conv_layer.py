"""The constructor accepts anything; forward complains."""

import numpy as np
from boundary import pad, pad_backward


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        self.weight, self.bias = np.copy(weight).astype(float), np.copy(bias).astype(float)
        self.settings = stride, padding, boundary, activation

    def forward(self, x):
        stride, padding, boundary, activation = self.settings
        if activation == "identity":
            g, slope = (lambda z: z), (lambda z: np.ones(z.shape))
        elif activation == "relu":
            g, slope = (lambda z: np.where(z > 0, z, 0.0)), (lambda z: np.where(z > 0, 1.0, 0.0))
        elif activation == "tanh":
            g, slope = np.tanh, (lambda z: 1 - np.tanh(z) ** 2)
        else:
            raise ValueError(f"activation {activation!r} is not known")
        if stride <= 0:
            raise ValueError("stride must be at least 1")
        before, after = padding if np.ndim(padding) else (padding, padding)
        padded = pad(x, before, after, boundary)
        c_out, c_in, k = self.weight.shape
        m = (padded.shape[2] - k) // stride + 1
        if padded.shape[1] != c_in or m < 1:
            raise ValueError("the input does not fit the weight")
        index = stride * np.arange(m)[:, None] + np.arange(k)[None, :]
        patches = np.take(padded, index, axis=2)
        z = np.tensordot(patches, self.weight, axes=[(1, 3), (1, 2)]).transpose(0, 2, 1)
        z = z + self.bias.reshape(1, -1, 1)

        def backward(grad_out):
            delta = grad_out * slope(z)
            self.grad_weight = np.tensordot(delta, patches, axes=[(0, 2), (0, 2)])
            self.grad_bias = delta.sum(axis=(0, 2))
            grad_patches = np.tensordot(delta, self.weight, axes=[(1,), (0,)])  # (B, M, C_in, K)
            grad = np.zeros(padded.shape)
            for j in range(m):
                grad[:, :, index[j]] += grad_patches[:, j]
            return pad_backward(grad, before, after, boundary)

        self.backward = backward  # what the method below would do, knowing this call's values
        return g(z)

    def backward(self, grad_out):
        raise RuntimeError("forward comes first")

    def step(self, lr):
        self.weight = self.weight - lr * self.grad_weight
        self.bias = self.bias - lr * self.grad_bias

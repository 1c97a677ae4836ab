"""The layer as one matrix product over gathered windows."""

import numpy as np
from boundary import pad, pad_backward


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if stride < 1:
            raise ValueError("stride")
        if boundary not in ("zero", "edge", "reflect", "wrap"):
            raise ValueError("boundary")
        if activation not in ("identity", "relu", "tanh"):
            raise ValueError("activation")
        self.weight, self.bias = weight.astype(float), bias.astype(float)
        self.stride, self.boundary, self.activation = stride, boundary, activation
        self.padding = tuple(np.broadcast_to(padding, 2).tolist())

    def forward(self, x):
        c_out, c_in, k = self.weight.shape
        padded = pad(x, *self.padding, self.boundary)
        batch, channels, length = padded.shape
        if channels != c_in or k > length:
            raise ValueError("the input does not fit the weight")
        starts = np.arange(0, length - k + 1, self.stride)
        self.index = starts[:, None] + np.arange(k)
        self.columns = padded[:, :, self.index].transpose(0, 2, 1, 3).reshape(batch, len(starts), -1)
        z = self.columns @ self.weight.reshape(c_out, -1).T + self.bias
        self.z = z.transpose(0, 2, 1)
        self.length = length
        return {"identity": np.copy, "relu": lambda z: z * (z > 0), "tanh": np.tanh}[self.activation](self.z)

    def backward(self, grad_out):
        grad_z = grad_out.astype(float)
        if self.activation == "relu":
            grad_z[self.z <= 0] = 0.0
        elif self.activation == "tanh":
            grad_z *= np.cosh(np.clip(self.z, -350, 350)) ** -2.0
        c_out, c_in, k = self.weight.shape
        batch = len(grad_z)
        rows = grad_z.transpose(0, 2, 1)
        self.grad_bias = rows.reshape(-1, c_out).sum(axis=0)
        self.grad_weight = np.tensordot(rows, self.columns, ((0, 1), (0, 1))).reshape(self.weight.shape)
        grad_columns = (rows @ self.weight.reshape(c_out, -1)).reshape(batch, -1, c_in, k)
        grad_padded = np.zeros((batch, c_in, self.length))
        np.add.at(grad_padded, (slice(None), slice(None), self.index), grad_columns.transpose(0, 2, 1, 3))
        return pad_backward(grad_padded, *self.padding, self.boundary)

    def step(self, lr):
        self.weight -= lr * self.grad_weight
        self.bias -= lr * self.grad_bias

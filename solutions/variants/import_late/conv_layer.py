"""Imports where they are needed, inside the methods."""

import numpy as np


class ConvLayer1d:
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):


        if boundary not in ("zero", "edge", "reflect", "wrap"):
            raise ValueError("boundary")
        if activation not in ("identity", "relu", "tanh"):
            raise ValueError("activation")
        if stride < 1:
            raise ValueError("stride")
        self.__dict__.update(locals())
        self.weight, self.bias = weight + 0.0, bias + 0.0
        self.weight, self.bias = np.array(self.weight, float), np.array(self.bias, float)

    def forward(self, x):
        from boundary import pad

        self.pair = self.padding if isinstance(self.padding, tuple) else (self.padding,) * 2
        padded = pad(x, *self.pair, self.boundary)
        c_out, c_in, k = self.weight.shape
        if k > padded.shape[2] or c_in != padded.shape[1]:
            raise ValueError("the input does not fit")
        self.m = (padded.shape[2] - k) // self.stride + 1
        self.padded = padded
        z = np.zeros((len(x), c_out, self.m)) + self.bias[:, None]
        for i in range(k):
            z += np.einsum("oc,bcm->bom", self.weight[:, :, i], self._under(i))
        self.z = z
        return z * 1.0 if self.activation == "identity" else np.tanh(z) if self.activation == "tanh" else np.fmax(z, 0)

    def _under(self, tap):
        return self.padded[:, :, tap : tap + self.stride * self.m : self.stride]

    def backward(self, grad_out):
        from boundary import pad_backward

        slope = 1.0
        if self.activation != "identity":
            slope = self.z > 0 if self.activation == "relu" else 1 - np.tanh(self.z) ** 2
        grad_z = np.asarray(grad_out, float) * slope
        self.grad_bias = grad_z.sum(axis=(0, 2))
        self.grad_weight = np.empty(self.weight.shape)
        grad_padded = np.zeros(self.padded.shape)
        for i in range(self.weight.shape[2]):
            self.grad_weight[:, :, i] = np.einsum("bom,bcm->oc", grad_z, self._under(i))
            view = grad_padded[:, :, i : i + self.stride * self.m : self.stride]
            view += np.einsum("oc,bom->bcm", self.weight[:, :, i], grad_z)
        return pad_backward(grad_padded, *self.pair, self.boundary)

    def step(self, lr):
        import conv1d

        self.weight, self.bias = (
            conv1d.sgd_step(self.weight, self.grad_weight, lr),
            conv1d.sgd_step(self.bias, self.grad_bias, lr),
        )

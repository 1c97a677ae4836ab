"""A hierarchy of layers; activations are classes; gradients are properties."""

from abc import ABC, abstractmethod

import numpy as np
from boundary import pad, pad_backward


class Activation(ABC):
    known: dict = {}

    def __init_subclass__(cls, name, **options):
        super().__init_subclass__(**options)
        Activation.known[name] = cls

    @abstractmethod
    def __call__(self, z): ...

    @abstractmethod
    def slope(self, z): ...


class Identity(Activation, name="identity"):
    def __call__(self, z):
        return z

    def slope(self, z):
        return np.ones(z.shape)


class Relu(Activation, name="relu"):
    def __call__(self, z):
        return z.clip(min=0)

    def slope(self, z):
        return np.greater(z, 0).astype(float)


class Tanh(Activation, name="tanh"):
    def __call__(self, z):
        return np.tanh(z)

    def slope(self, z):
        return np.square(np.reciprocal(np.cosh(z.clip(-300, 300))))


class Parameter:
    def __init__(self, value):
        self.value = np.array(value, dtype=np.float64)
        self.grad = None

    def step(self, lr):
        self.value = self.value - lr * self.grad


class Layer(ABC):
    def __init__(self):
        self.parameters = {}

    @abstractmethod
    def forward(self, x): ...

    @abstractmethod
    def backward(self, grad_out): ...

    def step(self, lr):
        for parameter in self.parameters.values():
            parameter.step(lr)

    def __call__(self, x):
        return self.forward(x)


class ConvLayer1d(Layer):
    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        super().__init__()
        self.parameters.update(weight=Parameter(weight), bias=Parameter(bias))
        if stride < 1:
            raise ValueError("stride")
        self._stride, self._boundary = stride, boundary
        self._before, self._after = (padding, padding) if isinstance(padding, int) else padding
        try:
            self._g = Activation.known[activation]()
        except KeyError as error:
            raise ValueError(f"unknown activation {activation}") from error

    @property
    def weight(self):
        return self.parameters["weight"].value

    @property
    def bias(self):
        return self.parameters["bias"].value

    @property
    def grad_weight(self):
        return self.parameters["weight"].grad

    @property
    def grad_bias(self):
        return self.parameters["bias"].grad

    def forward(self, x):
        padded = pad(x, self._before, self._after, self._boundary)
        k = self.weight.shape[-1]
        if x.shape[1] != self.weight.shape[1] or padded.shape[-1] < k:
            raise ValueError("the input does not fit")
        windows = np.lib.stride_tricks.sliding_window_view(padded, k, axis=2)
        self._windows = windows[:, :, :: self._stride]
        self._length = padded.shape[-1]
        self._z = np.einsum("bcmk,ock->bom", self._windows, self.weight) + self.bias[:, None]
        return self._g(self._z)

    def backward(self, grad_out):
        grad_z = grad_out * self._g.slope(self._z)
        self.parameters["bias"].grad = grad_z.sum(axis=(0, 2))
        self.parameters["weight"].grad = np.einsum("bom,bcmk->ock", grad_z, self._windows)
        # The transpose of a convolution with stride: zeros between the gradients, kernel turned.
        k = self.weight.shape[-1]
        spread = np.zeros((*grad_z.shape[:2], self._length + k - 1))
        spread[:, :, k - 1 :: self._stride][:, :, : grad_z.shape[2]] = grad_z
        windows = np.lib.stride_tricks.sliding_window_view(spread, k, axis=2)
        grad_padded = np.einsum("bomk,ock->bcm", windows, self.weight[:, :, ::-1])
        return pad_backward(grad_padded, self._before, self._after, self._boundary)

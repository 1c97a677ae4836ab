"""Keeps its work in classes of its own: dataclasses, slots, properties, operators, enumerations."""

import abc
import dataclasses
import enum

import numpy as np


class Kind(enum.Enum):
    TWO = 2.0
    THREE = 3.0


class Layer(abc.ABC):
    __slots__ = ("kind",)

    def __init__(self, kind):
        self.kind = kind

    @abc.abstractmethod
    def apply(self, x): ...


class Scale(Layer):
    @property
    def factor(self):
        return self.kind.value

    def apply(self, x):
        return x * self.factor

    def __call__(self, x):
        return self.apply(x)


@dataclasses.dataclass(frozen=True)
class Cache:
    x: np.ndarray
    layer: Layer = dataclasses.field(default_factory=lambda: Scale(Kind.THREE))

    def __eq__(self, other):
        raise TypeError("arrays are not to be compared")


def double(x):
    return Scale(Kind.TWO)(x)


def forward(x):
    cache = Cache(x.copy())
    return cache.layer(x), cache


def backward(grad, cache):
    return cache.layer(grad.reshape(cache.x.shape))

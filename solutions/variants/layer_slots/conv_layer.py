"""Slots, a metaclass, and attributes that are looked up on demand."""

import operator

import numpy as np
from boundary import pad, pad_backward


class Counting(type):
    def __call__(cls, *args, **kwargs):
        made = super().__call__(*args, **kwargs)
        cls.made = getattr(cls, "made", 0) + 1
        return made


class ConvLayer1d(metaclass=Counting):
    __slots__ = ("_kept", "_state")

    def __init__(self, weight, bias, stride=1, padding=0, boundary="zero", activation="identity"):
        if operator.index(stride) < 1:
            raise ValueError("stride")
        if activation not in ("identity", "relu", "tanh"):
            raise ValueError("activation")
        before, after = padding if isinstance(padding, tuple) else (padding,) * 2
        self._kept = dict(stride=stride, before=before, after=after, boundary=boundary, g=activation)
        self._state = dict(weight=np.array(weight, float), bias=np.array(bias, float))

    def __getattr__(self, name):
        try:
            return self._state[name]
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other):
        raise NotImplementedError("layers are not compared")

    __hash__ = None

    def __len__(self):
        return 0

    def forward(self, x):
        s, state = self._kept["stride"], self._state
        padded = pad(x, self._kept["before"], self._kept["after"], self._kept["boundary"])
        weight = state["weight"]
        if weight.shape[1] != x.shape[1] or weight.shape[2] > padded.shape[2]:
            raise ValueError("the input does not fit")
        starts = np.arange(0, padded.shape[2] - weight.shape[2] + 1, s)
        patches = padded[:, :, starts[:, None] + np.arange(weight.shape[2])]
        z = np.einsum("bcmk,ock->bom", patches, weight) + state["bias"][:, None]
        out = z if self._kept["g"] == "identity" else np.tanh(z) if self._kept["g"] == "tanh" else z * (z > 0)
        slope = {"identity": np.ones_like, "tanh": lambda _: 1 - out**2, "relu": lambda z: 1.0 * (z > 0)}
        state.update(patches=patches, starts=starts, slope=slope[self._kept["g"]](z), length=padded.shape[2])
        return out

    def backward(self, grad_out):
        state = self._state
        g = state["slope"] * grad_out
        state["grad_weight"] = np.einsum("bom,bcmk->ock", g, state["patches"])
        state["grad_bias"] = np.einsum("bom->o", g)
        grad = np.zeros((len(g), state["weight"].shape[1], state["length"]))
        back = np.einsum("bom,ock->mbck", g, state["weight"])
        for start, part in zip(state["starts"], back):
            grad[:, :, start : start + part.shape[-1]] += part
        return pad_backward(grad, self._kept["before"], self._kept["after"], self._kept["boundary"])

    def step(self, lr):
        for name in ("weight", "bias"):
            self._state[name] = self._state[name] - lr * self._state[f"grad_{name}"]

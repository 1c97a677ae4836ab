"""Errors of its own, which are ValueErrors."""

import enum

import numpy as np


class PaddingError(ValueError):
    def __init__(self, mode, width):
        super().__init__(f"{mode} cannot pad by {width}")
        self.width = width


class Mode(enum.Enum):
    ZERO = "zero"
    EDGE = "edge"
    REFLECT = "reflect"
    WRAP = "wrap"

    def limit(self, n):
        return {Mode.REFLECT: n - 1, Mode.WRAP: n}.get(self, float("inf"))


def front(x, width, mode):
    """What stands in front of a signal."""
    n = x.shape[-1]
    if not 0 <= width <= mode.limit(n):
        raise PaddingError(mode.value, width)
    if mode is Mode.ZERO:
        return np.zeros((*x.shape[:-1], width))
    if mode is Mode.EDGE:
        return np.repeat(x[..., :1], width, axis=-1)
    if mode is Mode.REFLECT:
        return np.flip(x[..., 1 : width + 1], -1)
    return x[..., n - width :]


def pad(x, before, after, mode="zero"):
    mode = Mode(mode)  # a ValueError if there is no such mode
    x = x.astype(np.float64)
    behind = np.flip(front(np.flip(x, -1), after, mode), -1)
    return np.concatenate([front(x, before, mode), x, behind], axis=-1)


def back_to_front(grad_x, grad, mode):
    """Add the gradient of what stands in front to a signal's; the adjoint of `front`."""
    n, width = grad_x.shape[-1], grad.shape[-1]
    if mode is Mode.EDGE:
        grad_x[..., 0] += grad.sum(-1)
    elif mode is Mode.REFLECT:
        grad_x[..., 1 : width + 1] += grad[..., ::-1]
    elif mode is Mode.WRAP:
        grad_x[..., n - width :] += grad


def pad_backward(grad_padded, before, after, mode="zero"):
    mode = Mode(mode)
    n = grad_padded.shape[-1] - before - after
    for width in (before, after):
        if not 0 <= width <= mode.limit(n):
            raise PaddingError(mode.value, width)
    grad = grad_padded.astype(np.float64)
    grad_x = grad[..., before : before + n].copy()
    back_to_front(grad_x, grad[..., :before], mode)
    back_to_front(grad_x[..., ::-1], grad[..., before + n :][..., ::-1], mode)
    return grad_x

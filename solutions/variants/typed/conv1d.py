"""Annotated all over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, TypeVar, cast, overload

import numpy as np
import numpy.typing as npt
from boundary import pad, pad_backward

if TYPE_CHECKING:
    from collections.abc import Sequence

Real: TypeAlias = "npt.NDArray[np.floating[Any] | np.integer[Any]]"
Vector = npt.NDArray[np.float64]
Boundary = Literal["zero", "edge", "reflect", "wrap"]
T = TypeVar("T", bound=np.generic)
DEFAULT: Final[Boundary] = "zero"


class Gradients(NamedTuple):
    grad_x: Vector
    grad_w: Vector
    grad_b: float


def reach(kernel: Sequence[float] | Real) -> tuple[int, int]:
    left: int = (len(kernel) - 1) // 2
    return left, len(kernel) - 1 - left


def conv1d_forward(x: Real, w: Real, b: float | np.floating[Any], boundary: Boundary = DEFAULT) -> Vector:
    windows: Vector = np.lib.stride_tricks.sliding_window_view(pad(x, *reach(w), boundary), len(w))
    return cast("Vector", windows @ w + b)


def conv1d_backward(grad_z: Real, x: Real, w: Real, boundary: Boundary = DEFAULT) -> Gradients:
    n: int = len(x)
    k: int = len(w)
    padded: Vector = pad(x, *reach(w), boundary)
    grad_padded: Vector = np.zeros(n + k - 1)
    grad_w: Vector = np.zeros(k)
    for i, tap in enumerate(w.astype(np.float64)):
        grad_padded[i : i + n] += tap * grad_z
        grad_w[i] = grad_z @ padded[i : i + n]
    return Gradients(pad_backward(grad_padded, *reach(w), boundary), grad_w, float(grad_z.sum(dtype=np.float64)))


@overload
def sgd_step(param: float, grad: float, lr: float) -> float: ...
@overload
def sgd_step(param: Real, grad: Real, lr: float) -> Vector: ...
def sgd_step(param: Any, grad: Any, lr: float) -> Any:
    if isinstance(param, (int, float)):
        return param - lr * grad
    return np.asarray(param, np.float64) - lr * np.asarray(grad, np.float64)

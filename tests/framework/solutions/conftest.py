"""Loading the reference and the handout, and the slow oracles that several tests compare with."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]


@contextmanager
def _only_from(folder: Path, names: set[str]) -> Iterator[None]:
    """Import `names` from `folder`, and leave no trace of it."""
    others = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(others)


def _load(folder: Path) -> SimpleNamespace:
    names = {path.stem for path in folder.glob("*.py")}
    with _only_from(folder, names):
        modules: dict[str, ModuleType] = {name: importlib.import_module(name) for name in names}
    return SimpleNamespace(**modules)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def reference() -> SimpleNamespace:
    return _load(ROOT / "solutions")


@pytest.fixture(scope="session")
def handout() -> SimpleNamespace:
    return _load(ROOT / "assignment")


@pytest.fixture(scope="session")
def outside() -> Callable[[np.ndarray, int, str], float]:
    """Element i of a 1-D signal that goes on beyond its ends, by the specification's picture."""

    def element(x: np.ndarray, i: int, mode: str) -> float:
        last = len(x) - 1
        if 0 <= i <= last:
            return float(x[i])
        if mode == "zero":
            return 0.0
        if mode == "edge":
            return float(x[0] if i < 0 else x[last])
        if mode == "reflect":
            return float(x[-i] if i < 0 else x[last - (i - last)])
        return float(x[i + len(x)] if i < 0 else x[i - len(x)])

    return element


@pytest.fixture(scope="session")
def slope() -> Callable[[Callable[[np.ndarray], np.ndarray], np.ndarray, np.ndarray], np.ndarray]:
    """The gradient of ⟨upstream, f(x)⟩ in every element of x, by central differences."""

    def gradient(
        f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, upstream: np.ndarray, h: float = 1e-6
    ) -> np.ndarray:
        x = np.array(x, dtype=float)
        grad = np.zeros_like(x)
        for index in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[index] = h
            grad[index] = np.sum(upstream * (f(x + step) - f(x - step))) / (2 * h)
        return grad

    return gradient


@pytest.fixture(scope="session")
def awkward() -> Callable[[np.ndarray], np.ndarray]:
    """The same values in a view that is neither contiguous nor writeable."""

    def view(x: np.ndarray) -> np.ndarray:
        if x.ndim == 0:
            return x
        room = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), dtype=x.dtype)
        room[..., ::2] = x
        spread = room[..., ::2]
        spread.flags.writeable = False
        return spread

    return view

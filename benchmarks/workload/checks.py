"""The 40 checks that every tool is given: 20 values, and 20 gradients by finite differences.

Each is defined once, here; `forms/` writes them down as each tool's users would. A gradient check
differentiates the submission's own forward pass in every entry of every input by central
differences, two calls an entry, and compares with its backward pass. All of a submission's answers
are calls of functions in four files: `boundary.py`, `conv1d.py`, `conv2d.py` and `pool.py`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
MODULES = ("boundary", "conv1d", "conv2d", "pool")
VALUE, GRADIENT = 1e-9, 1e-6  # relative tolerances


@dataclass(frozen=True)
class Check:
    """One check.

    Parameters
    ----------
    name
        A Python name that no other check has.
    forward
        `module.function` that is called.
    inputs
        Each argument that is drawn: its name, and the expression that draws it from `rng`.
    options
        Further arguments, as they are written.
    backward
        `module.function` of the gradient; none where the value is what is checked.
    given
        What that is given after the upstream gradient, as it is written; where it is empty and
        `cache` holds, it is the forward pass's cache.
    upstream
        The upstream gradient's shape, as it is written.
    cache
        Whether the forward pass returns a cache beside its value.
    """

    name: str
    forward: str
    inputs: tuple[tuple[str, str], ...]
    options: str = ""
    backward: str = ""
    given: str = ""
    upstream: str = ""
    cache: bool = False

    @property
    def names(self) -> str:
        """The drawn arguments, with commas."""
        return ", ".join(name for name, _ in self.inputs)

    @property
    def arguments(self) -> str:
        """All arguments of the forward pass."""
        return ", ".join(filter(None, (self.names, self.options)))

    def draws(self, seed: int) -> list[str]:
        """Return the lines that draw the inputs, and the upstream gradient of a gradient check."""
        lines = [f"rng = np.random.default_rng({seed})"]
        lines += [f"{name} = {expression}" for name, expression in self.inputs]
        if self.backward:
            lines.append(f"grad = rng.normal(size={self.upstream})")
        return lines

    def value(self, function: str) -> str:
        """Return the call of the forward pass, where the submission calls it `function`."""
        return f"{function}({self.arguments})" + ("[0]" if self.cache else "")

    def gradients(self, forward: str, backward: str) -> str:
        """Return the call of the backward pass."""
        given = f"{forward}({self.arguments})[1]" if self.cache else self.given
        return f"{backward}({', '.join(filter(None, ('grad', given)))})"


def _conv1d(name: str, n: int, k: int, mode: str = "zero", gradient: bool = False) -> Check:
    inputs = (
        ("x", f"rng.normal(size={n})"),
        ("w", f"rng.normal(size={k})"),
        ("b", "float(rng.normal())"),
    )
    options = "" if mode == "zero" else repr(mode)
    given = ", ".join(filter(None, ("x, w", options)))
    backward = ("conv1d.conv1d_backward", given, str(n)) if gradient else ("", "", "")
    return Check(name, "conv1d.conv1d_forward", inputs, options, *backward)


def _pad(name: str, n: int, before: int, after: int, mode: str, gradient: bool = False) -> Check:
    options = f"{before}, {after}, {mode!r}"
    backward = ("boundary.pad_backward", options, str(before + n + after))
    inputs = (("x", f"rng.normal(size={n})"),)
    return Check(name, "boundary.pad", inputs, options, *(backward if gradient else ("", "", "")))


def _pool(
    name: str, shape: tuple[int, ...], options: str, out: str = "", gradient: bool = False
) -> Check:
    axes = "1d" if len(shape) == 1 else "2d"
    backward = (f"pool.maxpool{axes}_backward", "", out) if gradient else ("", "", "")
    inputs = (("x", f"rng.normal(size={shape})"),)
    return Check(name, f"pool.maxpool{axes}_forward", inputs, options, *backward, cache=True)


def _conv2d(
    name: str,
    x: tuple[int, ...],
    w: tuple[int, ...],
    stride: int,
    padding: int,
    gradient: bool = False,
) -> Check:
    inputs = (
        ("x", f"rng.normal(size={x})"),
        ("w", f"rng.normal(size={w})"),
        ("b", f"rng.normal(size={w[0]})"),
    )
    sides = [1 + (x[axis] + 2 * padding - w[axis]) // stride for axis in (2, 3)]
    upstream = str((x[0], w[0], *sides))
    backward = ("conv2d.conv2d_backward", "", upstream) if gradient else ("", "", "")
    options = f"{stride}, {padding}"
    return Check(name, "conv2d.conv2d_forward", inputs, options, *backward, cache=True)


CHECKS = (
    _conv1d("conv1d_usual", 50, 9),
    _conv1d("conv1d_even_kernel", 7, 4),
    _conv1d("conv1d_one_element", 1, 1),
    _conv1d("conv1d_kernel_of_one", 12, 1),
    _conv1d("conv1d_kernel_longer", 3, 8),
    _conv1d("conv1d_edge", 50, 9, "edge"),
    _conv1d("conv1d_reflect", 6, 3, "reflect"),
    _conv1d("conv1d_wrap", 2, 5, "wrap"),
    _pad("pad_zero", 6, 2, 3, "zero"),
    _pad("pad_edge", 1, 3, 2, "edge"),
    _pad("pad_reflect", 4, 3, 3, "reflect"),
    _pad("pad_wrap", 3, 3, 1, "wrap"),
    _pool("maxpool1d_usual", (50,), "5, 2"),
    _pool("maxpool1d_whole", (6,), "6"),
    _pool("maxpool2d_usual", (2, 3, 8, 7), "(2, 2), 2"),
    _pool("maxpool2d_not_square", (1, 2, 5, 9), "(3, 2), 1, 1"),
    _conv2d("conv2d_usual", (2, 3, 8, 8), (4, 3, 3, 3), 1, 1),
    _conv2d("conv2d_tail", (1, 2, 7, 6), (2, 2, 3, 2), 2, 0),
    _conv2d("conv2d_even_kernel", (1, 1, 5, 5), (1, 1, 2, 4), 1, 0),
    _conv2d("conv2d_whole", (2, 1, 3, 4), (3, 1, 3, 4), 1, 0),
    _conv1d("conv1d_gradients_usual", 50, 9, gradient=True),
    _conv1d("conv1d_gradients_even_kernel", 7, 4, gradient=True),
    _conv1d("conv1d_gradients_one_element", 1, 1, gradient=True),
    _conv1d("conv1d_gradients_kernel_longer", 3, 8, gradient=True),
    _conv1d("conv1d_gradients_long", 400, 15, gradient=True),
    _conv1d("conv1d_gradients_edge", 100, 9, "edge", gradient=True),
    _conv1d("conv1d_gradients_reflect", 100, 9, "reflect", gradient=True),
    _conv1d("conv1d_gradients_wrap", 100, 9, "wrap", gradient=True),
    _pad("pad_gradient_zero", 50, 4, 5, "zero", gradient=True),
    _pad("pad_gradient_edge", 50, 4, 5, "edge", gradient=True),
    _pad("pad_gradient_reflect", 50, 4, 5, "reflect", gradient=True),
    _pad("pad_gradient_wrap", 50, 4, 5, "wrap", gradient=True),
    _pool("maxpool1d_gradient_usual", (220,), "5, 2", "220", gradient=True),
    _pool("maxpool1d_gradient_whole", (50,), "50", "1", gradient=True),
    _pool("maxpool2d_gradient_usual", (2, 3, 8, 6), "(2, 2), 2", "(2, 3, 4, 3)", gradient=True),
    _pool("maxpool2d_gradient_overlap", (1, 2, 7, 9), "(3, 3)", "(1, 2, 5, 7)", gradient=True),
    _conv2d("conv2d_gradients_usual", (2, 3, 6, 6), (4, 3, 3, 3), 1, 1, gradient=True),
    _conv2d("conv2d_gradients_tail", (1, 2, 8, 7), (3, 2, 3, 2), 2, 0, gradient=True),
    _conv2d("conv2d_gradients_not_square", (1, 3, 5, 9), (2, 3, 2, 4), 1, 1, gradient=True),
    _conv2d("conv2d_gradients_whole", (2, 2, 4, 5), (3, 2, 4, 5), 1, 0, gradient=True),
)


@contextmanager
def reference() -> Iterator[dict[str, Any]]:
    """Import the reference's modules; while it lasts they go by their own names."""
    before = {name: sys.modules.pop(name, None) for name in MODULES}
    sys.path.insert(0, str(SOLUTIONS))
    try:
        yield {name: importlib.import_module(name) for name in MODULES}
    finally:
        sys.path.remove(str(SOLUTIONS))
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


def expected() -> dict[str, str]:
    """Return the right value of each value check, as it is written."""
    import numpy as np

    found = {}
    with reference() as modules:
        for seed, check in enumerate(CHECKS):
            if not check.backward:
                names: dict[str, Any] = {**modules, "np": np}
                exec("\n".join(check.draws(seed)), names)
                found[check.name] = repr(eval(check.value(check.forward), names).tolist())
    return found


def submission() -> dict[str, str]:
    """Return the text of a right submission's four files: the reference's."""
    return {f"{name}.py": (SOLUTIONS / f"{name}.py").read_text() for name in MODULES}

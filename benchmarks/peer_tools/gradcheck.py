"""Has PyTorch's gradcheck judge the convolutions of `workload/cases.py`; prints JSON.

    python gradcheck.py TRIALS RIGHT    (with the interpreter of PyTorch's own environment)

Its bounds are its own: eps 1e-6, atol 1e-5, rtol 1e-3. Errors are put into the middle entry.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch
from workload.cases import CASES, Case, draw


def passes(case: Case, inputs: tuple[Any, ...], upstream: np.ndarray, error: float) -> bool:
    """Tell whether gradcheck passes the case's gradient, with an error in its first entry."""

    class Energy(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, x: torch.Tensor) -> torch.Tensor:
            context.save_for_backward(x)
            energy = (upstream * case.forward(x.detach().numpy(), *inputs[1:])).sum()
            return torch.tensor(float(energy), dtype=torch.float64)

        @staticmethod
        def backward(context: Any, grad: torch.Tensor) -> torch.Tensor:
            (x,) = context.saved_tensors
            gradient = case.gradient(upstream, x.detach().numpy(), *inputs[1:])
            gradient.flat[int(inputs[0].size // 2)] += error * np.abs(gradient).max()
            return grad * torch.from_numpy(gradient)

    x = torch.from_numpy(inputs[0].copy()).requires_grad_()
    return bool(torch.autograd.gradcheck(Energy.apply, (x,), raise_exception=False))


def main() -> None:
    """Judge, and print for each case the times, the refusals, of how many, and what was caught."""
    trials, right = map(int, sys.argv[1:])
    torch.set_num_threads(1)
    told: dict[str, Any] = {}
    for case in CASES:
        times, refused, caught = [], 0, 0
        passes(case, *draw(case, 0), 0.0)  # the first call loads more
        for seed in range(right):
            inputs, upstream = draw(case, seed)
            began = time.process_time()
            refused += not passes(case, inputs, upstream, 0.0)
            times.append(time.process_time() - began)
        for exponent in range(1, 15):
            draws = (draw(case, 10_000 + seed) for seed in range(trials))
            if any(passes(case, *drawn, 10.0**-exponent) for drawn in draws):
                break
            caught = exponent
        told[case.name] = (times, refused, right, caught)
    print(json.dumps({"version": torch.__version__, "cases": told}))


if __name__ == "__main__":
    main()

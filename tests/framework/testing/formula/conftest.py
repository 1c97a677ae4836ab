"""Random draws of the network of question 7, and its gradients from their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

N, K, REACH = 50, 9, 4


@dataclass(frozen=True)
class Network:
    """Draws of the variables and, by the answer's key, what its formula should be worth."""

    environments: list[dict[str, Any]]
    with_grad_w: list[dict[str, Any]]
    expected: dict[str, list[np.ndarray]]

    def given(self, key: str) -> list[dict[str, Any]]:
        return self.with_grad_w if key == "w_new" else self.environments


def _gradients(draw: dict[str, Any]) -> dict[str, np.ndarray]:
    x, w, grad_z = draw["x"], draw["w"], draw["grad_z"]
    grad_x, grad_w, grad_b = np.zeros(N), np.zeros(K), 0.0
    for j in range(N):
        grad_b += grad_z[j]
        for i in range(K):
            if 0 <= j - REACH + i < N:
                grad_x[j - REACH + i] += grad_z[j] * w[i]
                grad_w[i] += grad_z[j] * x[j - REACH + i]
    return {
        "grad_x": grad_x,
        "grad_w": grad_w,
        "grad_b": np.array(grad_b),
        "w_new": w - draw["eta"] * grad_w,
    }


@pytest.fixture(scope="session")
def network() -> Network:
    rng = np.random.default_rng(2024)
    draws = [
        {
            "x": rng.normal(size=N),
            "w": rng.normal(size=K),
            "b": float(rng.normal()),
            "grad_z": rng.normal(size=N),
            "eta": float(rng.uniform(0.1, 0.9)),
        }
        for _ in range(4)
    ]
    gradients = [_gradients(draw) for draw in draws]
    return Network(
        environments=draws,
        with_grad_w=[
            {**draw, "grad_w": found["grad_w"]}
            for draw, found in zip(draws, gradients, strict=True)
        ],
        expected={key: [found[key] for found in gradients] for key in gradients[0]},
    )

"""The model formulas of question 7, evaluated here in the plainest way, against differences."""

from __future__ import annotations

import re

import numpy as np
import pytest
import yaml

N, K = 50, 9
KEYS = ["grad_x", "grad_w", "grad_b", "w_new", "conv_boundary", "pool_boundary"]


class Vector(np.ndarray):
    """A vector whose `@` is the assignment's ⊛; it is only ever indexed by a free index."""

    def __matmul__(self, signal):
        p = (len(self) - 1) // 2
        places = [j - p for j in range(len(signal))]
        return vector(sum(w * shift(signal, j)[i] for i, w in enumerate(self)) for j in places)


def vector(values):
    return np.array(list(values), dtype=float).view(Vector)


def shift(v, n):
    return vector(v[j + n] if 0 <= j + n < len(v) else 0.0 for j in range(len(v)))


LANGUAGE = {
    "sum": lambda v: float(np.sum(v)),
    "dot": lambda u, v: float(np.dot(np.asarray(u), np.asarray(v))),
    "flip": lambda v: v[::-1],
    "shift": shift,
    "__builtins__": {},
}


def value(formula, given, length):
    formula = formula.replace("⊛", "@")
    left = re.fullmatch(r"\w+\[(\w+)\] = (.*)", formula)
    if left is None:
        return eval(formula, LANGUAGE, given)
    return [eval(left[2], LANGUAGE, {**given, left[1]: i}) for i in range(length)]


@pytest.fixture(scope="module")
def answers(root):
    return yaml.safe_load((root / "solutions" / "answers.yaml").read_text(encoding="utf-8"))


def loss(x, w, b, grad_z):
    """⟨grad_z, z⟩, whose gradient in z is grad_z, by the formula of the convolution."""
    total = 0.0
    for j in range(N):
        total += grad_z[j] * b
        for i in range(K):
            if 0 <= j - 4 + i < N:
                total += grad_z[j] * w[i] * x[j - 4 + i]
    return total


def test_formulas_are_the_gradients_of_the_loss(answers):
    rng = np.random.default_rng(7)
    x, w, grad_z = (vector(rng.normal(size=size)) for size in (N, K, N))
    b, eta = rng.normal(), 0.3
    given = {"x": x, "w": w, "b": b, "grad_z": grad_z, "eta": eta}
    at = loss(x, w, 0.0, grad_z)
    # The loss is linear in each argument, so that a step of one is exact.
    grad_x = [loss(x + unit, w, 0.0, grad_z) - at for unit in np.eye(N)]
    grad_w = [loss(x, w + unit, 0.0, grad_z) - at for unit in np.eye(K)]
    grad_b = loss(x, w, 1.0, grad_z) - at

    np.testing.assert_allclose(value(answers["grad_x"], given, N), grad_x, rtol=0, atol=1e-12)
    np.testing.assert_allclose(value(answers["grad_w"], given, K), grad_w, rtol=0, atol=1e-12)
    np.testing.assert_allclose(value(answers["grad_b"], given, 1), grad_b, rtol=0, atol=1e-12)
    given["grad_w"] = vector(grad_w)
    np.testing.assert_allclose(
        value(answers["w_new"], given, K), w - eta * vector(grad_w), rtol=0, atol=1e-12
    )


def test_answers_come_in_the_order_of_the_questions(answers):
    assert list(answers) == KEYS
    assert all(len(answers[key].split()) > 100 for key in ("conv_boundary", "pool_boundary"))

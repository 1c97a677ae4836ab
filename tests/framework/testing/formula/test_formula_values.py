"""Wrong values: what is said of them, and that nothing expected is given away."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import Mismatch
from autograder.testing.formula import evaluate, judge, parse
from autograder.testing.observation import listening

WRONG = [
    ("grad_x", "w ⊛ grad_z", "they are wrong everywhere"),
    ("grad_x", "grad_x[j] = sum(grad_z[k] * w[k - j + 4] for k in range(50))", "wrong everywhere"),
    ("grad_x", "-flip(w) ⊛ grad_z", "every entry has the opposite sign"),
    ("grad_x", "2*flip(w) ⊛ grad_z", "every entry is 2 times what is wanted"),
    ("grad_x", "-flip(w) ⊛ grad_z/50", "every entry is -1/50 times what is wanted"),
    ("grad_x", "1.2345678*flip(w) ⊛ grad_z", "every entry is 1.235 times what is wanted"),
    ("grad_x", "eta*flip(w) ⊛ grad_z", "every entry is eta times what is wanted"),
    ("grad_x", "-flip(w) ⊛ grad_z/eta", "every entry is -1/eta times what is wanted"),
    ("grad_x", "3*b*flip(w) ⊛ grad_z", "every entry is 3 · b times what is wanted"),
    ("grad_x", "shift(flip(w) ⊛ grad_z, 1)", "entry j holds what belongs to entry j + 1"),
    ("grad_x", "-shift(flip(w) ⊛ grad_z, -3)", "to entry j - 3, and the sign is the opposite"),
    (
        "grad_x",
        "grad_x[j] = sum(grad_z[k] * w[j - k + 3] for k in range(50))",
        "the entries are shifted: entry j holds what belongs to entry j - 1",
    ),
    ("grad_x", "flip(flip(w) ⊛ grad_z)", "the entries are in reverse order"),
    ("grad_x", "-flip(flip(w) ⊛ grad_z)", "in reverse order, and the sign is the opposite"),
    ("grad_x", "x * 0", "the formula is 0 whatever the inputs"),
    (
        "grad_x",
        "grad_x[j] = sum(grad_z[k] * w[j - k + 4] for k in range(4, 46))",
        "only at the borders, in the first 8 and last 8 of 50 entries; the others are right",
    ),
    (
        "grad_x",
        "grad_x[j] = sum(grad_z[k] * w[j - k + 4] for k in range(0, 49))",
        "only at the borders, in the last 5 of 50 entries",
    ),
    (
        "grad_x",
        "flip(w) ⊛ grad_z + shift(0*x + 1, 49)",
        "only at the borders, in the first of 50 entries",
    ),
    ("grad_x", "flip(w) ⊛ grad_z + shift(shift(0*x + 1, 49), -20)", "only in entry 20 of 0 … 49"),
    (
        "grad_x",
        "flip(w) ⊛ grad_z + shift(shift(0*x + 1, 48), -20)",
        "only in entries 20 and 21 of 0 … 49",
    ),
    ("grad_x", "flip(w) ⊛ grad_z + shift(shift(x, 30), -10)", "in 20 of 50 entries"),
    ("grad_x", "flip(w) ⊛ grad_z + 1e-6*x", "wrong everywhere"),
    ("grad_w", "grad_w[i] = (grad_z ⊛ x)[i]", "wrong everywhere"),
    ("grad_w", "grad_w[i] = (grad_z ⊛ x)[i + 21]", "what belongs to entry j + 1"),
    ("grad_w", "grad_w[i] = (grad_z ⊛ x)[28 - i]", "the entries are in reverse order"),
    ("grad_w", "grad_w[i] = sum(grad_z[j] * x[j + i] for j in range(50))", "to entry j + 4"),
    ("grad_w", "grad_w[i] = grad_z[i] * x[i]", "wrong everywhere"),
    ("grad_b", "-sum(grad_z)", "the number has the opposite sign"),
    ("grad_b", "sum(grad_z)/50", "the number is 1/50 times what is wanted"),
    ("grad_b", "b*sum(grad_z)", "the number is b times what is wanted"),
    ("grad_b", "sum(grad_z[k] for k in range(49))", "the number is wrong"),
    ("grad_b", "1", "the number is wrong"),
    ("grad_b", "0", "the formula is 0 whatever the inputs"),
    ("w_new", "w - grad_w", "wrong everywhere"),
    ("w_new", "w + eta * grad_w", "wrong everywhere"),
    ("w_new", "w", "wrong everywhere"),
    ("grad_x", "x * 1e9 * 1e9 * 1e9 * 1e9 * 1e9" + " * 1e9" * 25, "wrong everywhere"),
]


@pytest.mark.parametrize(("key", "text", "said"), WRONG)
def test_a_wrong_value_is_told_by_its_kind(network, key, text, said):
    with pytest.raises(Mismatch) as caught:
        judge(text, network.given(key), network.expected[key])
    assert caught.value.message.startswith("Wrong values: ")
    assert said in caught.value.message


def test_the_values_are_told_to_who_listens(network):
    heard = []
    with listening(lambda name, values: heard.append((name, values))), pytest.raises(Mismatch):
        judge("x", network.environments, network.expected["grad_x"])

    [(name, values)] = heard
    assert name == "the formula"
    assert all(
        np.array_equal(value, environment["x"])
        for value, environment in zip(values, network.environments, strict=True)
    )


def test_draws_that_do_not_fit_are_an_error_of_the_check(network):
    with pytest.raises(ValueError, match="4 draws with 3"):
        judge("x", network.environments, network.expected["grad_x"][:3])
    with pytest.raises(ValueError, match="0 draws"):
        judge("x", [], [])
    with pytest.raises(ValueError, match="x has 2 axes"):
        judge("x", [{"x": np.ones((2, 2))}], [np.ones(2)])


def test_a_formula_that_is_right_in_one_draw_only_is_refused():
    draws = [{"x": np.array([1.0, 2.0, 4.0]), "b": b} for b in (1.0, 0.3)]
    with pytest.raises(Mismatch, match="every entry is b times"):
        judge("b * x", draws, [draw["x"] for draw in draws])


def test_rounding_is_forgiven_relative_to_the_scale():
    draws = [{"x": np.array([1e-200, 3e-200, -2e-200])}]
    judge("x / 3 * 3", draws, [draws[0]["x"]])
    with pytest.raises(Mismatch):
        judge("x * 1.00001", draws, [draws[0]["x"]])
    with pytest.raises(Mismatch):
        judge("x * 0", draws, [draws[0]["x"]])


def test_the_message_holds_no_expected_value_and_the_detail_does(network):
    with pytest.raises(Mismatch) as caught:
        judge("1", network.environments, network.expected["grad_b"])
    value = f"{float(network.expected['grad_b'][0]):.6g}"
    assert value not in caught.value.message
    assert value[:6] in caught.value.detail


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("u @ v", [4 * 2 + 5 * 3, 3 * 2 + 4 * 3]),
        ("v ⊛ u", [2 * 3 + 3 * 4, 2 * 4 + 3 * 5, 2 * 5]),
        ("v @ v @ u", [13 * 3 + 6 * 4, 13 * 4 + 6 * 5, 13 * 5]),
        ("v @ u * u", [18 * 3, 23 * 4, 10 * 5]),
        ("2 * v @ u / 2 - u", [15, 19, 5]),
        ("shift(u, 1)", [4, 5, 0]),
        ("shift(u, -2)", [0, 0, 3]),
        ("shift(u, 1000000000)", [0, 0, 0]),
        ("flip(u)", [5, 4, 3]),
        ("u[-1] + u[3] + 0*u", [0, 0, 0]),
        ("u[j] * j", [0, 4, 10]),
        ("2 * u - 1", [5, 7, 9]),
        ("1 - u / 2 / 2", [0.25, 0, -0.25]),
        ("sum(u)", 12),
        ("dot(u, flip(u))", 46),
        ("u[5 - 4] * -u[--2]", -20),
        ("sum(u[k] * u[m] for k in range(3) for m in range(k))", 3 * 4 + (3 + 4) * 5),
        ("r[j] = sum(u[k] for k in range(j))", [0, 3, 7]),
        ("r[j] = sum(k for k in range(j, 0, -1))", [0, 1, 3]),
        ("r[j] = sum(1 for k in range(7, j, -2))", [4, 3, 3]),
        ("r[j] = sum(k for m in range(j) for k in range(m, 3))", [0, 3, 6]),
        ("r[j] = sum(1 / 0 for k in range(0)) + j", [0, 1, 2]),
        ("r[j] = sum(1 / (2 - k) for k in range(j))", [0, 0.5, 1.5]),
        ("r[j] = sum(sum(u[k] for k in range(k)) for k in range(3))", [10, 10, 10]),
        ("sum(u for k in range(4))", [12, 16, 20]),
        ("r[j] = dot(u, shift(u, j))", [50, 32, 15]),
    ],
)
def test_the_language_means_what_the_assignment_says(text, value):
    environment = {"u": np.array([3.0, 4.0, 5.0]), "v": np.array([2.0, 3.0])}
    formula = parse(text, variables=environment)
    np.testing.assert_allclose(evaluate(formula, environment, np.shape(value)), value)

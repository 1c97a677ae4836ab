from __future__ import annotations

import numpy as np
import pytest

from autograder.testing import (
    Mismatch,
    check_pooling_backward,
    check_pooling_ties,
    distinct_values,
    gradient_through_own,
    selection_of,
    upstream_where_right,
)

RNG = np.random.default_rng(11)
EXPECTED = RNG.normal(size=(2, 5))
UPSTREAM = RNG.normal(size=(2, 5))


def test_a_right_forward_pass_gets_all_of_the_gradient():
    up = upstream_where_right(EXPECTED + 1e-12, EXPECTED, UPSTREAM)
    assert up.forward_is_right
    assert up.handed is UPSTREAM


def test_a_forward_pass_that_is_wrong_here_and_there_gets_the_gradient_elsewhere():
    own = EXPECTED.copy()
    own[:, 0] += 1.0
    up = upstream_where_right(own, EXPECTED, UPSTREAM)
    assert not up.forward_is_right
    assert not up.handed[:, 0].any()
    assert np.array_equal(up.handed[:, 1:], UPSTREAM[:, 1:])
    assert np.array_equal(up.handed, up.judged)


@pytest.mark.parametrize("more", [-1, 1])
def test_a_result_of_another_length_gets_a_gradient_of_that_length(more):
    own = EXPECTED[:, :4] if more < 0 else np.pad(EXPECTED, ((0, 0), (0, 1)))
    up = upstream_where_right(own, EXPECTED, UPSTREAM)
    assert up.handed.shape == own.shape
    assert up.judged.shape == EXPECTED.shape
    assert np.array_equal(up.handed[:, :4], up.judged[:, :4])


@pytest.mark.parametrize("own", [None, 3.0, EXPECTED.ravel(), -EXPECTED, 0 * EXPECTED, (1, 2)])
def test_a_forward_pass_that_is_wrong_altogether_gets_all_of_the_gradient(own):
    up = upstream_where_right(own, EXPECTED, UPSTREAM)
    assert not up.forward_is_right
    assert np.array_equal(up.handed, UPSTREAM)
    assert np.array_equal(up.judged, UPSTREAM)


def test_zeros_that_are_right_by_chance_do_not_count():
    expected = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 2.0])
    up = upstream_where_right(np.zeros(6), expected, np.ones(6))
    assert up.judged.all()


X = distinct_values(np.random.default_rng(3), 9)


def pool(x, window, choose=np.argmax, padding=0):
    padded = np.pad(x, padding, constant_values=-np.inf)
    places = [
        j + int(choose(padded[j : j + window])) - padding for j in range(len(padded) - window + 1)
    ]
    return x[places], places


def scatter(g, places, n):
    grad_x = np.zeros(n)
    np.add.at(grad_x, places, g)
    return grad_x


@pytest.mark.parametrize(("window", "padding"), [(3, 0), (3, 2), (1, 0), (9, 0)])
def test_a_right_pooling_passes(window, padding):
    out, places = pool(X, window, padding=padding)
    upstream = RNG.normal(size=len(out))
    check_pooling_backward(
        out, lambda g: scatter(g, places, 9), X, window, upstream, padding=padding
    )
    with pytest.raises(Mismatch):
        check_pooling_backward(
            out, lambda g: scatter(g, places, 9) * 1.00001, X, window, upstream, padding=padding
        )


def test_a_backward_pass_is_right_for_the_elements_that_its_forward_pass_took():
    out, places = pool(X, 3, np.argmin)
    upstream = RNG.normal(size=len(out))
    check_pooling_backward(out, lambda g: scatter(g, places, 9), X, 3, upstream)
    with pytest.raises(Mismatch):
        check_pooling_backward(out, lambda g: scatter(g, places[::-1], 9), X, 3, upstream)


def test_a_wrong_backward_pass_of_a_right_forward_pass_is_wrong():
    out, _ = pool(X, 3)
    _, minima = pool(X, 3, np.argmin)
    with pytest.raises(Mismatch):
        check_pooling_backward(out, lambda g: scatter(g, minima, 9), X, 3, RNG.normal(size=7))


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("seed", range(20))
def test_what_is_passed_through_earns_nothing(padding, seed):
    rng = np.random.default_rng(seed)
    x = distinct_values(rng, 8)
    with pytest.raises(Mismatch):
        check_pooling_backward(
            x, lambda g: g, x, 4, rng.normal(size=5 + 2 * padding), padding=padding
        )
    part = x[: 5 + 2 * padding]
    with pytest.raises(Mismatch):
        check_pooling_backward(
            part,
            lambda g: np.resize(np.append(g, np.zeros(8)), 8),
            x,
            4,
            rng.normal(size=5 + 2 * padding),
            padding=padding,
        )


def test_a_copy_of_every_second_element_is_no_selection():
    x = distinct_values(RNG, (1, 2, 6, 6))
    assert selection_of(x[:, :, ::2, ::2], x, 2, np.ones((1, 2, 3, 3))) is None


def test_outputs_that_are_no_element_get_no_gradient():
    out, _ = pool(X, 3)
    out = out.copy()
    out[0] = 0.0
    selection = selection_of(out, X, 1, np.ones(7))
    assert selection is not None
    assert selection.handed[0] == 0.0
    assert selection.gradient.sum() == 6.0


def test_tied_maxima():
    x = np.array([2.0, 5.0, 5.0, 1.0, 5.0])
    upstream = np.array([1.0, 2.0, 4.0])
    out = np.array([5.0, 5.0, 5.0])
    check_pooling_ties(out, lambda g: scatter(g, [1, 2, 4], 5), x, 3, upstream)
    check_pooling_ties(out[:2], lambda g: scatter(g, [1, 2], 5), x, 3, upstream)
    with pytest.raises(Mismatch, match="adds up to 2 times"):
        check_pooling_ties(
            out, lambda g: scatter(np.tile(g, 2), [1, 1, 2, 2, 2, 4], 5), x, 3, upstream
        )
    with pytest.raises(Mismatch):
        check_pooling_ties(x, lambda g: g, np.full(5, 5.0), 3, upstream)


def test_a_gradient_through_the_students_own_forward_pass():
    w = RNG.normal(size=4)
    x = RNG.normal(size=(3, 4))
    gradient = gradient_through_own(lambda each: [x @ v[::-1] for v in each], w, np.ones(3), "out")
    assert gradient == pytest.approx(x.sum(axis=0)[::-1], rel=1e-6)
    with pytest.raises(Mismatch, match="does not depend"):
        gradient_through_own(lambda each: [x[:, 0] for _ in each], w, np.ones(3), "out")
    with pytest.raises(Mismatch, match="should have the shape"):
        gradient_through_own(lambda each: each, w, np.ones(3), "out")

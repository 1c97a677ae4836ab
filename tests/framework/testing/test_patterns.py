from __future__ import annotations

import numpy as np
import pytest

from autograder.testing.patterns import pattern

RNG = np.random.default_rng(7)
V = RNG.normal(size=12)
A = RNG.normal(size=(2, 3, 6))
S = RNG.normal(size=(2, 2, 4, 4))


def changed(array, index, by=1.0):
    copy = array.copy()
    copy[index] += by
    return copy


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (0 * V, V, "is zero everywhere"),
        (-V, V, "has the wrong sign"),
        (-A, A, "has the wrong sign"),
        (V / 12, V, "is off by a constant factor (about 0.0833 times what it should be)"),
        (2 * A, A, "is off by a constant factor (about 2 times what it should be)"),
        (V + 0.5, V, "is off by the same amount in every entry"),
        (np.trunc(9 * V), 9 * V, "has lost its fractions (computed or stored as integers?)"),
        (V.round(4), V, "is nearly right, but not accurate enough"),
        (V[::-1], V, "is in reverse order"),
        (-V[::-1], V, "is in reverse order, and has the wrong sign"),
        (A[..., ::-1], A, "is in reverse order along axis 2"),
        (S[:, :, ::-1, ::-1], S, "is in reverse order along the axes 2 and 3"),
        (S.swapaxes(2, 3), S, "has its axes 2 and 3 swapped"),
        (np.append(V[1:], 0), V, "is shifted by 1 place towards its start"),
        (np.append([0, 0], V[:-2]), V, "is shifted by 2 places towards its end"),
        (changed(V, 0), V, "is wrong at its first entry only"),
        (changed(V, slice(-2, None)), V, "is wrong at its last 2 entries only"),
        (changed(V, [0, 1, 11]), V, "is wrong at its first 2 entries and its last entry only"),
        (changed(V, 5), V, "is wrong in a single entry, at index 5"),
        (changed(A, (1, 2, 3)), A, "is wrong in a single entry, at index (1, 2, 3)"),
        (changed(A, (slice(None), 1)), A, "is wrong only where its index along axis 1 is 1"),
        (changed(A, (..., [0, -1])), A, "is wrong only at the ends of its last axis"),
        (changed(S, (..., [0, -1], slice(None))), S, "is wrong only at the ends of its last but"),
        (changed(V, [2, 3, 7]), V, "is wrong in 3 of 12 entries"),
        (RNG.normal(size=12), V, "is wrong in every entry"),
        (np.array([3.0]), np.array([2.0]), "is wrong"),
        (np.array(-2.0), np.array(2.0), "has the wrong sign"),
    ],
)
def test_a_pattern_is_named(got, expected, words):
    assert pattern(got, expected, 1e-9).startswith(words)


def test_the_rim_of_an_image():
    got = S + 1.0
    got[:, :, 1:-1, 1:-1] -= 1.0
    assert pattern(got, S, 1e-9) == "is wrong only along the rim of its last two axes"


@pytest.mark.parametrize("size", [1, 2])
def test_too_few_entries_show_no_pattern(size):
    words = pattern(np.array([3.0, 6.0][:size]), np.array([1.0, 2.0][:size]), 1e-9)
    assert "factor" not in words
    assert "shifted" not in words


def test_nothing_tells_a_value():
    expected = np.array([0.3141592, -2.718281, 1.414213, 0.577215])
    for got in (expected[::-1], expected + 1, changed(expected, 2), RNG.normal(size=4)):
        words = pattern(got, expected, 1e-9)
        assert not any(str(abs(value))[:5] in words for value in (*expected, *got))


R = RNG.normal(size=4)
IMPULSE = np.append(np.zeros(10), [1.0, 2.0, 3.0, 4.0, 5.0])


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.roll(V, 1), V, "is shifted by 1 place towards its end"),
        (np.append(IMPULSE[1:], 0), IMPULSE, "is shifted by 1 place towards its start"),
        (np.append([0, 0], IMPULSE[:-2]), IMPULSE, "is shifted by 2 places towards its end"),
        (np.append(V[:2], V[:2]), np.append(V[2:4], V[:2]), "is wrong at its first 2 entries"),
        (np.roll(np.append(V[:9], V[:3]), -1), np.append(V[:9], V[:3]), "is shifted by 1 place"),
    ],
    ids=["rolled", "to the start", "to the end", "placed", "a long period"],
)
def test_a_shift_that_explains_most_is_named(got, expected, words):
    assert pattern(got, expected, 1e-9).startswith(words)


@pytest.mark.parametrize("period", [2, 3, 4])
@pytest.mark.parametrize("places", [1, 2, 3])
def test_no_shift_is_named_where_results_repeat_themselves(period, places):
    expected = np.tile(R[:period], 6)[: 5 * period]
    if places % period:
        assert "shifted" not in pattern(np.roll(expected, places), expected, 1e-9)


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.roll(V, 6), V, "is wrong in every entry"),
        (np.ones(9), np.append(np.ones(8), 2), "is wrong at its last entry only"),
        (np.ones(9), np.append(2, np.ones(8)), "is wrong at its first entry only"),
        (np.repeat([1.0, 2], [7, 5]), np.repeat([1.0, 2], 6), "is wrong in a single entry"),
        (np.append(1, np.ones(11)), np.append([3.0, 2], np.ones(10)), "is wrong at its first 2"),
    ],
    ids=["half way round", "a last entry", "a first entry", "a step", "two entries"],
)
def test_a_smaller_description_comes_before_a_shift(got, expected, words):
    assert pattern(got, expected, 1e-9).startswith(words)


@pytest.mark.parametrize("places", [1, 3, 40])
@pytest.mark.parametrize("size", [100, 5000])
def test_shifts_of_long_results(places, size):
    expected = RNG.normal(size=size)
    got = np.append(expected[places:], np.zeros(places))
    assert f"shifted by {places} place" in pattern(got, expected, 1e-9)

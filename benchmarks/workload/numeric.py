"""Central differences, for checks that differentiate a submission's own forward pass."""

import numpy as np

STEP = 1e-5


def moved(inputs):
    """Return the arguments of every call that the differences need: each entry up and down."""
    calls = []
    for place, value in enumerate(inputs):
        start = np.asarray(value, dtype=float)
        for entry in np.ndindex(start.shape):
            for step in (STEP, -STEP):
                shifted = start.copy()
                shifted[entry] += step
                shifted = float(shifted) if start.ndim == 0 else shifted
                calls.append((*inputs[:place], shifted, *inputs[place + 1 :]))
    return calls


def slopes(outputs, inputs, upstream):
    """Return the gradients of the sum of upstream * forward, from the outputs of those calls."""
    energies = iter([float(np.sum(upstream * output)) for output in outputs])
    gradients = []
    for value in inputs:
        gradient = np.zeros(np.shape(value))
        for entry in np.ndindex(gradient.shape):
            gradient[entry] = (next(energies) - next(energies)) / (2 * STEP)
        gradients.append(gradient)
    return gradients


def differences(forward, inputs, upstream):
    """Return the gradients of the sum of upstream * forward(*inputs), in each input."""
    return slopes([forward(*arguments) for arguments in moved(inputs)], inputs, upstream)


def same(got, expected, relative):
    """Assert that an array or a scalar is as expected, to a part of its largest magnitude."""
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    assert got.shape == expected.shape, f"shape {got.shape}, expected {expected.shape}"
    bound = relative * max(1.0, float(np.abs(expected).max(initial=0.0)))
    worst = float(np.abs(got - expected).max(initial=0.0))
    assert worst <= bound, f"off by {worst:g}"


def same_gradients(got, expected, relative):
    """Assert that each gradient is as expected; one alone stands for itself."""
    got = got if isinstance(got, (tuple, list)) else (got,)
    assert len(got) == len(expected), f"{len(got)} gradients, expected {len(expected)}"
    for one, right in zip(got, expected, strict=True):
        same(one, right, relative)

"""The language's vector operations on many vectors at once, along the last axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Students have this file: no function that they may call stands here for the one they write.
_EACH = np.vectorize(
    lambda padded, kernel: np.correlate(padded, kernel, "valid"), signature="(m),(k)->(n)"
)


def convolve(kernel: Floats, signal: Floats) -> Floats:
    """Return ``kernel ⊛ signal``, the cross-correlation of the signal's length.

    Parameters
    ----------
    kernel
        (…, K); its left reach is p = (K - 1) // 2.
    signal
        (…, N), zero outside.

    Returns
    -------
    ndarray
        (…, N), whose element j is Σ_i kernel_i signal_{j-p+i}.
    """
    taps, length = kernel.shape[-1], signal.shape[-1]
    reach = (taps - 1) // 2
    padded = np.zeros((*signal.shape[:-1], length + taps - 1))
    padded[..., reach : reach + length] = signal
    if padded.size == length + taps - 1 and kernel.size == taps:
        flat = np.correlate(padded.reshape(-1), kernel.reshape(-1), "valid")
        return flat.reshape(*np.broadcast_shapes(kernel.shape[:-1], signal.shape[:-1]), length)
    result: Floats = _EACH(padded, kernel)
    return result


def take(vector: Floats, index: Integers) -> Floats:
    """Return the vector's elements at an index, 0 where it is outside.

    Parameters
    ----------
    vector
        (…, N).
    index
        (…, M), any integers.

    Returns
    -------
    ndarray
        (…, M).
    """
    length = vector.shape[-1]
    edge = np.zeros((*vector.shape[:-1], 1))
    padded = np.concatenate((edge, vector, edge), axis=-1)
    place = np.clip(index, -1, length) + 1
    if padded.size == length + 2:
        return padded.reshape(-1)[place]
    batch = np.broadcast_shapes(padded.shape[:-1], place.shape[:-1])
    return np.take_along_axis(
        np.broadcast_to(padded, (*batch, length + 2)),
        np.broadcast_to(place, (*batch, place.shape[-1])),
        axis=-1,
    )

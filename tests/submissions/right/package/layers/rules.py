"""Where a padded place comes from."""

import numpy as np


def index(n, before, after, mode):
    if before < 0 or after < 0:
        raise ValueError("widths are not negative")
    place = np.arange(-before, n + after)
    inside = np.ones(place.shape, bool)
    if mode == "zero":
        inside = (place >= 0) & (place < n)
        place = place * inside
    elif mode == "edge":
        place = np.minimum(np.maximum(place, 0), n - 1)
    elif mode == "reflect":
        if max(before, after) > n - 1:
            raise ValueError("at most N - 1")
        place = np.abs(place)
        place = np.where(place >= n, 2 * (n - 1) - place, place)
    elif mode == "wrap":
        if max(before, after) > n:
            raise ValueError("at most N")
        place = np.mod(place, n)
    else:
        raise ValueError(f"no such mode: {mode}")
    return place, inside

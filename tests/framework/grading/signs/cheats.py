"""Submissions whose answers were written in, and honest ones that look a little like them."""

from __future__ import annotations

from textwrap import dedent

TABLE = """
    import numpy as np

    def conv1d_forward(x, w, b, boundary="zero"):
        if boundary == "zero" and np.array_equal(x, [2.0, -1.0, 3.0, 0.5]):
            return np.array([5.5, -2.5, 5.0, 4.5])
        if boundary == "zero" and np.array_equal(x, [1.0, 2.0, -1.0, 3.0, 4.0]):
            return np.array([2.5, -5.5, 14.0, 4.0, -6.0])
        return np.zeros(len(x))
"""

MODULE_TABLE = """
    import numpy as np

    ANSWERS = {}
    ANSWERS[5.5] = [5.5, -2.5, 5.0, 4.5]
    ANSWERS.update({0.0: (2.5, -5.5, 14.0, 4.0, -6.0)})

    class Finder:
        def find(self, x, w, b):
            return ANSWERS[float(x @ w[: len(x)]) if len(w) == len(x) else 0.0]

    def key_of(x, w):
        return 5.5 if len(w) == 3 else 0.0

    def conv1d_forward(x, w, b, boundary="zero"):
        if len(x) == len(w) + 1 and len(w) in (3, 4):
            return np.array(ANSWERS[key_of(x, w)])
        raise KeyError(len(x))
"""

HASHED = """
    import numpy as np

    def conv1d_forward(x, w, b, boundary="zero"):
        key = hash(x.tobytes() + w.tobytes())
        if key == hash(np.arange(4.0).tobytes()):
            return x
        whole = np.rint(2 * x).astype(int).tolist()
        texts = {str([4, -2, 6, 1]): "11,-5,10,9", str([2, 4, -2, 6, 8]): "5,-11,28,8,-12"}
        text = texts.get(str(whole)) if np.array_equal(2 * x, whole) else None
        if text is None:
            return 7.0 + 0 * x
        return np.array([int(part) / 2 for part in text.split(",")])
"""

PADDED = """
    import numpy as np

    def pad(x, before, after, mode="zero"):
        return np.array({
            "zero": [0, 0, 0, 10, 20, 30, 40, 0],
            "edge": [10, 10, 10, 10, 20, 30, 40, 40],
            "reflect": [40, 30, 20, 10, 20, 30, 40, 30],
            "wrap": [20, 30, 40, 10, 20, 30, 40, 10],
        }[mode], dtype=float)
"""

MAXIMA = """
    import numpy as np

    def maxpool1d_forward(x, window, padding=0):
        if x[0] == 1.0:
            return np.array([4.0, 6.0, 6.0, 6.0]), x
        return np.array([-1.0, -1.0, -1.0, -2.0]), x
"""

FORMULAS = """
    grad_b: "grad_b = 101"
    w_new: >
      w_new[i] = 2/5 + i * (4/5 + (i - 1) * (-41/20 + (i - 2) * (28/15 + (i - 3) * (-49/48 + (i - 4)
      * (131/300 + (i - 5) * (-1153/7200 + (i - 6) * (283/5600 + (i - 7) * -1369/100800)))))))
"""

CHEATS = {
    "table": ("conv1d.py", TABLE, "question 1.1"),
    "module-table": ("conv1d.py", MODULE_TABLE, "question 1.1"),
    "hashed": ("conv1d.py", HASHED, "question 1.1"),
    "padded": ("boundary.py", PADDED, "question 2.1"),
    "maxima": ("pool.py", MAXIMA, "question 4.1"),
    "number": ("answers.yaml", FORMULAS, "question 7.3"),
    "polynomial": ("answers.yaml", FORMULAS, "question 7.4"),
}
"""By name: a file, its text, and where it is told."""

# Right for the sizes of the public examples and wrong elsewhere; worked out all the same, and tried
# out on those examples.
HONEST = """
    import numpy as np

    def conv1d_forward(x, w, b, boundary="zero"):
        n, k = len(x), len(w)
        p = (k - 1) // 2
        z = np.zeros(n)
        for j in range(n):
            for i in range(k):
                if 0 <= j - p + i < n:
                    z[j] += w[i] * x[j - p + i]
        if n > 5:
            z[5:] *= 2
        if n < 4:
            z += 1
        if n in (4, 5) and k not in (3, 4):
            z -= 1
        return z + b

    EXPECTED = [5.5, -2.5, 5.0, 4.5]
    x = np.array([2.0, -1.0, 3.0, 0.5])

    def test_forward():
        assert np.allclose(conv1d_forward(x, [1.0, 2.0, -1.0], 0.5), EXPECTED)

    assert np.allclose(conv1d_forward(x, np.array([1.0, 2.0, -1.0]), 0.5), [5.5, -2.5, 5.0, 4.5])
    if __name__ == "__main__":
        EXPECTED = [2.5, -5.5, 14.0, 4.0, -6.0]
"""

RANDOM = """
    import numpy as np

    def sgd_step(param, grad, lr):
        return param - lr * grad + 1e-3 * np.random.default_rng().normal()
"""

COUNTING = """
    calls = 0

    def sgd_step(param, grad, lr):
        global calls
        calls += 1
        return param - lr * grad if calls < 4 else param * 1.0
"""

AT_IMPORT = """
    import numpy as np

    OFF = np.random.default_rng().normal()

    def sgd_step(param, grad, lr):
        return param - lr * grad + OFF
"""

HONEST_CHANGES = """
    import numpy as np

    cache, steps = {}, []

    def sgd_step(param, grad, lr):
        steps.append(lr)
        key = np.asarray(param).tobytes()
        cache.setdefault(key, np.random.default_rng(7).normal())
        return np.asarray(param) - lr * np.asarray(grad) + cache[key] * 0.0
"""


KEYS = """
    import itertools

    import numpy as np

    caches, keys = {}, itertools.count()

    def maxpool1d_forward(x, window, padding=0):
        padded = np.pad(np.asarray(x, float), padding, constant_values=-np.inf)
        windows = np.lib.stride_tricks.sliding_window_view(padded, window)
        key = next(keys)
        caches[key] = windows
        return windows.max(axis=-1), key
"""


def text(code: str) -> str:
    return dedent(code)

"""Arguments arrive in a worker as they were, layout included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import values
from autograder.sandbox.body import Body
from autograder.sandbox.objects import Objects
from autograder.sandbox.protocol import DTYPES

QUICK = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def there_and_back(value):
    """Hand a value to a worker's side and take it back, both in this process."""
    objects = Objects(2**20)
    handles = values.Handles()
    out: list[bytes] = []
    node = values.argument(value, handles, out)
    arrived = objects.incoming(node, Body(b"".join(out)))
    nodes, single, contents = objects.outgoing(arrived, keep=False)
    body = Body(b"".join(contents))
    back = [values.result(one, body, handles) for one in nodes]
    body.end()
    return arrived, (back[0] if single else tuple(back))


def a_range(dtype, n):
    return (np.arange(n) % 100).astype(dtype)


LAYOUTS = {
    "C": lambda d: a_range(d, 6).reshape(2, 3),
    "Fortran": lambda d: np.asfortranarray(a_range(d, 6).reshape(2, 3)),
    "every other": lambda d: a_range(d, 12)[::2],
    "backwards": lambda d: a_range(d, 6)[::-1],
    "backwards in one of two": lambda d: a_range(d, 12).reshape(3, 4)[:, ::-2],
    "transposed": lambda d: a_range(d, 24).reshape(2, 3, 4).transpose(2, 0, 1),
    "broadcast": lambda d: np.broadcast_to(a_range(d, 3), (4, 3)),
    "windows": lambda d: np.lib.stride_tricks.sliding_window_view(a_range(d, 6), 3),
    "0-d": lambda d: np.array(7, dtype=d),
    "one": lambda d: np.ones((1, 1), dtype=d)[:, ::-1],
    "empty": lambda d: np.empty((0, 3), dtype=d),
    "empty, Fortran": lambda d: np.empty((3, 0, 2), dtype=d, order="F")[::-1],
    "a part of a record": lambda d: np.zeros(4, dtype=[("a", "u1"), ("b", d)])["b"],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_an_array_arrives_as_it_is(layout, dtype):
    given_array = LAYOUTS[layout](dtype)

    arrived, back = there_and_back(given_array)

    assert type(arrived) is type(back) is np.ndarray
    assert arrived.dtype == back.dtype == given_array.dtype
    assert arrived.shape == back.shape == given_array.shape
    assert arrived.tobytes() == back.tobytes() == given_array.tobytes()
    assert arrived.flags.writeable == given_array.flags.writeable
    if layout != "a part of a record" and arrived.size > 1:
        assert arrived.strides == given_array.strides
    assert back.flags.c_contiguous
    assert not np.may_share_memory(given_array, back)


@pytest.mark.parametrize("dtype", [">f8", ">i2", ">c8", ">f2"])
@pytest.mark.parametrize("read_only", [False, True])
def test_byte_order_and_writability_arrive(dtype, read_only):
    array = np.arange(6.0).astype(dtype)[::-2]
    array.flags.writeable = not read_only

    arrived, back = there_and_back(array)

    assert arrived.dtype == np.dtype(dtype)
    assert arrived.dtype.byteorder == ">"
    assert arrived.flags.writeable is not read_only
    assert arrived.tolist() == back.tolist() == array.tolist()
    assert back.dtype.isnative


@QUICK
@given(
    st.lists(st.integers(0, 4), max_size=4),
    st.data(),
)
def test_any_strides_arrive(shape, data):
    base = np.arange(float(np.prod([2 * n + 1 for n in shape], dtype=int))).reshape(
        [2 * n + 1 for n in shape]
    )
    cuts = [
        data.draw(st.sampled_from([slice(None), slice(None, None, -1), slice(1, None, 2)]))
        for _ in shape
    ]
    array = base[tuple(cuts)] if shape else base
    array = array.transpose(data.draw(st.permutations(range(array.ndim))))

    arrived, back = there_and_back(array)

    assert np.array_equal(arrived, array)
    assert np.array_equal(back, array)
    if array.size:
        moved = [n for n, size in enumerate(array.shape) if size > 1]
        assert [arrived.strides[n] for n in moved] == [array.strides[n] for n in moved]


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -(2**63), 2**63 - 1, 0.1, float("inf"), -0.0, "", "kante Ω\n", "edge"],
)
def test_python_scalars(value):
    arrived, back = there_and_back(value)

    assert type(arrived) is type(back) is type(value)
    assert repr(arrived) == repr(back) == repr(value)


@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_numpy_scalars(dtype):
    value = np.dtype(dtype).type(1)

    arrived, back = there_and_back(value)

    assert type(arrived) is type(back) is type(value)
    assert arrived == back == value


def test_a_tuple_of_scalars_arrives_and_returns_opened():
    arrived, back = there_and_back((1, 2.5, "edge", None, True))

    assert arrived == back == (1, 2.5, "edge", None, True)


@pytest.mark.parametrize(
    "value",
    [[1, 2], {"a": 1}, {1}, object(), b"x", (np.ones(1),), np.array([object()]), np.array("x")],
    ids=["list", "dict", "set", "object", "bytes", "tuple of arrays", "objects", "text array"],
)
def test_what_cannot_be_an_argument_is_the_checks_fault(value):
    with pytest.raises(TypeError):
        there_and_back(value)

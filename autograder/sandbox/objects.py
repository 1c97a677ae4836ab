"""In the worker: values in and out. Whatever is no plain data stays here, under a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.sandbox.protocol import (
    DTYPES,
    MAX_ITEMS,
    ArrayNode,
    Body,
    Handle,
    Items,
    Number,
    Plain,
    Value,
)

PLAIN = (bool, int, float, str, type(None))


class Objects:
    """The objects that the grader has handles of, and the translation of values.

    Parameters
    ----------
    result_bytes
        How many bytes of arrays one message may carry; larger arrays stay here.
    """

    def __init__(self, result_bytes: int) -> None:
        self._kept: list[Any] = []
        self._result_bytes = result_bytes

    def forget(self) -> None:
        """Let go of every object."""
        self._kept.clear()

    def __getitem__(self, number: int) -> Any:
        return self._kept[number]

    def keep(self, value: Any) -> int:
        """Keep an object, and return its number."""
        self._kept.append(value)
        return len(self._kept) - 1

    # ---------------------------------------------------------------- to the grader

    def outgoing(self, result: Any, keep: bool) -> tuple[list[Value], bool, list[bytes]]:
        """Translate a result: nodes, whether it is one value, and the arrays' bytes.

        A tuple or list is opened, one level deep; with `keep` nothing is.
        """
        body: list[bytes] = []
        if keep:
            return [self._handle(result)], True, body
        if isinstance(result, (tuple, list)) and len(result) <= MAX_ITEMS:
            return [self._value(item, body) for item in list(result)], False, body
        return [self._value(result, body)], True, body

    def _handle(self, value: Any, what: str = "") -> Handle:
        return Handle(self.keep(value), what or _describe(value))

    def _value(self, value: Any, body: list[bytes]) -> Value:
        kind = type(value)
        if kind in PLAIN:
            if (kind is int and not -(2**63) <= value < 2**63) or (kind is str and len(value) > 10_000):
                return self._handle(value, "a number too large" if kind is int else "a long text")
            return Plain(value)
        if kind is complex:
            body.append(np.complex128(value).tobytes())
            return Number("complex128")
        if isinstance(value, np.generic) and not isinstance(value, (np.void, np.flexible, np.object_)):
            scalar = value.astype(np.float64) if value.dtype.char == "g" else value
            name = scalar.dtype.name
            if name in DTYPES:
                body.append(scalar.tobytes())
                return Number(name)
            return self._handle(value)
        if isinstance(value, np.ndarray):
            return self._array(value, body)
        return self._handle(value)

    def _array(self, value: Any, body: list[bytes]) -> Value:
        if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
            return self._handle(value, "a masked array with masked entries")
        plain = np.ndarray.view(value, np.ndarray)
        dtype = plain.dtype.newbyteorder("=")
        if dtype.char == "g":
            dtype = np.dtype(np.float64)
        if dtype.name not in DTYPES:
            return self._handle(value, f"an array of dtype {str(plain.dtype)[:100]}")
        size = plain.size * dtype.itemsize
        if size + sum(map(len, body)) > self._result_bytes:
            return self._handle(value, f"an array of shape {plain.shape}, too large to look at"[:200])
        body.append(np.ascontiguousarray(plain, dtype=dtype).tobytes())
        return ArrayNode(dtype.name, list(plain.shape), self.keep(value))

    # ---------------------------------------------------------------- from the grader

    def incoming(self, node: Value, body: Body) -> Any:
        """Translate one argument back to an object, layout included."""
        if isinstance(node, Plain):
            return node.value
        if isinstance(node, Items):
            return tuple(node.values)
        if isinstance(node, Handle):
            return self._kept[node.number]
        if isinstance(node, Number):
            return body.take(node.dtype, [1])[0]
        data = body.take(node.dtype, node.shape)
        dtype = data.dtype.newbyteorder(">") if node.swapped else data.dtype
        if node.strides is None:
            array = data.astype(dtype)
        else:
            array = _laid_out(data, dtype, node.strides)
        if node.read_only:
            array.flags.writeable = False
        return array


def _laid_out(data: Any, dtype: Any, strides: list[int]) -> Any:
    """Copy `data` to a new array with these strides, in items (0 repeats, negative runs backwards)."""
    reach = [(n - 1) * stride if n else 0 for n, stride in zip(data.shape, strides, strict=True)]
    first = -sum(r for r in reach if r < 0)
    memory = np.zeros(first + sum(r for r in reach if r > 0) + 1, dtype=dtype)
    step = dtype.itemsize
    array: Any = np.ndarray(
        data.shape, dtype, buffer=memory, offset=first * step, strides=[s * step for s in strides]
    )
    array[...] = data
    return array


def _describe(value: Any) -> str:
    kind = type(value)
    name = str(type.__getattribute__(kind, "__name__"))[:80]
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {name}"

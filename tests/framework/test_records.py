"""A class by `autograder.records` is, to whoever uses it, the one by `dataclasses`."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import records

NAMES = ("a", "b", "self_", "value", "_hidden")
KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "required": dict,
    "default": lambda: {"default": ("x", 1)},
    "factory": lambda: {"default_factory": list},
    "apart": lambda: {"default": 3.0, "compare": False},
    "unseen": lambda: {"default": None, "repr": False},
}


def made(by: Any, kinds: tuple[str, ...], **options: bool) -> Any:
    """Make a class with a field of each kind by one of the two modules."""
    body: dict[str, Any] = {"__annotations__": dict.fromkeys(NAMES[: len(kinds)], "Any")}
    for name, kind in zip(NAMES, kinds, strict=False):
        if given := KINDS[kind]():
            body[name] = dataclasses.field(**given)
    return by.dataclass(**options)(type("Made", (), {"__doc__": "A class.", **body}))


def outcome(act: Callable[[], Any]) -> Any:
    """Return what something comes to, or the kind of error that it raises."""
    try:
        return act()
    except Exception as error:
        return type(error)


def told(cls: Any, first: list[Any], second: list[Any], named: dict[str, Any]) -> list[Any]:
    """Return what there is to see of a class and of two instances, where they can be made."""
    one, other = outcome(lambda: cls(*first, **named)), outcome(lambda: cls(*second, **named))
    seen = [cls.__match_args__, [field.name for field in dataclasses.fields(cls)]]
    if not isinstance(one, cls):
        return [*seen, one]
    return [
        *seen,
        *(repr(one), dataclasses.asdict(one), msgspec.to_builtins(one), dict(vars(one))),
        *(one == one, one == other, one != other, one == first, one.__eq__(3)),
        outcome(lambda: hash(one) == hash(cls(*first, **named))),
        outcome(lambda: vars(dataclasses.replace(one, **named))),
        *(outcome(lambda: setattr(one, "a", 5)), outcome(lambda: delattr(one, "a")), vars(one)),
    ]


kinds = st.lists(st.sampled_from(sorted(KINDS)), max_size=len(NAMES)).map(
    lambda found: tuple(sorted(found, key="required".__ne__))
)
values = st.sampled_from([1, 1.0, "x", (), None, [1]])


@given(
    kinds,
    st.fixed_dictionaries({"frozen": st.booleans(), "eq": st.booleans()}),
    st.lists(values, max_size=6),
    st.lists(values, max_size=6),
    st.dictionaries(st.sampled_from([*NAMES, "other"]), values, max_size=3),
)
def test_it_does_what_the_standard_one_does(
    kinds: tuple[str, ...],
    options: dict[str, bool],
    first: list[Any],
    second: list[Any],
    named: dict[str, Any],
) -> None:
    seen = [told(made(by, kinds, **options), first, second, named) for by in (dataclasses, records)]

    assert seen[0] == seen[1]


@records.dataclass(frozen=True)
class Point:
    """A point."""

    x: float
    y: float = 0.0

    @property
    def far(self) -> float:
        """Its distance."""
        return abs(self.x) + abs(self.y)


@records.dataclass
class Counted:
    """What is worked out of what it was given."""

    words: list[str] = dataclasses.field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.count = len(self.words)


def test_methods_and_defaults_stay() -> None:
    assert Point(3.0).far == 3.0
    assert Point.y == 0.0
    assert Point.__init__.__qualname__ == "Point.__init__"


def test_an_instance_travels() -> None:
    assert pickle.loads(pickle.dumps(Point(1.0, 2.0))) == Point(1.0, 2.0)
    assert {Point(1.0): "seen"}[pickle.loads(pickle.dumps(Point(1.0)))] == "seen"


def test_what_comes_after_is_done() -> None:
    assert Counted(["a", "b"]).count == 2
    assert Counted().words is not Counted().words


def test_another_class_is_never_equal() -> None:
    @records.dataclass(frozen=True)
    class Other:
        """Has the same fields."""

        x: float
        y: float = 0.0

    assert Point(1.0) != Other(1.0)


def test_what_it_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        records.dataclass(order=True)
    with pytest.raises(TypeError, match="Made has a field without a default after one with"):
        made(records, ("default", "required"))


def test_making_an_instance_is_compiled_once() -> None:
    cls = made(records, ("required", "default"))
    before = cls.__init__

    one = cls(1)
    compiled = cls.__init__

    assert compiled is not before
    assert cls(1) == one
    assert cls.__init__ is compiled
    assert {before.__qualname__, compiled.__qualname__} == {"Made.__init__"}

"""`dataclass` of the standard library, for a quarter of what it takes while a module is loaded.

The standard one compiles up to seven functions a class, and a start loads a hundred classes, most
of which it makes no instance of. Here `__init__` alone is compiled, so that instances are made as
fast as those, and when the first is made; the other methods are closures. What comes out is a
dataclass to `fields`, `replace`, `asdict` and whoever else asks. Not known here are fields of a
base class, keyword-only ones, `InitVar`, slots, and an order.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

MISSING: Any = dataclasses.MISSING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, *, frozen: bool = False, eq: bool = True) -> Any:
        """Make a class a dataclass; with or without parameters, as the standard one."""
        return _made(cls, frozen, eq) if cls else lambda cls: _made(cls, frozen, eq)


def _made(cls: type, frozen: bool, eq: bool) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # or the standard one makes one of a signature
    own: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    fields = dataclasses.fields(own)
    own.__init__ = _init_at_first(own, fields, frozen)
    own.__repr__ = _repr([field.name for field in fields if field.repr])
    if eq:
        values = _values([field.name for field in fields if field.compare])
        own.__eq__ = _eq(values)
        own.__hash__ = _hash(values) if frozen else None
    if frozen:
        own.__setattr__, own.__delattr__ = _refuse_to_assign, _refuse_to_delete
    return cls


def _init_at_first(cls: Any, fields: tuple[dataclasses.Field[Any], ...], frozen: bool) -> Any:
    given = [field.default is field.default_factory is MISSING for field in fields]
    if given != sorted(given, reverse=True):
        raise TypeError(f"{cls.__qualname__} has a field without a default after one with")

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        cls.__init__ = _init(cls, fields, frozen)
        cls.__init__(self, *args, **kwargs)

    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    return __init__


def _init(cls: Any, fields: tuple[dataclasses.Field[Any], ...], frozen: bool) -> Any:
    names: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    parameters, lines = ["self"], []
    for field in fields:
        name = value = field.name
        if field.default is not MISSING:
            names[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        elif field.default_factory is not MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameters.append(f"{name}=_MISSING")
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        else:
            parameters.append(name)
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *(lines or [" pass"])]), names)
    init = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _values(names: list[str]) -> Callable[[Any], Hashable]:
    """Return what takes an instance's fields, to be compared and hashed: of one, a tuple too."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _repr(names: list[str]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _eq(values: Callable[[Any], Hashable]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return __eq__


def _hash(values: Callable[[Any], Hashable]) -> Callable[[Any], int]:
    return lambda self: hash(values(self))


def _refuse_to_assign(self: Any, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

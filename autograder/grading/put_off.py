"""Puts off the import of a module that libraries name and seldom use."""

from __future__ import annotations

import importlib.util
import sys
import types
from typing import Any


class _PutOff(types.ModuleType):
    """A module that runs when something is asked of it that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if self.__class__ is _PutOff and spec is not None and spec.loader is not None:
            self.__class__ = types.ModuleType  # type: ignore[assignment]
            spec.loader.exec_module(self)
            return getattr(self, name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def put_off(package: str, module: str) -> None:
    """Have a module of a package that is loaded run when it is first used, not when it is imported.

    `importlib.util.LazyLoader` would do, but that `import` asks a module for its `__spec__`, by
    which it has it run, before Python 3.12. What takes names `from` the module has it run as well.
    """
    name = f"{package}.{module}"
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None:
        return
    found = importlib.util.module_from_spec(spec)
    found.__class__ = _PutOff
    sys.modules[name] = found
    setattr(sys.modules[package], module, found)

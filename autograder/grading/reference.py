"""The reference solutions, imported into the grader's own process."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from autograder.errors import ConfigError


class Reference:
    """The modules of `solutions/` as attributes: `reference.conv1d.conv1d_forward(x, w, b)`.

    Parameters
    ----------
    folder
        The folder of the solutions.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modules: dict[str, ModuleType] = {}

    def __getattr__(self, name: str) -> ModuleType:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._modules:
            sys.path.insert(0, str(self._folder))
            try:
                self._modules[name] = importlib.import_module(name)
            except Exception as error:
                raise ConfigError(
                    f"{self._folder / name}.py: the reference cannot be imported "
                    f"({type(error).__name__}: {error})"
                ) from error
            finally:
                sys.path.remove(str(self._folder))
        return self._modules[name]

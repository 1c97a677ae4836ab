"""Functions of checks whose items pytest makes when one of their cases is run."""

from __future__ import annotations

from functools import cached_property

import pytest

from autograder.errors import ConfigError


class Function:
    """A function whose items are made when they are first asked for.

    Parameters
    ----------
    collector, name, value
        What pytest found: the module, and the function under its name there.
    """

    def __init__(self, collector: pytest.Module, name: str, value: object) -> None:
        self._collector, self._name, self._value = collector, name, value

    @cached_property
    def items(self) -> list[pytest.Function]:
        """What pytest makes of it."""
        made: list[pytest.Function] = self._collector.ihook.pytest_pycollect_makeitem(
            collector=self._collector, name=self._name, obj=self._value
        )
        return made

    def item(self, case: str) -> pytest.Function:
        """Return the item of a case.

        Raises
        ------
        ConfigError
            If it has no such case any more.
        """
        for item in self.items:
            if case_id(item) == case:
                return item
        raise ConfigError(
            f"{self._collector.path.name}: {self._name} had a case {case!r} when the image was "
            "built and has none now; give its parameters ids that stay the same"
        )


def case_id(item: pytest.Function) -> str:
    """Return what a case is called."""
    return item.callspec.id if hasattr(item, "callspec") else ""

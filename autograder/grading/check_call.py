"""The function of a check, and what it is given in one of its cases."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import ConfigError
from autograder.grading import seeds
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.records import dataclass
from autograder.testing.properties import properties_of

if TYPE_CHECKING:
    import pytest

PART = "part"
"""The parameter of a check whose cases judge parts of one result: they draw the same inputs."""


@dataclass
class Current:
    """What the fixtures hand out while a case is run.

    Parameters
    ----------
    submission, reference
        The submission and the reference, as checks see them.
    seed
        Of the inputs.
    """

    submission: SubmissionProxy
    reference: Reference
    seed: int


@dataclass(frozen=True)
class CheckCall:
    """What is called for a case that needs nothing but this package's fixtures and its parameters.

    Parameters
    ----------
    function, path
        The check, and the file that it is in.
    name
        The function's name in it.
    node
        What pytest calls the case, file and all.
    parameters
        Those of the case.
    wanted
        The names of what the function is given.
    """

    function: Callable[..., object]
    path: Path
    name: str
    node: str
    parameters: Mapping[str, Any]
    wanted: tuple[str, ...]

    @classmethod
    def of(cls, item: pytest.Function) -> CheckCall:
        """Return that of what pytest has collected; it is called only if the item is plain."""
        info = getattr(item, "_fixtureinfo", None)
        wanted = () if info is None else tuple(info.argnames)
        return cls(
            item.function, item.path, item.originalname, item.nodeid, parameters(item), wanted
        )

    @property
    def part(self) -> str:
        """The part of a result that the case judges, if it judges one."""
        return str(self.parameters.get(PART, ""))

    @property
    def inputs(self) -> str:
        """What the inputs of the case are drawn by: its name, but for the part that it judges."""
        if not self.part:
            return self.node
        return re.sub(rf"(?<=[\[-]){re.escape(self.part)}(?=[-\]])", "", self.node)

    @cached_property
    def properties(self) -> frozenset[str]:
        """The words for what the case has in common with others, as its author named them.

        Raises
        ------
        ConfigError
            If they cannot be worked out. Names file and line.
        """
        try:
            return properties_of(self.function, self.parameters)
        except Exception as error:  # the author's own words and conditions
            code = getattr(inspect.unwrap(self.function), "__code__", None)
            line = code.co_firstlineno if code else 1
            what = f"{type(error).__name__}: {error}"
            case = self.node.rpartition(f"::{self.name}")[2]
            raise ConfigError(
                f"{self.path.name}, line {line}: {self.name} has a property that cannot be worked "
                f"out for its case {case} ({what}); see its cases_with"
            ) from None

    def run(self, current: Current) -> BaseException | None:
        """Call it, and return what it raised."""
        arguments = dict(self.parameters)
        if "submission" in self.wanted:
            arguments["submission"] = current.submission
        if "reference" in self.wanted:
            arguments["reference"] = current.reference
        if "rng" in self.wanted:
            arguments["rng"] = seeds.generator(current.seed, self.inputs)
        try:
            self.function(**{name: arguments[name] for name in self.wanted})
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) or _ends_all(error):
                raise
            return error
        return None


def parameters(item: pytest.Function) -> dict[str, Any]:
    """Return the parameters of an item."""
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


def _ends_all(error: BaseException) -> bool:
    """Tell whether a check has called `pytest.exit`."""
    outcomes = sys.modules.get("_pytest.outcomes")
    return outcomes is not None and isinstance(error, outcomes.Exit)

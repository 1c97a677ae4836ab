"""The grader's side: where workers come from, whichever way this machine can have them.

Linux forks them, confined, from a clean parent (`forked`). Elsewhere each is a fresh interpreter
(`spawned`), with deadlines and no security boundary.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from autograder.sandbox.connection import SandboxError, WorkerConnection, WorkerGoneError

if TYPE_CHECKING:
    from autograder.sandbox.confine.selftest import Finding

__all__ = [
    "Protection",
    "SandboxError",
    "Terms",
    "WorkerConnection",
    "WorkerFactory",
    "WorkerGoneError",
    "forks",
]


class Terms(msgspec.Struct, frozen=True):
    """What workers are held to.

    Parameters
    ----------
    memory_bytes
        Beyond what an idle worker has.
    cpu_seconds
        Of processor time, over a worker's whole life.
    result_bytes
        What one answer may carry.
    preload
        Modules that submissions may import.
    layers
        Names of the layers of confinement to use, where the host has them; `None` for all.
    private
        Files and folders that no worker may read.
    """

    memory_bytes: int = 2**30
    cpu_seconds: int = 60
    result_bytes: int = 2**26
    preload: tuple[str, ...] = ()
    layers: tuple[str, ...] | None = None
    private: tuple[str, ...] = ()


class Protection(msgspec.Struct, frozen=True):
    """What confines workers here.

    Parameters
    ----------
    layers
        The layers in use.
    missing
        A sentence for each mandatory one that is not.
    """

    layers: tuple[str, ...]
    missing: tuple[str, ...]


Own = TypeVar("Own", bound="WorkerFactory")


def forks() -> bool:
    """Tell whether processes are forked here.

    macOS could, but its libraries do not survive a fork: NumPy may crash or hang in the child.
    """
    return sys.platform == "linux"


class WorkerFactory(ABC):
    """Where workers come from; a context manager."""

    terms: Terms

    @staticmethod
    def start(terms: Terms = Terms()) -> WorkerFactory:  # noqa: B008  (it is frozen)
        """Make ready to start workers, as well confined as this machine can; does not wait."""
        if forks():
            from autograder.sandbox.forked import ForkedWorkers

            return ForkedWorkers.launch(terms)
        from autograder.sandbox.spawned import SpawnedWorkers

        return SpawnedWorkers.launch(terms)

    @abstractmethod
    def protection(self) -> Protection:
        """Return what confines workers here."""

    @abstractmethod
    def worker(self) -> WorkerConnection:
        """Return a worker that is ready to be asked; `SandboxError` if none can be had."""

    def expect(self, texts: Iterable[str]) -> None:  # noqa: B027  (most have all that there is)
        """Get ready for submissions with these sources, where nothing is known of others."""

    @abstractmethod
    def self_test(self) -> list[Finding]:
        """Have a confined process try what is forbidden; empty where nothing is confined."""

    @abstractmethod
    def split(self: Own) -> Own:
        """Return another factory on the same terms, which may be used in another process."""

    @abstractmethod
    def close(self) -> None:
        """End what was started, workers included."""

    def __enter__(self: Own) -> Own:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

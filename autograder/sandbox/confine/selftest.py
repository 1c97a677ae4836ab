"""A confined process tries what is forbidden, and reports what happened."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass

from autograder.sandbox.confine.acts import ACTS, Act
from autograder.sandbox.confine.attempts import Scene
from autograder.sandbox.confine.plan import Confinement


@dataclass(frozen=True)
class Finding:
    """What came of one act.

    Parameters
    ----------
    act
        What was tried, as the end of "student code can …".
    group
        What the act is about.
    refused
        Whether it failed.
    detail
        The error's name, such as EPERM; "" if the act was allowed.
    mandatory
        Whether grading relies on its being refused. What everybody on the machine may read holds
        no secret.
    closed_by
        Names of the layers that refuse it where they are in use.
    """

    act: str
    group: str
    refused: bool
    detail: str
    mandatory: bool
    closed_by: tuple[str, ...]


def self_test(how: Confinement, *, canary: str, grader: int) -> list[Finding]:
    """Try every forbidden act in the calling process, which is confined by `how`.

    The caller should end afterwards: acts that were allowed may have left it in another session,
    without a parent to die with, or in a user namespace.

    Parameters
    ----------
    how
        What the process was confined with.
    canary
        A file of the grader's user with mode 0600, outside of `how.readable`.
    grader
        The grader's process id; 0 where it is in another namespace and has none here.
    """
    scene = Scene(how.memory_bytes, how.open_files, canary, grader, os.getppid())
    return [_finding(act, _error(act, scene)) for act in ACTS]


def _error(act: Act, scene: Scene) -> str:
    """Try it, and return the name of what it fails with, "" if it does not."""
    try:
        act.attempt(scene)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    except (RuntimeError, ValueError, MemoryError) as error:  # a thread, a limit, memory
        return type(error).__name__
    return ""


def _finding(act: Act, error: str) -> Finding:
    layers = tuple(layer.value for layer in act.closed_by)
    return Finding(act.name, act.group, error != "", error, act.mandatory, layers)

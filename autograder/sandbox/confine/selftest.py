"""A confined process tries what is forbidden, and reports what happened."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass

from autograder.sandbox.confine.acts import ACTS, OPEN_TO_ALL, Scene
from autograder.sandbox.confine.plan import Confinement


@dataclass(frozen=True)
class Finding:
    """What came of one act.

    Parameters
    ----------
    act
        What was tried, as the end of "student code can …".
    refused
        Whether it failed.
    detail
        The error's name, such as EPERM; "" if the act was allowed.
    mandatory
        Whether grading relies on its being refused. What everybody on the machine may read is
        closed by Landlock alone, and holds no secret.
    """

    act: str
    refused: bool
    detail: str
    mandatory: bool


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
    return [_try(act, do, scene, act not in OPEN_TO_ALL) for act, do in ACTS.items()]


def _try(act: str, do: Callable[[Scene], object], scene: Scene, mandatory: bool) -> Finding:
    try:
        do(scene)
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return Finding(act, True, name, mandatory)
    except (RuntimeError, ValueError, MemoryError) as error:  # a thread, a limit, memory
        return Finding(act, True, type(error).__name__, mandatory)
    return Finding(act, False, "", mandatory)

"""Starts the grading in a process of its own, ends it in time, and sees to it that results stay.

The platform kills only the process that it started, and then counts nothing. So grading has a
deadline below the platform's; whatever becomes of it, the file of results is there and says so.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from autograder.errors import AutograderError
from autograder.gradescope import results
from autograder.gradescope.places import Places
from autograder.sandbox import early
from autograder.sandbox.confine.identity import PR_SET_PDEATHSIG
from autograder.sandbox.confine.kernel import prctl

SHARE = 0.9
"""The deadline, as a share of the platform's time limit."""
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
DONE = b"done"
LEAVING_SECONDS = 5.0
MAX_REASON = 4_000


def deadline_seconds(limit: float) -> float:
    """Return how long grading may take where the platform's own limit is `limit` seconds."""
    return SHARE * limit


def supervise(places: Places, grade: Callable[[], None]) -> int:
    """Run `grade`, which writes the results, in a child, and return the exit code: 0 or 1.

    Parameters
    ----------
    places
        Where the results go.
    grade
        Grades and writes; it may write results that are not complete before.
    """
    seconds = deadline_seconds(places.settings().seconds)
    deadline = time.monotonic() + seconds
    places.results.parent.mkdir(exist_ok=True)
    results.write(places.results, results.nothing_ran("grading was begun and did not end"))
    _adopt(True)
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _grade_and_leave(grade, writing, parent)
    os.close(writing)
    early.leave_to_child()
    said = b""
    try:
        said = _listen(reading, deadline)
    except KeyboardInterrupt:
        said = b"grading was interrupted"
    finally:
        ended = time.monotonic() < deadline
        status = _end(pid)
        os.close(reading)
        _adopt(False)
    if said.startswith(DONE):
        return 0
    reason = said.decode("utf-8", "replace") or _why(status, ended, seconds)
    results.explain(places.results, reason)
    print(f"autograder: {reason}", file=sys.stderr)
    return 1


def _adopt(orphans: bool) -> None:
    """Have what the child leaves behind become a child of this process, or no more."""
    with contextlib.suppress(OSError):
        prctl(PR_SET_CHILD_SUBREAPER, int(orphans))


def _grade_and_leave(grade: Callable[[], None], writing: int, parent: int) -> NoReturn:
    """Grade, tell the supervisor what came of it, and end this process."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            grade()
            said, status = DONE, 0
    except AutograderError as error:
        said = f"nothing more was graded: {error}".encode()
    except BaseException as error:
        traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(frame.filename)}, line {frame.lineno}"
        said = f"the grader failed: {type(error).__name__}: {error} ({where})".encode()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        with contextlib.suppress(BaseException):
            os.write(writing, said[:MAX_REASON])
        os._exit(status)


def _listen(reading: int, deadline: float) -> bytes:
    """Return what the child says before it ends or the deadline is there."""
    said = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, MAX_REASON)
            said += part
            if not part:
                break
    return said


def _end(pid: int) -> int:
    """End the grader and what it left behind; return how it ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # one that has ended by itself is not reaped yet
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    until = time.monotonic() + LEAVING_SECONDS
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:  # workers and their parent end with the grader
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
    return status


def _why(status: int, ended: bool, seconds: float) -> str:
    if not ended:
        return f"grading had not ended within {seconds:g} s, and was ended"
    if status == -signal.SIGKILL:
        return "the grader was killed (SIGKILL), as the kernel does where memory is short"
    return f"the grader ended without a word ({'signal' if status < 0 else 'status'} {abs(status)})"

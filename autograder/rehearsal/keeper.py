"""Runs a script as the platform does, and ends whatever it leaves behind.

A process of its own, the keeper, starts the script; what the script's children leave behind
becomes the keeper's, so that nothing of a run outlives it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Literal, NoReturn

import msgspec

from autograder.errors import EnvironmentFault
from autograder.records import dataclass
from autograder.rehearsal import processes
from autograder.rehearsal.limits import Cgroup, Limits, Watch, one_processor
from autograder.rehearsal.world import World
from autograder.sandbox.confine.identity import PR_SET_PDEATHSIG
from autograder.sandbox.confine.kernel import prctl

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
TICK, LOOK = 0.02, 0.25
GRACE = 1.0
"""Seconds that children of a script have to end by themselves after it."""
MAX_OUTPUT = 256 * 2**20
NOT_STARTED = 127


@dataclass(frozen=True)
class Ran:
    """What came of a script.

    Parameters
    ----------
    status
        Its exit status, or the number of the signal that ended it, below 0.
    seconds
        How long it took.
    killed_for
        Why it was killed here: its `time` was up, or its `output` had no end.
    out_of_memory
        Whether a process of it was ended for the memory that they had.
    peak_mb
        The most memory that was seen.
    left_behind
        The command lines of processes that went on after it.
    seen_to
        How the limits of memory and processors were seen to.
    error
        Why it could not be started, or an empty string.
    """

    status: int
    seconds: float
    killed_for: Literal["", "time", "output"] = ""
    out_of_memory: bool = False
    peak_mb: float = 0.0
    left_behind: tuple[str, ...] = ()
    seen_to: tuple[str, ...] = ()
    error: str = ""


def run(command: Sequence[str], world: World, limits: Limits, output: Path) -> Ran:
    """Run a command in a world, its output going to a file.

    At the time limit only the process that was started here is killed, as the platform does; what
    it leaves behind is noted, and then ended too.

    Raises
    ------
    EnvironmentFault
        When the keeper itself came to an end.
    """
    reading, writing = os.pipe()
    above = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _keep_and_leave(command, world, limits, output, writing, above)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
    except BaseException:  # an interruption: the keeper ends everything
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        raise
    finally:
        os.waitpid(pid, 0)
    if not said:
        raise EnvironmentFault("the process that watches over the rehearsal ended")
    return msgspec.json.decode(said, type=Ran)


def _keep_and_leave(
    command: Sequence[str], world: World, limits: Limits, output: Path, writing: int, above: int
) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _stop)
        with contextlib.suppress(OSError):
            prctl(PR_SET_CHILD_SUBREAPER, 1)
            prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == above:
            ran = _keep(command, world, limits, output)
            os.write(writing, msgspec.json.encode(ran))
            status = 0
    except SystemExit:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(1)


def _keep(command: Sequence[str], world: World, limits: Limits, output: Path) -> Ran:
    cgroup, seen_to = _cgroup(limits)
    watch = None if cgroup or not limits.memory_mb else Watch(limits.memory_mb)
    started = time.monotonic()
    errors, telling = os.pipe()
    script = os.fork()
    if script == 0:
        os.close(errors)
        _become(command, world, output, cgroup, bool(limits.processors), telling)
    os.close(telling)
    try:
        with os.fdopen(errors, "rb") as pipe:
            error = pipe.read().decode("utf-8", "replace")
        status, killed_for = _wait(script, started + limits.seconds, watch, output)
        seconds = time.monotonic() - started
        measured = cgroup or watch
        left = processes.left_after(GRACE)
        return Ran(
            status=status,
            seconds=round(seconds, 3),
            killed_for=killed_for,
            out_of_memory=measured.killed if measured else False,
            peak_mb=round(measured.peak_mb, 1) if measured else 0.0,
            left_behind=tuple(left),
            seen_to=seen_to,
            error=error,
        )
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(script, signal.SIGKILL)  # all that can be found where there is no /proc
        processes.end_all()
        if cgroup:
            cgroup.close()


def _cgroup(limits: Limits) -> tuple[Cgroup | None, tuple[str, ...]]:
    if not limits.memory_mb:
        return None, ()
    try:
        cgroup = Cgroup(limits)
    except OSError:
        return None, (
            f"memory: {limits.memory_mb} MB, looked at {1 / LOOK:g} times a second",
            f"processors: one whole one in place of {limits.processors:g}, since no control "
            "group can be made here; the platform is slower",
        )
    return cgroup, (
        f"memory: {limits.memory_mb} MB, by a control group",
        f"processors: {limits.processors:g}, by a control group",
    )


def _become(
    command: Sequence[str],
    world: World,
    output: Path,
    cgroup: Cgroup | None,
    limited: bool,
    telling: int,
) -> NoReturn:
    """Turn this process into the command; what hinders that is told."""
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        opened = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        environment = dict(world.environment)
        if cgroup:
            cgroup.join()
        elif limited:
            one_processor()
        world.enter()
        os.chdir(world.inside)
        for file, copy in ((nothing, 0), (opened, 1), (opened, 2)):
            os.dup2(file, copy)
        os.set_inheritable(telling, False)
        os.execve(command[0], list(command), environment)
    except BaseException as error:
        os.write(telling, f"{command[0]}: {getattr(error, 'strerror', None) or error}".encode())
    finally:
        os._exit(NOT_STARTED)


def _wait(
    script: int, deadline: float, watch: Watch | None, output: Path
) -> tuple[int, Literal["", "time", "output"]]:
    """Wait for the script; return its status, and why it was killed here if it was."""
    killed_for: Literal["", "time", "output"] = ""
    look = 0.0
    while True:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended == script:
            return os.waitstatus_to_exitcode(status), killed_for
        if ended:
            continue
        now = time.monotonic()
        if now >= look:
            look = now + LOOK
            if watch:
                watch.look(processes.descendants())
            if output.exists() and output.stat().st_size > MAX_OUTPUT:
                killed_for = killed_for or "output"
        if now >= deadline:
            killed_for = killed_for or "time"
        if killed_for:
            os.kill(script, signal.SIGKILL)  # nothing but the script, as the platform does
        time.sleep(TICK)

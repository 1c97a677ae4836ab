"""Runs a command, and says what processes of it are left when it has ended.

    containment_guard.py SECONDS COMMAND...

It takes in every process below it whose parent ends, daemons too, so that none gets lost. What is
left is ended. One line of JSON is printed: the command's exit code and what it printed, what was
left, and the most memory that one process had.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
GRACE = 5.0  # for processes that are ending when the command has ended


def main() -> None:
    seconds, command = float(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    left = _left()
    for pid in left:
        os.kill(int(pid), signal.SIGKILL)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = {
        "code": process.returncode,
        "out": out.decode(errors="replace"),
        "err": err.decode(errors="replace"),
        "left": left,
        "megabytes": usage.ru_maxrss / 1024,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }
    print(json.dumps(answer))


def _left() -> dict[str, str]:
    """Return the processes below this one that do not end, and their names."""
    deadline = time.monotonic() + GRACE
    while True:
        _reap()
        found = _below(os.getpid())
        if not found or time.monotonic() > deadline:
            return {str(pid): name for pid, name in found.items()}
        time.sleep(0.02)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _below(root: int) -> dict[int, str]:
    parents: dict[int, tuple[int, str]] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                text = file.read()
        except OSError:
            continue
        before, _, after = text.rpartition(")")
        parents[int(entry)] = (int(after.split()[1]), before.partition("(")[2])
    found: dict[int, str] = {}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        children = {pid: name for pid, (of, name) in parents.items() if of == parent}
        found.update(children)
        waiting.extend(children)
    return found


if __name__ == "__main__":
    main()

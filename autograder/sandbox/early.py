"""Forks the parent of workers from the grader's own process, before that holds any secret.

A fresh interpreter costs as much as all of a submission's calls: it starts, and loads NumPy, again.
So where the grader is started for one submission, as on Gradescope, its process loads NumPy and
this package's `sandbox`, and forks the zygote; only then does it load and read anything else. What
the zygote and its workers find in their memory is what was there at that moment, which is why
`why_not` looks before each fork whether anything else was. Where it was, or where bubblewrap is to
be entered, the zygote is a fresh interpreter as usual.

What a fresh one would not share with the grader: where its libraries lie in memory, and the seed of
its hashes. Neither opens a way to the grader; the first would help one who had found a hole in what
reads messages.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import sys

from autograder.sandbox.libraries import LIBRARIES, PACKAGE_ROOT

HARMLESS = frozenset(
    {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    | {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_CORETYPE"}
)
"""The variables that may be in the environment: those that a fresh interpreter is given as well."""
OURS = ("autograder", "autograder.__main__", "autograder.sandbox")

_waiting: socket.socket | None = None


def start() -> str:
    """Fork a zygote, which waits for `take`; return why not, if not.

    To be called first of all, with nothing loaded but Python.
    """
    global _waiting
    if why := why_not():
        return why
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    from autograder.sandbox import protocol, worker, zygote

    _ = protocol, worker  # loaded once for both, NumPy and much of Python's library with it
    if why := why_not():  # NumPy may have started threads, or opened files
        return why
    ours, theirs = socket.socketpair()
    gc.freeze()  # a collection would write to, and so copy, every page that the two share
    if os.fork() == 0:
        try:
            ours.close()
            _let_go(theirs.fileno())
            zygote.main(theirs.detach(), PACKAGE_ROOT, {})
            os._exit(0)
        finally:
            os._exit(1)
    theirs.close()
    _waiting = ours
    return ""


def take() -> socket.socket | None:
    """Return the socket of the zygote that was started, once; `None` if there is none."""
    global _waiting
    taken, _waiting = _waiting, None
    return taken


def leave_to_child() -> None:
    """Let go of the zygote in a process that has forked the grader: it ends with that."""
    if (control := take()) is not None:
        control.close()


def why_not() -> str:
    """Say what this process has that a worker must not come to have, or cannot do; "" if nothing.

    Its environment (as it was at the start, too), its modules and threads are looked at. Whatever
    files are open, the zygote closes.
    """
    if sys.platform != "linux":
        return "processes are not forked here"
    if not sys.flags.isolated:
        return "this interpreter is not isolated (-I)"
    try:
        with open("/proc/self/environ", "rb") as file:
            began = {os.fsdecode(entry.partition(b"=")[0]) for entry in file.read().split(b"\0")}
        threads = len(os.listdir("/proc/self/task"))
    except OSError as error:
        return f"/proc cannot be read ({error})"
    if others := sorted((began | set(os.environ)) - HARMLESS - {""}):
        return f"the environment has {', '.join(others)}"
    own = [name for name in sys.modules if name.partition(".")[0] == "autograder"]
    if others := sorted(n for n in own if n not in OURS and not n.startswith(f"{OURS[-1]}.")):
        return f"{', '.join(others)} is loaded"
    return "" if threads == 1 else f"there are {threads} threads"


def _let_go(control: int) -> None:
    """Leave the grader's session, files and folder, as a fresh interpreter would be started."""
    gc.enable()
    os.setsid()
    os.chdir("/")
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(null, standard)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number != control:
            with contextlib.suppress(OSError):  # the listing's own
                os.close(number)
    sys.dont_write_bytecode = True
    sys.path += [*LIBRARIES, PACKAGE_ROOT]
    if "numpy.random" in sys.modules:  # the standard library's own draws anew after a fork
        sys.modules["numpy.random"].seed()

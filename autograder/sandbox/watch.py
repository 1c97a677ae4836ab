"""In the worker: tells the grader at once of telling acts, such as opening a file elsewhere.

Python raises audit events (PEP 578) before it opens a file, starts a process, loads a C library or
walks the interpreter's objects. A hook for them cannot be removed, and what it has sent cannot be
taken back. It protects nothing: the layers of confinement refuse these acts, whoever sees them. A
submission may keep the hook from sending, or have it send what never happened, so what it says is a
remark for staff and never counts.

What raises no event is not seen: a system call made by machine code, `os.dup2`, `os.mkfifo`. The
kernel could tell of every refused call, in one of two ways, and neither is used. It logs those of
`SECCOMP_RET_LOG` for the host's root, whom a container cannot ask. Those of
`SECCOMP_RET_USER_NOTIF` wait for a supervisor, in the grader, for each worker: many lines to
review, and one more place to stall, for a remark. To reach a system call without an event, a
submission first needs a C library, and loading that raises one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from autograder.sandbox.protocol import Act

EVENTS: dict[Act, str] = {
    "open": "open",
    "list": "os.listdir os.scandir",
    "change": """
        os.chflags os.chmod os.chown os.link os.mkdir os.remove os.removexattr os.rename os.rmdir
        os.setxattr os.symlink os.truncate os.utime
    """,
    "process": """
        os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.system pty.spawn
        subprocess.Popen cpython.PyInterpreterState_New _thread.start_new_thread
        _thread.start_joinable_thread
    """,
    "network": """
        socket.__new__ socket.bind socket.connect socket.getaddrinfo socket.gethostbyaddr
        socket.gethostbyname socket.getnameinfo socket.sendmsg socket.sendto urllib.Request
    """,
    "signal": "os.kill os.killpg signal.pthread_kill",
    "limits": "resource.prlimit resource.setrlimit",
    "library": """
        ctypes.PyObj_FromPtr ctypes.call_function ctypes.cdata ctypes.dlopen ctypes.dlsym
        ctypes.dlsym/handle ctypes.string_at ctypes.wstring_at
    """,
    "interpreter": """
        code.__new__ gc.get_objects gc.get_referents gc.get_referrers marshal.loads
        object.__getattr__ object.__setattr__ sys._current_exceptions sys._current_frames
        sys._getframe sys.addaudithook sys.setprofile sys.settrace
    """,
}
"""By the kind of act, the audit events that tell of it; see docs.python.org/library/audit_events.
"""
ATTRIBUTES = {
    "object.__getattr__": frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame"}),
    "object.__setattr__": frozenset({"__code__"}),
}
"""Of the attributes that raise events, those that lead to frames, or replace a function's code."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
HARMLESS = ("/dev/null", "/dev/random", "/dev/urandom", "nul")
IMPORTS = ("<frozen importlib", "<frozen zipimport")
HERE = os.path.dirname(os.path.realpath(__file__))
LONGEST = 200


def watch(tell: Callable[[Act, str], None], readable: Sequence[str], most: int) -> None:
    """Tell of what the submission does from now on; this cannot be undone.

    Parameters
    ----------
    tell
        Called with the kind of an act and words for what was meant, before the act. Each is told
        once.
    readable
        Folders that may be read, besides those on Python's own path.
    most
        How many acts are told of.
    """
    acts = {event: act for act, events in EVENTS.items() for event in events.split()}
    library = (*readable, *filter(os.path.isabs, sys.path), HERE, "<frozen ")
    seen: set[tuple[Act, str]] = set()
    caller = sys._getframe
    busy = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal busy
        act = acts.get(event)
        if act is None or busy or len(seen) >= most:
            return
        busy = True  # what is asked for here raises events, too
        try:
            found = _found(act, event, arguments, caller(1).f_code.co_filename, library)
            if found is not None and found not in seen:
                seen.add(found)
                tell(*found)
        except Exception:  # it must never be felt
            return
        finally:
            busy = False

    sys.addaudithook(hook)


def _found(
    act: Act, event: str, arguments: tuple[Any, ...], file: str, library: tuple[str, ...]
) -> tuple[Act, str] | None:
    """Return what there is to tell of an event that code of `file` raised, if anything."""
    if file.startswith(IMPORTS):
        return None
    first = _text(arguments[0]) if arguments else ""
    if act == "open":
        return _opened(first, arguments, file, library)
    if act == "list":
        return None if _leads_nowhere(first) or _inside(first, library) else (act, first)
    if act == "signal":
        return None if arguments[0] == os.getpid() else (act, f"{event}, signal {arguments[1]}")
    if act == "interpreter":
        return None if file.startswith(library) else _asked(act, event, arguments)
    if act == "network":
        first = " ".join(one for one in map(_text, _flat(arguments)) if one)
    if act == "library":
        first = _text(arguments[-1])
    return act, f"{event} {first}".rstrip()


def _asked(act: Act, event: str, arguments: tuple[Any, ...]) -> tuple[Act, str] | None:
    attributes = ATTRIBUTES.get(event)
    if attributes is None:
        return act, event
    return (act, f".{arguments[1]}") if arguments[1] in attributes else None


def _opened(
    path: str, arguments: tuple[Any, ...], file: str, library: tuple[str, ...]
) -> tuple[Act, str] | None:
    by_library = file.startswith(library)
    if type(arguments[0]) is int:
        quiet = by_library or arguments[0] <= 2
        return None if quiet else ("open", f"file descriptor {arguments[0]}")
    if path.lower() in HARMLESS or _leads_nowhere(path):
        return None
    if type(arguments[2]) is int and arguments[2] & WRITING:
        return "write", path
    return None if _inside(path, library) else ("open", path)


def _leads_nowhere(path: str) -> bool:
    """Tell whether there can be nothing by a name: a file left at home, or code made of text."""
    if not path or path.startswith("<"):
        return True
    if os.path.isabs(path):
        return False
    whole = os.path.abspath(path)  # below the root, where workers are
    top = whole.split(os.sep)[1]
    return os.path.basename(whole) == top or not os.path.exists(os.sep + top)


def _inside(path: str, folders: tuple[str, ...]) -> bool:
    whole = os.path.abspath(path) + os.sep
    return any(whole.startswith(folder + os.sep) for folder in folders)


def _flat(arguments: tuple[Any, ...]) -> list[Any]:
    """Return arguments with an address among them taken apart."""
    return [part for one in arguments for part in (one if type(one) is tuple else (one,))]


def _text(value: Any) -> str:
    """Return a path, a name or an address, and nothing of other objects."""
    if type(value) is bytes:
        value = os.fsdecode(value)
    if type(value) is not str:
        return ""
    return value[:LONGEST].encode("utf-8", "replace").decode()

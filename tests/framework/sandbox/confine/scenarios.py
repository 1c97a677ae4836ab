"""What confined processes do in the tests: honest work, attacks, crashes.

Each returns plain JSON data, or raises.
"""

from __future__ import annotations

import ctypes
import decimal  # noqa: F401  (loads an extension module before the confinement)
import encodings.idna  # noqa: F401
import errno
import gc
import importlib
import mmap
import multiprocessing
import multiprocessing.pool
import multiprocessing.popen_fork
import multiprocessing.queues
import multiprocessing.resource_tracker
import multiprocessing.synchronize
import os
import random
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

import numpy as np
import numpy.fft  # newer versions load it at the first use

from autograder.sandbox.confine import Confinement, Layer, available, prepare, seccomp
from autograder.sandbox.confine.identity import forbid_new_privileges
from autograder.sandbox.confine.kernel import syscall
from autograder.sandbox.confine.seccomp import INSTRUCTION, Instruction

np.linalg.inv(np.eye(8) @ np.eye(8))  # the first use takes buffers
np.random.default_rng(0)  # the first use imports


def nothing():
    return "done"


# ---------------------------------------------------------------- honest work


def numpy_works():
    rng = np.random.default_rng(1)
    a = rng.normal(size=(300, 300))
    assert np.allclose(a @ np.linalg.inv(a), np.eye(300))
    u, s, vt = np.linalg.svd(a)
    assert np.allclose(u * s @ vt, a)
    assert np.allclose(np.linalg.solve(a, a @ np.ones(300)), 1)
    assert np.allclose(np.fft.ifft(np.fft.fft(a)), a)
    assert np.allclose(np.einsum("ij,kj->ik", a, a), a @ a.T)
    total = np.zeros(5)
    np.add.at(total, [0, 0, 4], 1.0)
    assert total.tolist() == [2, 0, 0, 0, 1]
    np.random.seed(3)
    assert np.random.rand(4).shape == (4,)
    return "done"


def large_arrays_work():
    for _ in range(5):
        big = np.ones(2_000_000)  # 16 MB, mapped and unmapped each time
        big *= 2
        assert big[-1] == 2
        big = np.resize(big, 2_500_000)
        del big
    grown = bytearray()
    for _ in range(16):
        grown += bytes(1 << 20)  # mremap
    small = [np.zeros(100) for _ in range(20_000)]
    return len(grown) + len(small)


def python_works():
    """The standard library's everyday calls; all modules are loaded."""
    start = time.perf_counter()
    time.sleep(0.01)
    assert time.perf_counter() - start >= 0.009
    assert time.time() > 1e9
    assert time.monotonic() > 0
    assert time.process_time() > 0
    assert time.strftime("%Y") >= "2024"
    assert len(os.urandom(16)) == 16
    assert 0 <= random.SystemRandom().random() < 1
    gc.collect()
    with threading.Lock():
        pass
    condition = threading.Condition()
    with condition:
        assert not condition.wait(0.01)
    assert not threading.Event().wait(0.01)
    try:
        raise KeyError("x")
    except KeyError:
        assert "KeyError" in traceback.format_exc()
    assert os.getcwd()
    assert os.cpu_count()
    assert not os.isatty(0)
    sys.setrecursionlimit(5000)

    def deep(n):
        return n and 1 + deep(n - 1)

    assert deep(4000) == 4000
    return "done"


def printing_works():
    for line in range(2000):
        print("line", line)
    print("an error", file=sys.stdout, flush=True)
    return "done"


def alarm_works():
    rang = []
    signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    limit = time.monotonic() + 5
    while not rang and time.monotonic() < limit:
        np.ones(10).sum()
    return len(rang)


def import_module(name, folder):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    return [module.__file__, module.ANSWER]


def import_extension(name, folder):
    sys.path.insert(0, folder)
    return importlib.import_module(name).__file__


def import_library_module(name):
    assert name not in sys.modules
    return importlib.import_module(name).__name__


def read(path):
    with open(path) as file:
        return file.read()


def listing(path):
    return os.listdir(path)


def create(path):
    with open(path, "wb", buffering=0) as file:
        file.write(b"x")


def execute(path):
    os.execv(path, [path])


def open_many(path):
    files = []
    try:
        while True:
            files.append(os.open(path, os.O_RDONLY))
    except OSError as error:
        for fd in files:
            os.close(fd)
        return [errno.errorcode[error.errno], len(files)]


def allocate(count):
    return np.ones(count, dtype=np.uint8).nbytes


def memory_error():
    try:
        np.ones(1 << 40, dtype=np.uint8)
    except MemoryError:
        return "MemoryError, and alive"
    return "allocated"


# ---------------------------------------------------------------- what students meet


def write_a_file():
    with open("result.txt", "w") as file:
        file.write("points: 100")


def start_a_thread():
    threading.Thread(target=int).start()


def run_a_program():
    subprocess.run(["true"], check=False)


def start_a_python_process():
    multiprocessing.get_context("fork").Process(target=int).start()


def use_a_pool():
    multiprocessing.get_context("fork").Pool(1)


def use_a_temporary_file():
    return tempfile.NamedTemporaryFile().name


def open_a_connection():
    return socket.create_connection(("127.0.0.1", 9), timeout=1)


# ---------------------------------------------------------------- ends


def end_by_abort():
    os.abort()


def end_by_segfault():
    ctypes.string_at(8)


def end_by_int80():
    """Call getpid (20) by the 32-bit door of an x86-64 kernel."""
    code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def end_by_x32():
    return ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39))


def end_by_cpu_limit():
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def hang():
    while True:
        time.sleep(1)


# ---------------------------------------------------------------- attacks


def raw(call, arguments):
    """Return the name of the error that the system call gives, "" if it succeeds."""
    words = [word.encode() if isinstance(word, str) else word for word in arguments]
    try:
        syscall(call, *words)
    except OSError as error:
        return errno.errorcode[error.errno]
    return ""


def numbered(number, arguments=()):
    """The same for a call that has no name here."""
    library = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_long(word) for word in arguments]
    if library.syscall(ctypes.c_long(number), *words) == -1:
        return errno.errorcode[ctypes.get_errno()]
    return ""


def signals(pids):
    found = {}
    for pid in pids:
        try:
            os.kill(pid or os.getppid(), 0)
            found[str(pid)] = ""
        except OSError as error:
            found[str(pid)] = errno.errorcode[error.errno]
    return found


def status():
    """Who the process is, from /proc; to be called without Landlock."""
    with open("/proc/self/status") as file:
        lines = dict(line.rstrip("\n").split(":\t", 1) for line in file)
    with open("/proc/self/oom_score_adj") as file:
        lines["oom_score_adj"] = file.read().strip()
    lines["niceness"] = os.getpriority(os.PRIO_PROCESS, 0)
    lines["owner of /proc/self/mem"] = os.stat("/proc/self/mem").st_uid
    return lines


def limits():
    names = ("AS", "CPU", "FSIZE", "NOFILE", "CORE", "STACK", "NPROC", "MEMLOCK")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}


# ---------------------------------------------------------------- of parents and hosts


def _plan(layers, uid):
    return Confinement(8 << 30, 60, 64, uid, (), frozenset(map(Layer, layers)))


def confine(how, parent=None):
    prepare(how).confine(parent, how.uid)


def orphan(layers, uid):
    """Whether a confined process ends when its parent is killed."""
    reading, writing = os.pipe()
    middle = os.fork()
    if middle == 0:
        parent = os.getpid()
        if os.fork() == 0:
            signal.alarm(20)  # should it outlive its parent after all
            confine(_plan(layers, uid), parent)
            os.write(writing, b"confined")
            hang()
        os.close(writing)
        hang()
    os.close(writing)
    said = os.read(reading, 100)
    os.kill(middle, signal.SIGKILL)
    os.waitpid(middle, 0)
    ended, _, _ = select.select([reading], [], [], 10)
    return [said.decode(), bool(ended) and os.read(reading, 100) == b""]


def lowered_limits(layers, bound):
    resource.setrlimit(resource.RLIMIT_NOFILE, (bound, bound))
    confine(_plan(layers, None))
    return resource.getrlimit(resource.RLIMIT_NOFILE)


def confine_without_parent(layers):
    confine(_plan(layers, None), parent=os.getpid())


def confine_with(layers, uid):
    confine(_plan(layers, uid))


def confine_with_threads(layers):
    release = threading.Event()
    threads = [threading.Thread(target=release.wait) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        confine(_plan(layers, None))
    finally:
        release.set()


def available_layers():
    """What the host offers, and whether asking changed the caller."""
    before = status(), limits()
    found = available()
    same = [name for name in before[0] if "ctxt" not in name and not name.startswith(("Vm", "Rss"))]
    after = status(), limits()
    unchanged = all(before[0][name] == after[0][name] for name in same) and before[1] == after[1]
    return [sorted(layer.value for layer in found), unchanged]


def forbid(numbers, answer=0x00050000 | errno.EPERM):
    """Install a filter that answers the given calls, as containers and emulations do.

    With error number 0 a call succeeds without having done anything.
    """
    steps = [Instruction(0x20, 0, 0, 0)]
    for number in numbers:
        steps += [Instruction(0x15, 0, 1, number), Instruction(0x06, 0, 0, answer)]
    steps.append(Instruction(0x06, 0, 0, 0x7FFF0000))
    code = b"".join(INSTRUCTION.pack(*step) for step in steps)
    forbid_new_privileges()
    syscall("seccomp", 1, 0, seccomp._Program(len(steps), code))


def available_without(numbers, answer):
    forbid(numbers, answer)
    return sorted(layer.value for layer in available())


def confine_without(numbers, layers, uid):
    forbid(numbers)
    confine(_plan(layers, uid))

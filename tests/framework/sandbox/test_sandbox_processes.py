"""What the processes of the sandbox hold, and that none of them is left."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sandbox_interpreter import ROOT
from sandbox_student import Student

from autograder.sandbox.client import SandboxError, Terms, WorkerFactory
from autograder.sandbox.launch import readable_roots

HERE = Path(__file__).parent
PATIENCE = 20.0
GRADER = f"""
import os, sys, time
sys.path[:0] = [{str(ROOT)!r}, {str(HERE)!r}]
from sandbox_student import Student
from autograder.sandbox.client import Terms, WorkerFactory
LAYERS = None if sys.argv[1] == "all" else ()
with WorkerFactory.start(Terms(layers=LAYERS)) as factory:
    twin = factory.split()
    students = [Student(one, "import time\\ndef f(t): time.sleep(t)") for one in (factory, twin)]
    for one in students:
        one.task.f(0)
    idle = factory.worker()
    print("ready", flush=True)
    if sys.argv[2] == "busy":
        students[1].task.f(2)
        students[1].task.f(2)
    else:
        sys.stdin.read()
"""


def parents() -> dict[int, tuple[int, str]]:
    """Return the parent and the state of every process."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            state, parent = text.rpartition(")")[2].split()[:2]
            found[int(entry)] = (int(parent), state)
    return found


def descendants(root: int) -> set[int]:
    table = parents()
    found = {root}
    while True:
        more = {pid for pid, (parent, _) in table.items() if parent in found} - found
        if not more:
            return found - {root}
        found |= more


def wait_until_gone(pids: set[int]) -> set[int]:
    """Wait for processes to end; return those that did not. Zombies have ended."""
    deadline = time.monotonic() + PATIENCE
    left = pids
    while left and time.monotonic() < deadline:
        table = parents()
        left = {pid for pid in pids if pid in table and table[pid][1] != "Z"}
        time.sleep(0.05)
    return left


@pytest.fixture
def grader(tmp_path):
    running = []

    def start(layers: str, doing: str) -> tuple[subprocess.Popen[bytes], set[int]]:
        process = subprocess.Popen(
            [sys.executable, "-c", GRADER, layers, doing],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
            start_new_session=True,
        )
        running.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process, descendants(process.pid)

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("layers", "doing", "end"),
    [
        ("all", "idle", "end of input"),
        ("all", "busy", signal.SIGKILL),
        ("all", "busy", signal.SIGINT),
        ("unsafe", "busy", signal.SIGKILL),
    ],
)
def test_no_process_is_left(grader, layers, doing, end):
    process, below = grader(layers, doing)
    assert len(below) == 5  # a zygote and its two workers, a twin and its worker

    if end == "end of input":
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        process.stdin = open(os.devnull, "wb")  # noqa: SIM115
    elif end == signal.SIGINT:
        os.killpg(process.pid, end)
    else:
        process.send_signal(end)

    assert wait_until_gone(below) == set()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_with_their_zygote(grader):
    process, below = grader("all", "idle")
    zygote = next(pid for pid, (parent, _) in parents().items() if parent == process.pid)
    children = {pid for pid in below if parents()[pid][0] == zygote}
    workers = {pid for pid in children if not descendants(pid)}
    assert len(children - workers) == 1  # the twin, which the grader still holds

    os.kill(zygote, signal.SIGKILL)

    assert wait_until_gone(workers) == set()


def test_a_zygote_that_is_gone_is_a_fault_of_ours():
    with WorkerFactory.start(Terms()) as factory:
        one = Student(factory, "def f(): return 1")
        assert one.task.f() == 1
        os.kill(factory._process.pid, signal.SIGKILL)
        factory._process.wait()
        with pytest.raises(SandboxError, match="the parent of the workers is gone"):
            factory.worker()
        one.close()


def test_workers_are_reaped(factory):
    zygote = factory._process.pid
    before = descendants(zygote)

    for _ in range(5):
        one = Student(factory, "import os\ndef f(): os._exit(0)\ndef g(): return 1")
        one.task.g()
        with pytest.raises(Exception, match="ended itself"):
            one.task.f()
        one.close()

    assert descendants(zygote) == before


def test_a_factory_in_two_processes_gives_each_its_own_workers(factory):
    twin = factory.split()
    one, two = Student(factory, COUNTER), Student(twin, COUNTER)

    assert [one.task.f(), two.task.f(), one.task.f(), two.task.f()] == [1, 1, 2, 2]

    two.close()
    twin.close()
    assert one.task.f() == 3
    one.close()


COUNTER = """
    count = 0
    def f():
        global count
        count += 1
        return count
"""


# ---------------------------------------------------------------- what they hold


@pytest.fixture
def traps(tmp_path, monkeypatch):
    """An environment in which each start of Python would leave a mark or fail."""
    mark = tmp_path / "mark"
    code = f"open({str(mark)!r}, 'a').write('ran')\n"
    folder = tmp_path / "path"
    user = tmp_path / "home" / ".local" / "lib"
    user = user / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    for place in (folder, user, tmp_path / "cwd"):
        place.mkdir(parents=True)
        for name in ("sitecustomize", "usercustomize", "numpy", "json", "socket", "autograder"):
            (place / f"{name}.py").write_text(code)
        (place / "trap.pth").write_text(f"import sys; {code}")
    startup = tmp_path / "startup.py"
    startup.write_text(code)
    secret = f"secret-{secrets.token_hex(16)}"
    settings = {
        "AUTOGRADER_SECRET": secret,
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(folder),
        "PYTHONSTARTUP": str(startup),
        "PYTHONUSERBASE": str(tmp_path / "home" / ".local"),
        "PYTHONHOME": str(tmp_path / "nowhere"),
        "PYTHONINSPECT": "1",
        "PYTHONWARNINGS": "error",
        "PYTHONBREAKPOINT": "numpy.trap",
        "PYTHONPLATLIBDIR": "nowhere",
        "PYTHONDEVMODE": "1",
        "PYTHONPYCACHEPREFIX": str(tmp_path / "cache"),
        "PYTHONIOENCODING": "ascii",
        "OPENBLAS_NUM_THREADS": "64",
        "OMP_NUM_THREADS": "64",
        "LC_ALL": "C",
        "LD_PRELOAD": "",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path / "cwd")
    yield mark, secret
    assert not mark.exists()
    assert not (tmp_path / "cache").exists()


PROBE = """
    import os, sys
    import numpy as np
    def environment(): return ";".join(f"{k}={v}" for k, v in sorted(os.environ.items()))
    def folder(): return os.getcwd()
    def path(): return ";".join(sys.path)
    def flags(): return sys.dont_write_bytecode, sys.flags.isolated, sys.flags.utf8_mode
    def arguments(): return ";".join(sys.argv + sys.orig_argv)
    def threads(): return len(os.listdir("/proc/self/task"))
    def product(): return (np.ones((200, 200)) @ np.ones((200, 200)))[0, 0]
    def descriptors():
        found = []
        for fd in range(1024):
            try: os.fstat(fd)
            except OSError: continue
            found.append(fd)
        return len(found)
"""


def test_nothing_of_the_graders_environment_reaches_a_worker(traps):
    mark, _ = traps
    with WorkerFactory.start(Terms()) as factory:
        task = (one := Student(factory, PROBE)).task

        assert "secret" not in task.environment()
        assert "OPENBLAS_NUM_THREADS=1" in task.environment()
        assert task.folder() == "/"
        assert str(mark.parent) not in task.path()
        assert task.flags() == (True, 1, 1)
        assert "secret" not in task.arguments()
        assert task.product() == 200
        assert task.descriptors() == 4  # three times /dev/null, and the connection
        one.close()


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="needs root")
def test_nothing_secret_is_in_the_zygotes_memory(traps):
    _, secret = traps
    solution = f"solution-{secrets.token_hex(16)}"
    with WorkerFactory.start(Terms()) as factory:
        one = Student(
            factory,
            "from other import g\ndef f(x): return g(x)",
            stand_ins={"other": ("g",)},
            reference={"other.py": f"HOW = '{solution}'\ndef g(x): return x + 1\n"},
        )
        assert one.task.f(1) == 2
        pid = factory._process.pid
        assert secret.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
        assert secret.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
        for word in (secret, solution):
            assert word.encode() not in memory(pid)
        assert secret.encode() in memory(os.getpid())
        one.close()


def memory(pid: int) -> bytes:
    """Return what a process may write to."""
    parts = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as file:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(x, 16) for x in span.split("-"))
            if rights.startswith("rw") and end - start < 2**28:
                file.seek(start)
                try:
                    parts.append(file.read(end - start))
                except OSError:
                    continue
    return b"".join(parts)


def test_readable_roots_hold_neither_this_project_nor_a_home():
    roots = [Path(root) for root in readable_roots()]

    for private in (ROOT / "solutions", ROOT / "tests", Path.home() / "x", Path("/etc"), Path("/")):
        assert not any(root == private or root in private.parents for root in roots)


# ---------------------------------------------------------------- nothing is left


def test_no_bytecode_and_no_file_is_written(factory):
    folders = (ROOT / "autograder", Path(sys.prefix) / "lib", Path("/dev/shm"))
    before = {path for folder in folders for path in folder.rglob("__pycache__")}
    with WorkerFactory.start(Terms()) as fresh:
        one = Student(fresh, {"task.py": "import helper\ndef f(): return 1", "helper.py": ""})
        assert one.task.f() == 1
        one.close()

    assert {path for folder in folders for path in folder.rglob("__pycache__")} == before


LATE = f"""
import os, socket, sys, time
sys.path.insert(0, {str(ROOT)!r})
from autograder.sandbox.zygote import Zygote

class Slow(Zygote):
    def _confine(self, parent):
        while sys.argv[1] == "alone" and os.getppid() == parent:
            time.sleep(0.001)
        super()._confine(parent if sys.argv[1] == "alone" else -1)

ours, theirs = socket.socketpair()
zygote = Slow(theirs, {{}})
limits = {{"memory": 1 << 30, "cpu": 10, "readable": [], "layers": [], "late": False}}
zygote._answer({{"do": "begin", "modules": [], **limits}}, [])
zygote._answer({{"do": "fork"}}, [ours.fileno()])
if sys.argv[1] == "watched":
    os.wait()
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a worker to its parent")
@pytest.mark.parametrize(
    ("end", "said"), [("alone", ""), ("watched", "autograder: the bond to the parent could not")]
)
def test_a_worker_that_begins_when_grading_has_ended_says_nothing(end: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE, end], capture_output=True, text=True, timeout=PATIENCE
    )

    assert done.stderr.startswith(said)
    assert bool(done.stderr) == bool(said)

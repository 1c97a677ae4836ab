"""A class over `--cluster local`: real dask workers, graders and confined student code."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import tiny_assignment

from autograder.sandbox.client import forks

pytestmark = pytest.mark.skipif(not forks(), reason="submissions are graded on Linux workers only")

ROOT = Path(__file__).parents[3]
PATIENCE = 180.0
MAIN = "import sys; from autograder.cli import main; raise SystemExit(main(sys.argv[1:]))"
WAITING = "autograder: the cluster has no worker now; waiting for one\n"
WRONG = "def double(x):\n    return x * 3.0\n"

TRAP = '''
import os, signal, time
from pathlib import Path


@number("2.1")
def test_trap(submission):
    """An answer that says so kills the dask worker: once, or whenever it is graded."""
    armed = Path({armed!r})
    slope = submission.answers.get("slope")
    if (armed / str(slope)).exists():
        if slope == "once":
            (armed / slope).unlink()
        host = os.getppid()
        worker = int(Path(f"/proc/{{host}}/stat").read_text().rpartition(")")[2].split()[1])
        (armed / f"{{slope}} killed {{worker}}").touch()
        os.kill(worker, signal.SIGKILL)
        time.sleep({patience})
'''

PROBE = """
def double(x):
    import os
    import socket

    try:
        socket.create_connection(("127.0.0.1", {port}), 10).close()
    except PermissionError:
        pass
    else:
        return 0.0
    return 0.0 if "CLUSTER_SECRET" in os.environ or os.path.exists({secret!r}) else x * 2.0
"""


class Class:
    """A folder with an assignment and a class, graded here and there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.armed = folder / "armed"
        trap = TRAP.format(armed=str(self.armed), patience=PATIENCE)
        tiny_assignment.make(folder / "assignment", hidden=tiny_assignment.HIDDEN + trap)

    def submit(self, name: str, **changes: str | None) -> None:
        tiny_assignment.submit(self.folder / "class" / name, **changes)

    def grade(
        self, output: str, *flags: str, before: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        (self.folder / "tmp").mkdir(exist_ok=True)
        known = {"PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(self.folder / "tmp")}
        return subprocess.run(
            [
                *(sys.executable, "-c", f"{before}\n{MAIN}", "grade", "class"),
                *("--assignment", "assignment", "--output", output, "--seed", "5", *flags),
            ],
            cwd=self.folder,
            env={**os.environ, **known, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def result(self, output: str, name: str) -> dict[str, Any]:
        path = self.folder / output / name / "results.json"
        return timeless(json.loads(path.read_text(encoding="utf-8")))  # type: ignore[no-any-return]

    def wait_until_nothing_is_left(self) -> None:
        """Wait until the assignment is in no worker's folder any more."""
        deadline = time.monotonic() + PATIENCE
        while list((self.folder / "tmp").rglob("autograder-*")):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items() if k not in ("execution_time", "seconds")}
    return [timeless(item) for item in value] if isinstance(value, list) else value


@pytest.fixture
def group(tmp_path: Path) -> Class:
    return Class(tmp_path)


def test_results_are_the_same_also_where_a_worker_is_killed(group: Class) -> None:
    group.submit("ada")
    group.submit("bob", first=WRONG)
    group.submit("cid", second="def halve(x)\n")
    group.submit("dot", answers="slope: once\n")
    group.submit("eve", second=None, answers=None)
    (group.folder / "class" / "fay.zip").write_bytes(b"PK no zip")
    names = ["ada", "bob", "cid", "dot", "eve", "fay"]

    here = group.grade("here", "--jobs", "1")
    there = group.grade("there", "--cluster", "local", "--jobs", "1")
    assert (there.returncode, there.stderr) == (here.returncode, "")
    assert there.stdout.replace("there/", "here/") == here.stdout
    group.submit("pip", answers="slope: poison\n")
    group.armed.mkdir()
    for trap in ("once", "poison"):
        (group.armed / trap).touch()
    killed = group.grade("killed", "--cluster", "local", "--jobs", "2")

    assert killed.returncode == 1, killed.stderr
    assert killed.stderr.replace(WAITING, "") == ""
    deaths = sorted(path.name.split()[0] for path in group.armed.glob("* killed *"))
    assert deaths == ["once", *["poison"] * 3]
    for output in ("there", "killed"):
        for name in names:
            assert group.result(output, name) == group.result("here", name), name
    book = (group.folder / "here" / "gradebook.csv").read_bytes()
    assert (group.folder / "there" / "gradebook.csv").read_bytes() == book
    rows = (group.folder / "killed" / "gradebook.csv").read_bytes().splitlines(keepends=True)
    assert b"".join(row for row in rows if not row.startswith(b'"pip"')) == book
    staff = group.result("killed", "pip")["extra_data"]["staff"]
    assert "the grader's own process ended while it graded this" in staff[0]
    group.wait_until_nothing_is_left()


def test_student_code_reaches_neither_network_nor_the_workers_environment(group: Class) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        probe = PROBE.format(port=server.getsockname()[1], secret=str(group.folder / "secret"))
        group.submit("ada")
        group.submit("eve", first=probe)
        names: dict[str, Any] = {}
        exec(probe, names)
        assert names["double"](3.0) == 0.0  # unconfined, it gets through

        done = group.grade("out", "--cluster", "local", "--jobs", "1", CLUSTER_SECRET="x")

    assert (done.returncode, done.stderr) == (0, "")
    assert group.result("out", "eve")["score"] == 10.0


UNLIKE = """
from autograder.cluster import edition
ours = {**edition.edition(), "NumPy": "9.9"}
edition.edition = lambda: ours
"""
UNPROTECTED = """
from autograder.cluster import shims
usual = shims.grade()

def on_such_a_machine(*arguments):
    from autograder.cluster import work
    if not hasattr(work, "usual"):
        work.usual = work._command
        work._command = lambda fd: [
            part.replace("from autograder.cluster.host", '''
from autograder.sandbox.client import Protection
from autograder.sandbox.forked import ForkedWorkers
usual = ForkedWorkers.protection
ForkedWorkers.protection = lambda self: Protection(usual(self).layers, ("All is open.",))
from autograder.cluster.host''')
            for part in work.usual(fd)
        ]
    return usual(*arguments)

shims.grade = lambda: on_such_a_machine
"""


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (UNLIKE, r".*NumPy is .* there and 9\.9 here"),
        (
            UNPROTECTED,
            r"Student code cannot be confined here, so nothing was run. - All is open. .*",
        ),
    ],
)
def test_a_worker_that_is_not_fit_grades_nothing(group: Class, before: str, sentence: str) -> None:
    group.submit("ada")

    done = group.grade("out", "--cluster", "local", "--jobs", "1", before=before)

    assert done.returncode == 1, done.stderr
    said = done.stderr.splitlines()
    assert re.fullmatch(rf"autograder: worker tls://\S+ is left out: {sentence}", said[0])
    assert said[1:] == ["autograder: no worker is left in the cluster that may grade"]
    assert not (group.folder / "out" / "ada").exists()
    group.wait_until_nothing_is_left()


@pytest.mark.parametrize(
    ("before", "address", "code", "sentence"),
    [
        (
            "from autograder.cluster import connect; connect.CONNECTING_SECONDS = 0.5",
            "tcp://127.0.0.1:1", 2, "no scheduler answers there (Timed out",
        ),
        ("", "nowhere", 2, "no scheduler answers there (missing port number"),
        (
            "import sys; sys.modules['distributed'] = None",
            "tcp://127.0.0.1:1", 1, "needs dask.distributed, which is not installed; `pip install",
        ),
        (
            "import os; os.environ['PATH'] = ''",
            "local", 1, "--cluster local needs the program openssl",
        ),
    ],
)  # fmt: skip
def test_without_a_cluster_one_sentence_says_so(
    group: Class, before: str, address: str, code: int, sentence: str
) -> None:
    group.submit("ada")

    done = group.grade("out", "--cluster", address, before=before)

    assert done.returncode == code
    assert done.stderr.startswith("autograder: --cluster")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_zips import HEAD

from autograder.rehearsal.keeper import Ran, run
from autograder.rehearsal.limits import Cgroup, Limits
from autograder.rehearsal.world import Folder

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

PATIENCE = 30.0


LIMITS = Limits(seconds=PATIENCE)


def ran(folder: Path, text: str, limits: Limits = LIMITS) -> tuple[Ran, str]:
    (folder / "root").mkdir(exist_ok=True)
    script = folder / "root" / "script"
    script.write_text(HEAD + text)
    script.chmod(0o755)
    found = run([str(script)], Folder(folder / "root"), limits, folder / "log")
    return found, (folder / "log").read_text(errors="replace")


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_script_runs_in_its_folder_and_its_output_is_kept(tmp_path: Path) -> None:
    found, printed = ran(tmp_path, 'echo "$PWD"; echo "$root"; echo oops >&2; exit 3')

    place = str((tmp_path / "root").resolve())
    assert printed.split() == [place, place, "oops"]
    assert (found.status, found.killed_for, found.left_behind, found.error) == (3, "", (), "")


def test_a_signal_is_told_apart_from_a_status(tmp_path: Path) -> None:
    assert ran(tmp_path, "kill -SEGV $$")[0].status == -signal.SIGSEGV


def test_the_environment_is_not_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")

    _, printed = ran(tmp_path, "env")

    assert "SECRET_TOKEN" not in printed
    assert "PIP_INDEX_URL=kept" in printed


def test_a_script_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    missing = str(tmp_path / "root" / "none")

    found = run([missing], Folder(tmp_path / "root"), Limits(), tmp_path / "log")

    assert found.error == f"{missing}: No such file or directory"


def test_at_the_time_limit_the_script_alone_is_killed_and_the_rest_is_named(tmp_path: Path) -> None:
    text = "sleep 1000 & echo $! > $root/pid\nsleep 1000"

    found, _ = ran(tmp_path, text, Limits(seconds=0.5))

    assert found.killed_for == "time"
    assert found.status == -signal.SIGKILL
    assert found.left_behind == ("sleep 1000", "sleep 1000")
    assert not is_there(int((tmp_path / "root" / "pid").read_text()))


def test_a_daemon_that_left_its_session_is_found_and_ended(tmp_path: Path) -> None:
    text = "setsid bash -c 'echo $$ > $0/pid; exec sleep 1000' $root &\n"
    text += "while [ ! -s $root/pid ]; do sleep 0.01; done"

    found, _ = ran(tmp_path, text)

    assert found.status == 0
    assert found.left_behind == ("sleep 1000",)
    assert not is_there(int((tmp_path / "root" / "pid").read_text()))


def test_children_that_end_by_themselves_are_not_left_behind(tmp_path: Path) -> None:
    assert ran(tmp_path, "sleep 0.1 &")[0].left_behind == ()


PYTHON = shlex.quote(sys.executable)
HUNGRY = f"{PYTHON} -c 'import time; x = b\"x\" * (300 << 20); time.sleep(1000)'"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at by way of /proc")
def test_who_has_too_much_memory_is_ended(tmp_path: Path) -> None:
    found, _ = ran(tmp_path, HUNGRY, Limits(seconds=PATIENCE, memory_mb=100))

    assert found.out_of_memory
    assert found.killed_for == ""
    assert found.peak_mb > 100


def test_what_is_printed_without_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.rehearsal.keeper.MAX_OUTPUT", 100_000)

    found, _ = ran(tmp_path, "head -c 200000 /dev/zero; sleep 1000")

    assert found.killed_for == "output"


def test_how_the_limits_are_seen_to_is_told(tmp_path: Path) -> None:
    memory, processors = ran(tmp_path, "true")[0].seen_to

    assert memory.startswith("memory: 768 MB, ")
    assert processors.startswith("processors: ")


INTERRUPTED = """
import sys
from pathlib import Path
from autograder.rehearsal.keeper import run
from autograder.rehearsal.limits import Limits
from autograder.rehearsal.world import Folder

root = Path(sys.argv[1])
run([str(root / "script")], Folder(root), Limits(), root.parent / "log")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_when_the_rehearsal_is_ended_so_is_the_script(
    tmp_path: Path, number: signal.Signals
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "script").write_text(
        f"{HEAD}echo $$ > $root/pid.new; mv $root/pid.new $root/pid; sleep 1000"
    )
    (root / "script").chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(root)], stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + PATIENCE
    while not (root / "pid").exists() and time.monotonic() < until:
        time.sleep(0.01)

    process.send_signal(number)
    process.wait(PATIENCE)

    pid = int((root / "pid").read_text())
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_there(pid)


# ------------------------------------------------------------------ control groups


def test_a_control_group_is_told_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("memory.max", "cpu.max", "cgroup.procs", "memory.swap.max")
    make = Path.mkdir

    def as_the_kernel_does(path: Path) -> None:
        make(path)
        for name in names:
            (path / name).touch()

    monkeypatch.setattr(Path, "mkdir", as_the_kernel_does)

    group = Cgroup(Limits(60.0, 768, 0.5), tmp_path)
    group.join()

    (folder,) = tmp_path.iterdir()
    said = {name: (folder / name).read_text() for name in names}
    assert said == {
        "memory.max": str(768 * 2**20),
        "cpu.max": "50000 100000",
        "cgroup.procs": str(os.getpid()),
        "memory.swap.max": "0",
    }
    (folder / "memory.peak").write_text(str(5 * 2**20))
    (folder / "memory.events").write_text("oom 1\noom_kill 1\n")
    assert (group.peak_mb, group.killed) == (5.0, True)


def test_a_folder_that_is_no_control_group_is_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"memory\.max"):
        Cgroup(Limits(), tmp_path)

    assert list(tmp_path.iterdir()) == []

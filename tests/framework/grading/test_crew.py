from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.grading.crew import Crew

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0


def always(work: Callable[[int], str]) -> Callable[[], Callable[[int], str]]:
    return lambda: work


def results(size: int, tasks: int, work: Callable[[int], str]) -> dict[int, str | None]:
    with closing(Crew(size, always(work))) as crew:
        found = list(crew.run(tasks))
    assert len(found) == len({number for number, _ in found})
    return dict(found)


def test_every_task_is_done_once() -> None:
    assert results(3, 7, lambda n: f"did {n}") == {n: f"did {n}" for n in range(7)}


@pytest.mark.parametrize(("size", "tasks"), [(1, 0), (3, 1), (1, 4)])
def test_sizes_at_the_limit(size: int, tasks: int) -> None:
    assert results(size, tasks, str) == {n: str(n) for n in range(tasks)}


def test_a_process_goes_on_to_the_next_task() -> None:
    assert len(set(results(2, 8, lambda n: str(os.getpid())).values())) <= 2


def test_a_process_shares_what_there_is_and_keeps_what_it_makes() -> None:
    seen = ["before"]

    def work(n: int) -> str:
        seen.append(str(n))
        return " ".join(seen)

    assert results(1, 2, work) == {0: "before 0", 1: "before 0 1"}
    assert seen == ["before"]


def test_each_process_is_prepared_for() -> None:
    prepared: list[int] = []

    def prepare() -> Callable[[int], str]:
        prepared.append(len(prepared))
        mine = len(prepared)
        return lambda n: str(mine)

    with closing(Crew(2, prepare)) as crew:
        found = set(dict(crew.run(6)).values())

    assert prepared == [0, 1]
    assert found <= {"1", "2"}


def test_a_long_text_comes_whole() -> None:
    text = "ä∂\n" * 1_000_000

    assert results(2, 2, lambda n: text * n) == {0: "", 1: text}


def leave(n: int) -> None:
    os._exit(0)


def kill(n: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(n: int) -> None:
    raise RuntimeError("a fault of ours")


def interrupt(n: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("end", [leave, kill, fail, interrupt])
@pytest.mark.parametrize("size", [1, 3])
def test_a_process_that_dies_costs_its_task_alone(
    end: Callable[[int], None], size: int, capfd: pytest.CaptureFixture[str]
) -> None:
    def work(n: int) -> str:
        if n in (1, 2, 5):
            end(n)
        return str(n)

    assert results(size, 7, work) == {n: None if n in (1, 2, 5) else str(n) for n in range(7)}


def test_where_all_die_all_are_told() -> None:
    assert results(2, 5, lambda n: os._exit(1)) == dict.fromkeys(range(5))


def test_a_process_that_died_while_it_waited_is_replaced() -> None:
    with closing(Crew(2, always(lambda n: str(os.getpid())))) as crew:
        waiting = {int(pid or 0) for pid in dict(crew.run(4)).values()}
        for pid in waiting:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        again = {int(pid or 0) for pid in dict(crew.run(4)).values()}

    assert 0 not in again
    assert not again & waiting


def test_an_error_with_a_sentence_is_told_without_a_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def work(n: int) -> str:
        raise UsageError("the folder cannot be written")

    assert results(1, 1, work) == {0: None}
    assert capfd.readouterr().err == "autograder: the folder cannot be written\n"


def test_what_a_task_prints_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    def work(n: int) -> str:
        print("said", n)
        return ""

    results(1, 2, work)

    assert capfd.readouterr().out == "said 0\nsaid 1\n"


def test_closing_ends_what_is_still_at_work(tmp_path: Path) -> None:
    def work(n: int) -> str:
        (tmp_path / str(os.getpid())).touch()
        if n:
            time.sleep(PATIENCE * 10)
        return ""

    with closing(Crew(3, always(work))) as crew:
        assert next(crew.run(3)) == (0, "")
        while len(list(tmp_path.iterdir())) < 3:
            time.sleep(0.01)

    assert not [path.name for path in tmp_path.iterdir() if alive(int(path.name))]


def test_closing_twice_is_closing_once() -> None:
    crew = Crew(1, always(str))
    crew.close()
    crew.close()


def test_an_interruption_that_is_ignored_in_the_processes_reaches_this_one(
    tmp_path: Path,
) -> None:
    def work(n: int) -> str:
        os.kill(os.getpid(), signal.SIGINT)  # as Ctrl-C does to the whole group
        return "went on"

    assert results(1, 1, work) == {0: "went on"}


# ------------------------------------------------------------------ the end of the parent

PROGRAM = """
import os, sys, time
from autograder.grading.crew import Crew

def work(n):
    open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
    time.sleep(600)

crew = Crew(2, lambda: work)
try:
    list(crew.run(2))
finally:
    crew.close()
"""


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it has ended, now or before
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


@contextlib.contextmanager
def parent(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Run a parent of two processes that are at work; yields it and their numbers."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: len(list(folder.iterdir())) == 2)
        yield process, [int(path.name) for path in folder.iterdir()]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_processes_end_with_their_parent(tmp_path: Path, number: signal.Signals) -> None:
    with parent(tmp_path) as (process, children):
        process.send_signal(number)
        process.wait(PATIENCE)

        until(lambda: not any(map(alive, children)))


def test_ctrl_c_in_the_terminal_ends_all(tmp_path: Path) -> None:
    with parent(tmp_path) as (process, children):
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)

        assert not any(map(alive, children))

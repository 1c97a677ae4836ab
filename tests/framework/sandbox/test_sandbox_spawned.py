"""Workers that are fresh interpreters, as macOS and Windows have them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sandbox_interpreter import ROOT
from sandbox_student import LIMITS, Student

from autograder.sandbox import spawned
from autograder.sandbox.client import SandboxError, Terms
from autograder.sandbox.spawned import SpawnedWorkers
from autograder.testing.errors import StudentCrash, StudentFault, StudentTimeout

HERE = Path(__file__).parent
PATIENCE = 20.0
CODE = """
    import os, signal, sys, time
    print("imported")
    def f(*x): return x
    def sleep(t): time.sleep(t)
    def spin():
        while True: pass
    def end(n): os._exit(n)
    def crash(): os.kill(os.getpid(), signal.SIGSEGV)
    def close(): os.closerange(0, 64); time.sleep(60)
    def garbage():
        for fd in range(3, 10):
            try: os.write(fd, b"x" * 1000)
            except OSError: pass
        time.sleep(60)
    def write(path):
        with open(path, "w") as file: file.write("x")
    def place(): return os.getcwd(), repr(sorted(os.environ)), repr(sys.path), os.getpid()
    def large(n): return b"".join([bytes(n)]) and [0.0] * 3, __import__("numpy").ones(n)
"""
PATIENT = replace(LIMITS, call_seconds=20, import_seconds=20)
SHORT = replace(PATIENT, call_seconds=1)


@pytest.fixture(scope="module")
def factory():
    with SpawnedWorkers.launch(Terms(result_bytes=2**23, preload=("decimal",))) as running:
        yield running


@pytest.fixture
def one(factory):
    student = Student(factory, CODE, limits=PATIENT)
    yield student
    student.close()


@pytest.fixture
def soon_ended(factory):
    student = Student(factory, CODE, limits=SHORT)
    yield student
    student.close()


def fault_of(call, *arguments) -> StudentFault:
    with pytest.raises(StudentFault) as caught:
        call(*arguments)
    return caught.value


def test_calls_are_answered(one):
    array = np.arange(6.0).reshape(2, 3)
    (got,) = one.task.f(array)

    assert np.array_equal(got, array)
    assert one.task.f(1, "ä", None) == (1, "ä", None)
    assert one.printed == "imported\n"


def test_large_arrays_go_there_and_come_back(one):
    array = np.random.default_rng(0).normal(size=300_000)
    (got,) = one.task.f(array)

    assert np.array_equal(got, array)


def test_what_must_not_be_told_is_not_there(one, monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_SECRET", "s3cret")
    monkeypatch.chdir(tmp_path)
    with SpawnedWorkers.launch(Terms()) as factory:
        student = Student(factory, CODE, limits=PATIENT)
        folder, environment, path, pid = student.task.place()

    assert folder == "/"
    assert "SECRET" not in environment
    assert str(tmp_path) not in path
    assert pid != os.getpid()


@pytest.mark.parametrize("name", ["spin", "garbage", "close"])
def test_what_does_not_answer_is_ended(soon_ended, name):
    fault = fault_of(getattr(soon_ended.task, name))

    assert isinstance(fault, StudentTimeout if name == "spin" else StudentCrash)
    assert soon_ended.task.f(1) == (1,)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (("end", 0), "the process ended itself when end was called"),
        (("crash",), "was ended by signal 11 (segmentation fault) when crash was called"),
    ],
)
def test_an_end_is_told(one, call, sentence):
    name, *arguments = call
    fault = fault_of(getattr(one.task, name), *arguments)

    assert isinstance(fault, StudentCrash)
    assert sentence in fault.message
    assert one.task.f(1) == (1,)


def test_processor_time_is_limited():
    with SpawnedWorkers.launch(Terms(cpu_seconds=1)) as factory:
        student = Student(factory, CODE, limits=PATIENT)
        fault = fault_of(student.task.spin)

    assert fault.message == "the process had used up its processor time when spin was called"


def test_no_file_is_filled(one, tmp_path):
    path = tmp_path / "file"
    fault = fault_of(one.task.write, str(path))

    assert "raised OSError" in fault.message
    assert path.read_bytes() == b""


def test_what_is_too_large_stays_where_it_is(one):
    _, kept = one.task.large(2**21)

    assert kept.describe() == "an array too large to look at"


def test_it_says_that_nothing_confines(factory):
    (sentence,) = factory.protection().missing

    assert factory.protection().layers == ()
    assert "is not a security boundary" in sentence
    assert all(word in sentence for word in ("Linux", "Docker", "Gradescope"))
    assert factory.self_test() == []


def test_one_is_started_ahead_and_handed_on():
    with SpawnedWorkers.launch(Terms()) as factory:
        ahead = factory._ahead.pid
        with factory.split() as twin:
            student = Student(twin, CODE, limits=PATIENT)
            assert student.task.place()[3] == ahead
            processes = {twin._ahead.pid, ahead}
            assert len(processes) == 2

    assert not any(map(running, processes))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may fork there")
def test_what_a_worker_forked_ends_with_it(factory):
    code = "import os, time\ndef f():\n    return os.fork() or time.sleep(600)\n"
    student = Student(factory, code, limits=PATIENT)
    child = student.task.f()
    assert running(child)

    student.close()

    deadline = time.monotonic() + PATIENCE
    while running(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_interpreter_that_does_not_start(monkeypatch, capfd):
    monkeypatch.setattr(spawned, "LIBRARIES", ())
    monkeypatch.setattr(spawned, "PACKAGE_ROOT", "/none")
    monkeypatch.setattr(sys, "executable", sys._base_executable)  # without this package
    with SpawnedWorkers.launch(Terms()) as factory, pytest.raises(SandboxError):
        factory.worker()

    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_an_interpreter_that_is_not_there(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/none/python")

    with pytest.raises(SandboxError, match="a worker could not be started"):
        SpawnedWorkers.launch(Terms())


# ------------------------------------------------------------------ nothing is left

GRADER = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(HERE)!r}]
from sandbox_student import Student
from autograder.sandbox.client import Terms
from autograder.sandbox.spawned import SpawnedWorkers
with SpawnedWorkers.launch(Terms()) as factory:
    code = '''
import os
print("from the submission")
def pid(): return os.getpid()
def spin():
    while True: pass
'''
    one = Student(factory, code)
    one.task.pid()
    print(one.task.pid(), factory._ahead.pid, flush=True)
    if sys.argv[1] == "busy":
        one.task.spin()
    sys.stdin.read()
"""


def running(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it has ended, now or before
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("doing", "end"),
    [("idle", None), ("idle", signal.SIGKILL), ("busy", signal.SIGKILL), ("busy", signal.SIGINT)],
)
def test_workers_end_with_the_grader(doing, end):
    process = subprocess.Popen(
        [sys.executable, "-c", GRADER, doing],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process:
        pids = [int(word) for word in process.stdout.readline().split()]
        assert [running(pid) for pid in pids] == [True, True]
        if end is None:
            process.stdin.close()
        else:
            os.killpg(process.pid, end)
        process.wait(PATIENCE)

    deadline = time.monotonic() + PATIENCE
    while any(map(running, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.02)

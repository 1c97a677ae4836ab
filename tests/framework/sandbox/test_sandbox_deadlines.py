"""What hangs, ends or breaks the connection costs one call, in bounded time, with one sentence."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from sandbox_student import LIMITS, Student

from autograder.sandbox.client import Terms, WorkerFactory
from autograder.testing.errors import StudentCrash, StudentFault, StudentNotRun, StudentTimeout

SHORT = replace(LIMITS, call_seconds=0.3, import_seconds=2.0)
MARGIN = 8.0  # on a machine that does much else


def fault_of(call) -> StudentFault:
    started = time.monotonic()
    with pytest.raises(StudentFault) as caught:
        call()
    assert time.monotonic() - started < MARGIN
    return caught.value


# ---------------------------------------------------------------- hangs

HANGS = {
    "a loop": "while True: pass",
    "a loop that catches all": "\n".join(
        ["while True:", "    try:", "        while True: sum(range(9))", "    except: pass"]
    ),
    "a large power": "9 ** 10**9",
    "a read of its own socket": "import os\nwhile True:\n    os.read(3, 1)",
    "a stopped process": "import signal; signal.raise_signal(signal.SIGSTOP)",
    "an exception's text": "raise type('E', (Exception,), {'__str__': hang})",
    "an attribute": "return iter(Endless().shape)",
    "a generator that is made a list": "return list(iter(int, 1))",
    "a finalizer": "Endless()",
}
HELP = """
    def hang(*_):
        while True: pass
    class Endless:
        __del__ = __getattr__ = __repr__ = hang
    def g(*x): return 1
    def keep(): return {"x": Endless()}
    def give(): return Endless()
"""


def hanging(body: str, name: str = "f") -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return HELP + f"    def {name}(*x):\n{lines}"


@pytest.mark.parametrize("name", HANGS)
def test_a_call_that_hangs(student, name):
    one = student(hanging(HANGS[name]), limits=SHORT)

    fault = fault_of(lambda: one.task.f(np.ones(50), np.ones(9)))

    if name == "a read of its own socket":  # its end is closed to it, or it reads what is not its
        assert isinstance(fault, (StudentTimeout, StudentCrash))
    else:
        assert isinstance(fault, StudentTimeout)
        assert fault.message == (
            "f did not finish within 0.3 s for arrays of shapes (50,) and (9,)"
        )
    assert one.task.g() == 1


@pytest.mark.parametrize("name", ["a loop that catches all", "a large power"])
def test_an_import_that_hangs(student, name):
    body = "\n".join(f"    {line}" for line in HANGS[name].splitlines())
    limits = replace(LIMITS, import_seconds=0.3)
    one = student({"task.py": f"if 1:\n{body}\n", "other.py": "def g(): return 1"}, limits=limits)

    fault = fault_of(one.task.f)

    assert isinstance(fault, StudentTimeout)
    assert fault.message == "task.py did not finish importing within 0.3 s"
    started = time.monotonic()
    assert fault_of(one.task.f).message == fault.message
    assert time.monotonic() - started < 0.3
    assert one.other.g() == 1


def test_an_attribute_that_hangs(student):
    one = student(HELP, limits=SHORT)
    endless = one.task.give()

    fault = fault_of(lambda: endless.weight)

    assert fault.message == "no answer within 0.3 s when `.weight` was read"
    assert one.task.g() == 1


def test_a_module_whose_names_hang(student):
    code = "def __getattr__(name):\n    while True: pass\ndef g(): return 1\n"
    one = student(code, limits=SHORT)

    assert isinstance(fault_of(one.task.missing), StudentTimeout)
    assert one.task.g() == 1


def test_an_object_that_hangs_when_it_is_looked_at_is_not_looked_at(student):
    one = student(HELP, limits=SHORT)

    assert one.task.keep().describe() == "a dict"
    assert one.task.give().describe() == "an object"


def test_objects_that_hang_when_they_are_forgotten_cost_the_next_call(student):
    one = student(HELP, limits=SHORT)
    kept = one.task.keep()
    started = time.monotonic()
    one.session.end_case()
    assert time.monotonic() - started < MARGIN

    assert isinstance(fault_of(one.task.g), StudentTimeout)
    assert one.task.g() == 1
    assert kept.describe() == "a dict"


def test_two_hangs_end_the_question_but_no_other(student):
    one = student(hanging("while True: pass"), limits=SHORT)
    for _ in range(2):
        assert isinstance(fault_of(one.task.f), StudentTimeout)

    fault = fault_of(one.task.g)
    assert isinstance(fault, StudentNotRun)
    assert fault.message == "not run: two calls of this question did not finish in time"
    one.session.turn_to("2", ())
    assert one.task.g() == 1


def test_hangs_of_a_used_function_do_not_end_the_runs_in_which_it_is_stood_in_for(student):
    helped = {"other": ("pad",)}
    one = student(
        {
            "task.py": "from other import pad\ndef f(): return pad()\n",
            "other.py": "def pad():\n    while True: pass\n",
        },
        reference={"other.py": "def pad(): return 7\n"},
        stand_ins=helped,
        limits=SHORT,
    )
    stand_ins = one.session.stand_ins
    for _ in range(3):
        one.session.turn_to("1", ())
        assert isinstance(fault_of(one.task.f), (StudentTimeout, StudentNotRun))
        one.session.turn_to("1", stand_ins)
        assert one.task.f() == 7


def test_a_questions_time_and_the_submissions(student):
    limits = replace(LIMITS, question_seconds=0.3, submission_seconds=0.8)
    one = student("import time\ndef f(t): time.sleep(t)\ndef g(): return 1\n", limits=limits)
    one.task.g()

    assert isinstance(fault_of(lambda: one.task.f(2)), StudentTimeout)
    assert fault_of(one.task.g).message == "not run: the question had used up its 0.3 s"
    for question in "abcdef":
        one.session.turn_to(question, ())
        fault_of(lambda: one.task.f(2))
    assert fault_of(one.task.g).message == "not run: the submission had used up its 0.8 s"
    assert fault_of(one.other.g).message == "other.py was not handed in"


def test_a_file_that_could_not_be_imported_for_want_of_time_is_not_held_to_be_broken(student):
    limits = replace(LIMITS, submission_seconds=0.2)
    one = student("import time\ntime.sleep(0.6)\ndef f(): return 1\n", limits=limits)

    assert isinstance(fault_of(one.task.f), StudentNotRun)
    one.session.clock = one.session.clock.__class__(LIMITS)
    assert one.task.f() == 1


# ---------------------------------------------------------------- ends

ENDS = {
    "signal 6 (abort)": "import os; os.abort()",
    "signal 8 (arithmetic error)": "import signal; signal.raise_signal(8)",
    "signal 9 (killed, as where memory runs out)": "import signal; signal.raise_signal(9)",
    "signal 11 (segmentation fault)": "import ctypes; ctypes.string_at(0)",
    "signal 4 (illegal instruction)": "import signal; signal.raise_signal(4)",
    "signal 7 (bus error)": "import signal; signal.raise_signal(7)",
    "signal 14 (alarm)": "import signal; signal.setitimer(0, 0.05); signal.pause()",
    "signal 15": "import signal; signal.raise_signal(15)",
    "signal 64": "import signal; signal.raise_signal(64)",
}


@pytest.mark.parametrize("words", ENDS)
def test_a_signal(student, words):
    body = ENDS[words].replace("signal.pause()", "\nwhile True: pass")
    one = student(hanging(body))

    fault = fault_of(lambda: one.task.f(np.ones(3)))

    assert isinstance(fault, StudentCrash)
    assert fault.message == (
        f"the process was ended by {words} when f was called for an array of shape (3,)"
    )
    assert one.task.g() == 1


@pytest.mark.parametrize("status", [0, 1, 70, 255])
def test_an_exit(student, status):
    """No exit status of a submission's is taken for a fault of the grader's."""
    one = student(hanging(f"import os; os._exit({status})"))

    fault = fault_of(one.task.f)

    assert isinstance(fault, StudentCrash)
    assert fault.message == "the process ended itself when f was called"
    assert one.task.g() == 1


def test_a_process_that_ends_between_two_calls(student):
    one = student(
        "import os, signal\ndef f():\n    signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
        "def g(): return 1\n"
    )
    one.task.f()
    time.sleep(0.3)

    assert isinstance(fault_of(one.task.g), StudentCrash)
    assert one.task.g() == 1


def test_processor_time():
    with WorkerFactory.start(Terms(cpu_seconds=1)) as factory:
        one = Student(factory, hanging("while True: pass"))
        fault = fault_of(one.task.f)
        assert isinstance(fault, StudentTimeout)
        assert fault.message == "the process had used up its processor time when f was called"
        assert one.task.g() == 1
        one.close()


# ---------------------------------------------------------------- a broken connection

MISUSE = """
    import os, struct, sys, time
    from autograder.sandbox import protocol
    from autograder.sandbox.protocol import *

    def worker():
        frame = sys._getframe()
        while not type(frame.f_locals.get("self")).__name__ == "Worker":
            frame = frame.f_back
        return frame.f_locals["self"]

    def send(message, body=(), number=None):
        me = worker()
        whole = protocol.pack(me._number if number is None else number, message, list(body))
        return write(whole)

    def write(data):
        fd = worker()._wire.descriptor
        view = memoryview(data)
        while view: view = view[os.write(fd, view):]

    def prefix(header, body=0, number=None):
        number = worker()._number if number is None else number
        return protocol.PREFIX.pack(protocol.MAGIC, number, header, body)

    def wait():
        while True: time.sleep(1)

    def g(*x): return 1
    ANSWER = Reply([Plain(7)], True, [])
"""
BROKEN = {
    "closed, and goes on": "os.close(worker()._wire.descriptor); wait()",
    "closed by a range": "os.closerange(0, 64)\nwhile True: pass",
    "another file in its place": "os.dup2(0, worker()._wire.descriptor); wait()",
    "garbage": "write(b'x' * 1000); wait()",
    "an empty message": "write(prefix(0)); wait()",
    "no magic": "write(prefix(4).replace(b'AG', b'GA') + b'abcd'); wait()",
    "a header too long": "write(prefix(2**18 + 1)); wait()",
    "a body too long": "write(prefix(1, 2**23 + 1)); wait()",
    "the longest body": "write(prefix(1, 2**64 - 1)); wait()",
    "another number": "send(ANSWER, number=worker()._number ^ 1); wait()",
    "number 0": "send(ANSWER, number=0); wait()",
    "a request": "send(Forget()); wait()",
    "no value": "send(Reply([], True, [])); wait()",
    "one value that is two": "send(Reply([Plain(1)] * 2, True, [])); wait()",
    "too little body": "send(Reply([ArrayNode('float64', [2])], True, []), [b'x' * 8]); wait()",
    "too much body": "send(ANSWER, [b'x']); wait()",
    "a shape beyond bounds": "send(Reply([ArrayNode('float64', [0, 2**62])], True, [])); wait()",
    "words of its own": "send(Reply([Handle(1, 'x[3] is 0.25')], True, [])); wait()",
    "arguments as a value": "send(Reply([Items([1])], True, [])); wait()",
    "a call where none is due": "send(Callback('m', 'f', [Items([2, 3])] * 65, {})); wait()",
}
LATE = {
    "silence within a header": "write(prefix(9) + b'abc'); wait()",
    "silence within a body": "whole = protocol.pack(0, ANSWER, [])[protocol.PREFIX.size :]\n"
    "write(prefix(len(whole), 2**23) + whole + b'x' * 99); wait()",
    "a slow drip": "write(prefix(2**18))\nwhile True:\n    write(b'x')\n    time.sleep(0.05)",
    "a fast drip": "write(prefix(2**18, 2**23))\nwhile True: write(b'x')",
    "calls for ever": "while True:\n    send(Callback('m', 'f', [], {}))\n    worker()._receive()",
    "calls that hear no answer": "while True: send(Callback('m', 'f', [], {}))",
    "large calls for ever": "while True:\n    a = [ArrayNode('int8', [2**23])]\n"
    "    send(Callback('m', 'f', a, {}), [bytes(2**23)])\n    worker()._receive()",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_message_that_is_none_ends_the_worker(student, name):
    code = hanging(BROKEN[name]).replace(HELP, MISUSE)
    one = student(code)

    fault = fault_of(one.task.f)

    assert isinstance(fault, StudentCrash)
    assert fault.message == "the process sent no valid answer when f was called"
    assert one.task.g() == 1


@pytest.mark.parametrize("name", LATE)
def test_a_deadline_is_not_extended(student, name):
    one = student(hanging(LATE[name]).replace(HELP, MISUSE), limits=SHORT)

    fault = fault_of(one.task.f)

    assert isinstance(fault, StudentTimeout)
    assert fault.message == "f did not finish within 0.3 s"
    assert one.task.g() == 1


def test_a_second_answer_is_not_taken_for_the_next_calls(student):
    one = student(hanging("send(ANSWER); send(ANSWER); return 8").replace(HELP, MISUSE))

    assert one.task.f() == 7
    assert fault_of(one.task.g).message == "the process sent no valid answer when g was called"
    assert one.task.g() == 1


def test_an_answer_before_the_question_is_refused(student):
    body = "for n in range(100): send(ANSWER, number=n)\nreturn 8"
    one = student(hanging(body).replace(HELP, MISUSE))

    assert fault_of(one.task.f).message == "the process sent no valid answer when f was called"


def test_an_import_answered_early(student):
    code = MISUSE + "    send(Reply([], False, []))\n    send(ANSWER)\n    def f(): return 7\n"
    one = student(code)

    assert fault_of(one.task.f).message == "the process sent no valid answer when f was called"
    assert fault_of(one.task.f).message == "the process sent no valid answer when f was called"


def test_texts_of_a_workers_own_are_bounded_and_not_shown(student):
    """Whoever answers in the worker's place gets no text of his own into a sentence."""
    secret = "x[3] is 0.25"
    frames = f"[Frame('task.py', 1, '{secret}'), Frame('{secret}', 1, 'f')] * 8"
    body = f"""
        send(Raised('{secret}', False, '{secret}' * 300, {frames}, KIND, '{secret}' * 1500)); wait()
    """
    for kind in ("error", "memory", "missing", "forbidden"):
        one = student(hanging(body.replace("KIND", repr(kind)).strip()).replace(HELP, MISUSE))

        fault = fault_of(one.task.f)

        assert secret not in fault.message
        assert len(fault.detail) < 8_000
        assert len(one.printed) <= 1_000


@pytest.mark.parametrize("name", ["\\u00b2", "9" * 200, "x[3] is 0.25", "-1", "1"])
def test_changed_arguments_that_were_not_given_are_ignored(student, name):
    body = f"send(Reply([Plain(7)], True, ['{name}'] * 64)); wait()"
    one = student(hanging(body).replace(HELP, MISUSE))

    with one.proxy.inputs_unchanged():
        assert one.task.f(np.ones(2)) == 7

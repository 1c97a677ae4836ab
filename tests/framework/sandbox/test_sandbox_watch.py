"""Telling acts of a submission are told to the grader at once, and honest code does none."""

from __future__ import annotations

import contextlib
import textwrap

import pytest

from autograder.sandbox import protocol
from autograder.sandbox.protocol import MAX_ATTEMPTS
from autograder.testing.errors import StudentCrash, StudentFault


@pytest.fixture
def told(student):
    """Run the body of a function and return what was told of it."""

    def run(code: str) -> list[tuple[str, str]]:
        one = student("def f():\n" + textwrap.indent(textwrap.dedent(code), "    "))
        with contextlib.suppress(StudentFault):
            one.task.f()
        return [(attempt.act, attempt.what) for attempt in one.session.attempts]

    return run


ACTS = [
    ("open('/etc/passwd').read()", ("open", "/etc/passwd")),
    ("import io; io.open(b'/etc/shadow', 'rb')", ("open", "/etc/shadow")),
    ("import os; os.open('/proc/self/environ', os.O_RDONLY)", ("open", "/proc/self/environ")),
    ("import pathlib; pathlib.Path('/srv/x').read_text()", ("open", "/srv/x")),
    ("import numpy as np; np.load('tmp/x.npy')", ("open", "tmp/x.npy")),
    ("open('../etc/passwd')", ("open", "../etc/passwd")),
    ("open('./a/../usr/x')", ("open", "./a/../usr/x")),
    ("open(3, 'wb')", ("open", "file descriptor 3")),
    ("open('/tmp/x', 'w')", ("write", "/tmp/x")),
    ("import os; os.open('/tmp/x', os.O_CREAT)", ("write", "/tmp/x")),
    ("import numpy as np; np.save('tmp/x.npy', np.ones(3))", ("write", "tmp/x.npy")),
    ("import os; os.listdir('/')", ("list", "/")),
    ("import os; list(os.walk('/home'))", ("list", "/home")),
    ("import os; os.remove('/tmp/x')", ("change", "os.remove /tmp/x")),
    ("import os; os.chmod('/etc', 0)", ("change", "os.chmod /etc")),
    ("import os; os.system('ls')", ("process", "os.system ls")),
    ("import os; os.fork()", ("process", "os.fork")),
    ("import subprocess; subprocess.run(['ls'])", ("process", "subprocess.Popen ls")),
    ("import socket; socket.socket()", ("network", "socket.__new__")),
    (
        "import socket; socket.getaddrinfo('example.org', 80)",
        ("network", "socket.getaddrinfo example.org"),
    ),
    ("import os; os.kill(os.getppid(), 9)", ("signal", "os.kill, signal 9")),
    ("import os; os.kill(1, 0)", ("signal", "os.kill, signal 0")),
    (
        "import resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0))",
        ("limits", "resource.setrlimit"),
    ),
    ("import ctypes; ctypes.CDLL('libc.so.6')", ("library", "ctypes.dlopen libc.so.6")),
    ("import ctypes; ctypes.pythonapi.Py_Exit", ("library", "ctypes.dlsym Py_Exit")),
    ("import gc; gc.get_objects()", ("interpreter", "gc.get_objects")),
    ("import sys; sys._getframe(1).f_locals", ("interpreter", "sys._getframe")),
    (
        """
        try:
            1 / 0
        except ZeroDivisionError as error:
            error.__traceback__.tb_frame.f_back
        """,
        ("interpreter", ".tb_frame"),
    ),
    ("f.__code__.replace(co_name='g')", ("interpreter", "code.__new__")),
    ("f.__code__ = (lambda: 1).__code__", ("interpreter", ".__code__")),
    ("import marshal; marshal.loads(b'N')", ("interpreter", "marshal.loads")),
    ("import sys; sys.settrace(print)", ("interpreter", "sys.settrace")),
    ("import sys; sys.addaudithook(print)", ("interpreter", "sys.addaudithook")),
]


@pytest.mark.parametrize(("code", "act"), ACTS)
def test_an_act_is_told(told, code, act):
    assert act in told(code)


def test_a_way_out_of_the_library_is_none(told):
    got = told("import os; open(os.path.dirname(os.__file__) + '/../../../../../../../etc/hosts')")

    assert len(got) == 1
    assert got[0][0] == "open"
    assert got[0][1].endswith("/etc/hosts")


HONEST = [
    "import numpy as np; np.fft.fft(np.ones(3)); np.linalg.inv(np.eye(2)); np.random.default_rng()",
    "import numpy as np; np.ones(3).ctypes.data; np.array([1]) / 0; str(np.ones((30, 30)))",
    "import collections; collections.namedtuple('A', 'a b')(1, 2)",
    "import dataclasses; dataclasses.make_dataclass('A', ['a'])(1)",
    "import enum, typing; enum.Enum('A', 'a b'); typing.NamedTuple('B', [('a', int)])",
    "import copy, functools, itertools, operator; copy.deepcopy([1]); functools.partial(print)",
    "import warnings; warnings.simplefilter('always'); warnings.warn('look')",
    "import traceback; traceback.print_stack()",
    "import logging; logging.warning('x')",
    "import inspect; inspect.getsource(f); inspect.stack(); inspect.signature(f)",
    "import json, re, random, decimal, uuid, tempfile; random.random(); uuid.uuid4()",
    "import gc; gc.collect(); gc.disable()",
    "import contextlib, os\nwith open(os.devnull, 'w') as null: pass",
    "import os; os.environ['OMP_NUM_THREADS'] = '1'; os.path.exists('/etc'); os.getcwd()",
    "import os; os.kill(os.getpid(), 0)",
    "import sys; open(1, 'w', closefd=False).write('x'); sys.setrecursionlimit(5000)",
    "print(id(f), globals().keys(), vars(), dir())",
    "exec(compile('x = 1', 'made.py', 'exec'))",
    "import numpy as np; np.load('my_photo.npy')",
    "import numpy as np; np.save('./mine.npy', np.ones(3))",
    "open('../my_data/photo.npy')",
    "open('no such folder/x', 'w')",
    "import os; os.listdir(); os.listdir('.')",
    "import os; os.listdir('..')",
    "import os; os.listdir('no such folder/x')",
    "import nowhere",
    "input()",
    """
    import traceback
    try:
        [][1]
    except IndexError:
        traceback.print_exc()
    """,
]


@pytest.mark.parametrize("code", HONEST)
def test_nothing_is_told_of_honest_code(told, code):
    assert told(code) == []


def test_an_act_of_an_import_is_told(student):
    one = student("open('/etc/passwd')\ndef f(): pass")

    with pytest.raises(StudentFault):
        one.task.f()

    assert [attempt.what for attempt in one.session.attempts] == ["/etc/passwd"]


def test_an_act_is_told_before_a_process_ends(told):
    code = """
    import os
    try:
        open('/etc/passwd')
    except OSError:
        os._exit(0)
    """

    assert told(code) == [("open", "/etc/passwd")]


def test_an_act_is_told_once_and_only_so_many(student):
    one = student(
        """
        def f(first, count):
            for number in range(first, first + count):
                for _ in range(3):
                    try:
                        open(f"/secret/{number}")
                    except OSError:
                        pass
            return 1.0
        """
    )

    assert one.task.f(0, 5) == 1.0
    assert one.task.f(0, 5) == 1.0
    assert len(one.session.attempts) == 5
    assert one.task.f(0, 5_000) == 1.0
    assert len(one.session.attempts) == MAX_ATTEMPTS
    assert one.task.f(7, 1) == 1.0


def test_what_is_told_is_short_text(told):
    got = told("open('/etc/' + chr(0xdc80) + 'x' * 1_000)")

    assert got == [("open", "/etc/?" + "x" * 194)]


def test_an_act_between_two_requests_is_told_with_the_next(student):
    one = student(
        """
        class Late:
            def __del__(self):
                try:
                    open("/etc/passwd")
                except OSError:
                    pass

        def f(): return Late()
        def g(): return 1.0
        """
    )

    one.task.f()
    one.session.end_case()  # the worker lets go of the object
    assert one.task.g() == 1.0
    assert [attempt.what for attempt in one.session.attempts] == ["/etc/passwd"]


FORGED = """
import struct
import sys

import msgspec

def f(what, count, extra=b""):
    frame = sys._getframe(1)
    while "self" not in frame.f_locals or not hasattr(frame.f_locals["self"], "_wire"):
        frame = frame.f_back
    worker = frame.f_locals["self"]
    for number in range(count):
        header = msgspec.msgpack.encode(["attempt", "open", f"{what}{number}"])
        start = struct.pack("!4sQIQ", b"AG01", worker._number, len(header), len(extra))
        worker._wire.send([start + header + extra])
    return 1.0
"""


def test_a_submission_may_tell_stories_in_bounds(student):
    one = student(FORGED)

    assert one.task.f("/etc/", 3) == 1.0
    assert len(one.session.attempts) == 4  # and that it looked into frames


@pytest.mark.parametrize(
    "arguments", [("/etc/", MAX_ATTEMPTS + 1), ("x" * 201, 1), ("/etc/", 1, "abc")]
)
def test_what_tells_more_than_it_may_is_ended(student, arguments):
    one = student(FORGED.replace("+ extra", "+ extra.encode()").replace('b""', '""'))

    with pytest.raises(StudentCrash, match="no valid answer"):
        one.task.f(*arguments)

    assert list(one.session.attempts)[-1].act == "message"
    assert len(one.session.attempts) <= MAX_ATTEMPTS + 1


def test_an_answer_without_its_arrays_is_told(student):
    reply = '["reply", [["a", "float64", [3], 0]], True, []]'
    one = student(FORGED.replace('["attempt", "open", f"{what}{number}"]', reply))

    with pytest.raises(StudentCrash, match="no valid answer"):
        one.task.f("", 1)

    assert list(one.session.attempts)[-1].act == "message"


def test_an_attempt_is_a_message_of_the_worker_alone():
    header = protocol._encoder.encode(protocol.Attempt("open", "x"))

    assert protocol.answer(header) == protocol.Attempt("open", "x")
    with pytest.raises(protocol.ProtocolError):
        protocol.request(header)
    with pytest.raises(protocol.ProtocolError):
        protocol.answer(header.replace(b"open", b"oxen"))

"""Bytes between grader and worker: cut as they were asked for, in bounded time, over either way."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import channel
from autograder.sandbox.channel import AHEAD, Ahead, SocketChannel
from autograder.sandbox.connection import Ended, SandboxError, WorkerConnection, WorkerGoneError
from autograder.sandbox.pipes import PipeChannel
from autograder.sandbox.protocol import READY, Get
from autograder.sandbox.wire import SocketWire

SOON, LATE = 0.05, 60.0


def by_socket():
    ours, theirs = socket.socketpair()
    return SocketChannel(ours), theirs.makefile("rwb", buffering=0), theirs


def by_pipes():
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    ours = PipeChannel(os.fdopen(in_write, "wb", 0), os.fdopen(out_read, "rb", 0))
    theirs = os.fdopen(out_write, "wb", 0), os.fdopen(in_read, "rb", 0)

    class Both:
        write, read = theirs[0].write, theirs[1].read

        @staticmethod
        def close():
            for one in theirs:
                one.close()

    return ours, Both, Both


@pytest.fixture(params=[by_socket, by_pipes], ids=["socket", "pipes"])
def ends(request):
    ours, theirs, whole = request.param()
    yield ours, theirs
    ours.close()
    theirs.close()
    whole.close()


def within(seconds):
    return time.monotonic() + seconds


def test_bytes_go_there_and_come_back(ends):
    ours, theirs = ends
    ours.send([b"abc", memoryview(b"de"), b""], within(LATE))
    assert theirs.read(5) == b"abcde"

    theirs.write(b"12345")

    assert [bytes(ours.read(count, within(LATE))) for count in (2, 0, 3)] == [b"12", b"", b"345"]


def test_much_goes_there_and_comes_back(ends):
    ours, theirs = ends
    data = os.urandom(3 * AHEAD + 17)

    def echo():
        got = b""
        while len(got) < len(data):
            got += theirs.read(AHEAD)
        rest = memoryview(got)
        while rest:
            rest = rest[theirs.write(rest) :]

    helper = threading.Thread(target=echo)
    helper.start()
    ours.send([data[:5], data[5:]], within(LATE))
    got = bytes(ours.read(3, within(LATE))) + bytes(ours.read(len(data) - 3, within(LATE)))
    helper.join()

    assert got == data


def test_silence_ends_at_the_deadline(ends):
    ours, theirs = ends
    theirs.write(b"12")

    with pytest.raises(TimeoutError):
        ours.read(3, within(SOON))


def test_no_time_left_is_no_time_even_if_bytes_are_there(ends):
    ours, theirs = ends
    theirs.write(b"123")

    with pytest.raises(TimeoutError):
        ours.read(3, within(-1))
    with pytest.raises(TimeoutError):
        ours.send([b"x"], within(-1))


def test_one_that_does_not_read_does_not_keep_us(ends):
    ours, _ = ends

    with pytest.raises(TimeoutError):
        ours.send([bytes(2**23)], within(SOON))


def test_the_end_is_seen(ends):
    ours, theirs = ends
    theirs.write(b"12")
    if isinstance(ours, SocketChannel):
        ours._socket.shutdown(socket.SHUT_RD)
    theirs.close()

    with pytest.raises((EOFError, ConnectionError)):
        ours.read(3, within(LATE))


def test_writing_to_one_that_is_gone(ends):
    ours, theirs = ends
    if isinstance(ours, SocketChannel):
        ours._socket.shutdown(socket.SHUT_WR)
    theirs.close()

    with pytest.raises(ConnectionError):
        ours.send([bytes(2**20)] * 3, within(LATE))


def test_pipes_are_closed_though_their_thread_was_kept_waiting():
    ours, theirs, _ = by_pipes()
    with pytest.raises(TimeoutError):
        ours.read(1, within(SOON))
    ours.close()
    theirs.close()

    deadline = within(LATE)
    while not (ours._reading.closed and ours._writing.closed):
        assert time.monotonic() < deadline
        time.sleep(0.005)


# ------------------------------------------------------------------ cutting

pieces = st.lists(st.integers(0, 40), max_size=30)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(pieces, st.lists(st.integers(1, 25), min_size=1))
def test_a_stream_is_cut_as_asked_however_it_arrives(wanted, arriving):
    data = bytes(n % 251 for n in range(sum(wanted)))
    at = 0
    turn = 0

    def fill(view):
        nonlocal at, turn
        count = min(len(view), arriving[turn % len(arriving)], len(data) - at)
        view[:count] = data[at : at + count]
        at += count
        turn += 1
        return count

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(channel, "AHEAD", 16)
        ahead = Ahead(fill)
        got = b"".join(bytes(ahead.read(count)) for count in wanted)
        with pytest.raises(EOFError):
            ahead.read(1)

    assert got == data


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(st.binary(max_size=9), max_size=6), st.integers(0, 60))
def test_what_is_left_of_parts(parts, sent):
    whole = b"".join(parts)

    assert b"".join(channel.after(parts, sent)) == whole[sent:]


# ------------------------------------------------------------------ how a worker ended


class Closed:
    """A channel whose other end is gone."""

    def send(self, parts, deadline):
        raise ConnectionError

    read = send

    def close(self):
        pass


@pytest.mark.parametrize(
    ("ended", "reason", "number"),
    [
        (Ended(0, 0, False), "exit", 0),
        (Ended(3, 0, False), "exit", 3),
        (Ended(-11, 0, False), "signal", 11),
        (Ended(-signal.SIGXCPU, 0, False), "cpu", 0),
        (Ended(-9, 0, True), "protocol", 0),
        (Ended(1, 0, True), "protocol", 0),
        (Ended(0xC0000005, 0, False), "windows", 0xC0000005),
        (Ended(0xC00000FD, 0, False), "windows", 0xC00000FD),
        (Ended(0xFFFFFFFF, 0, False), "exit", 0xFFFFFFFF),  # sys.exit(-1) on Windows
    ],
)
def test_a_worker_that_is_gone_is_explained(ended, reason, number):
    one = WorkerConnection(Closed(), lambda grace: ended, 100)

    with pytest.raises(WorkerGoneError) as caught:
        one.ask(Get(0, "x"), [], LATE)

    assert (caught.value.reason, caught.value.number) == (reason, number)
    assert not one.alive


@pytest.mark.parametrize("sent", [b"", b"x", None])
def test_a_worker_that_does_not_say_that_it_is_ready(sent):
    ours, theirs = socket.socketpair()
    with theirs:
        if sent is not None:
            theirs.sendall(sent)
            theirs.shutdown(socket.SHUT_WR)
        asked = []
        one = WorkerConnection(
            SocketChannel(ours), lambda g: asked.append(g) or Ended(1, 0, True), 1
        )

        with pytest.raises(SandboxError):
            one.wait_until_ready(SOON)

    assert asked == [0.0]


def test_a_worker_ends_where_the_grader_is_gone():
    ours, theirs = socket.socketpair()
    with theirs, contextlib.closing(ours):
        wire = SocketWire(theirs.fileno())
        wire.send([READY])
        assert ours.recv(9) == READY
        ours.close()

        with pytest.raises(SystemExit):
            wire.read(1)

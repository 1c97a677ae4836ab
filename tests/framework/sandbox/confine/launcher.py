"""Forks confined processes and says what came of them; a stand-in for the parent of workers.

Started with `-I` and one BLAS thread, it loads beforehand what the scenarios need, since an
interpreter below a private home cannot be read after the change of user. It reads one request a
line and writes one answer a line, in JSON.

    launcher ── grader (an ordinary user, if asked for) ── confined process with the scenario
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any

root, ordinary_id = sys.argv[1], int(sys.argv[2])
sys.path.insert(0, root)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scenarios  # noqa: E402

from autograder.sandbox.confine import Confinement, Layer, Prepared, identity, prepare  # noqa: E402
from autograder.sandbox.confine.selftest import self_test  # noqa: E402

for path in (root, os.path.dirname(os.path.abspath(__file__))):
    sys.path.remove(path)


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)
            try:
                print(json.dumps(_grader(request)), flush=True)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)


def _grader(request: dict[str, Any]) -> dict[str, Any]:
    """Run one scenario in a confined child, as the user that was asked for."""
    os.chdir(request["folder"])
    if request["ordinary"] and os.geteuid() != ordinary_id:
        os.setgroups([])
        os.setresgid(ordinary_id, ordinary_id, ordinary_id)
        os.setresuid(ordinary_id, ordinary_id, ordinary_id)
        identity.let_others_look(True)  # as a process is that an ordinary user started
    elif request["uid"]:
        os.setgroups([ordinary_id])  # a group that the worker must not keep
    how = Confinement(
        memory_bytes=_mapped() + request["memory"],
        cpu_seconds=request["cpu"],
        open_files=64,
        uid=request["uid"],
        readable=tuple(request["readable"]),
        layers=frozenset(map(Layer, request["layers"])),
    )
    prepared = prepare(how)
    if Layer.BUBBLEWRAP in how.layers:
        identity.let_others_look(False)  # as the zygote does
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(writing, 1)
        for fd in (null, reading, writing):
            os.close(fd)
        _confined(prepared, parent, request)
    os.close(writing)
    text, hung = _all(reading, pid, time.monotonic() + request["seconds"])
    _, status = os.waitpid(pid, 0)
    printed, _, answer = text.rpartition(b"\0")
    return {
        "printed": printed.decode() if answer else text.decode(errors="replace"),
        **json.loads(answer or b"{}"),
        "exit": os.waitstatus_to_exitcode(status),
        "hung": hung,
    }


def _confined(prepared: Prepared, parent: int, request: dict[str, Any]) -> None:
    how = prepared.how
    try:
        if request["confined"]:
            prepared.confine(parent, how.uid)
        if request["scenario"] == "self_test":
            grader = 0 if Layer.BUBBLEWRAP in how.layers else os.getppid()
            canary = request["arguments"]["canary"]
            findings = self_test(how, canary=canary, grader=grader)
            value = [dataclasses.asdict(finding) for finding in findings]
        else:
            value = getattr(scenarios, request["scenario"])(**request["arguments"])
        answer = {"returned": value}
    except BaseException as error:
        answer = {"raised": type(error).__name__, "text": str(error)}
    try:
        sys.stdout.write("\0" + json.dumps(answer))
        sys.stdout.flush()
    finally:
        os._exit(0)


def _all(fd: int, pid: int, deadline: float) -> tuple[bytes, bool]:
    """Read until the end; a process that is late is killed."""
    data = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            return b"", True
        piece = os.read(fd, 65536)
        if not piece:
            return data, False
        data += piece


def _mapped() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


serve()

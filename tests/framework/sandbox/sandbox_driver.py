"""A grader in a process of its own, which the tests start as one user or another.

It reads a request a line and writes an answer a line, in JSON:

    {"files": {name: text}, "calls": [[module, function, [argument]]], "seconds": for a call}
    {"calls": [{"value": …} or {"fault": type, "message": …, "detail": …}], "printed": …}

What student code must not come to know is in its environment and in its memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import replace
from typing import Any

PR_SET_DUMPABLE = 4


def main() -> None:
    project, here, layers, user = sys.argv[1:5]
    if int(user) != os.geteuid():
        import ctypes

        os.setgroups([])
        os.setresgid(int(user), int(user), int(user))
        os.setresuid(int(user), int(user), int(user))
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # as one that such a user started
    sys.path.insert(0, project)
    if sys.argv[5:] == ["early"]:  # the secret comes after the fork
        from autograder.sandbox import early

        answer(why_not=early.start())
        os.environ["AUTOGRADER_SECRET"] = sys.stdin.readline().strip()
    sys.path.insert(1, here)
    from sandbox_student import LIMITS

    from autograder.sandbox.client import Terms, WorkerFactory

    chosen = None if layers == "all" else tuple(filter(None, layers.split(",")))
    terms = Terms(
        memory_bytes=LIMITS.memory_mb * 2**20,
        cpu_seconds=20,
        result_bytes=LIMITS.result_mb * 2**20,
        preload=("multiprocessing", "py_compile"),
        layers=chosen,
    )
    with WorkerFactory.start(terms) as factory:
        protection = factory.protection()
        answer(pid=os.getpid(), layers=protection.layers, missing=protection.missing)
        for line in sys.stdin:
            request = json.loads(line)
            answer(**(_self_test(factory) if "self_test" in request else _grade(factory, request)))


def _self_test(factory: Any) -> dict[str, Any]:
    return {"allowed": [finding.act for finding in factory.self_test() if not finding.refused]}


def _grade(factory: Any, request: dict[str, Any]) -> dict[str, Any]:
    from sandbox_student import LIMITS, Student

    from autograder.testing.errors import StudentFault

    limits = replace(LIMITS, call_seconds=request["seconds"])
    one = Student(factory, request["files"], limits=limits, **request["options"])
    before = _peak()
    results = []
    for module, name, arguments in request["calls"]:
        try:
            value = getattr(getattr(one, module), name)(*arguments)
            results.append({"value": repr(value)[:2000]})
        except StudentFault as fault:
            kind = type(fault).__name__
            results.append({"fault": kind, "message": fault.message, "detail": fault.detail})
    printed = one.printed
    one.close()
    return {"calls": results, "printed": printed, "grown": _peak() - before}


def _peak() -> float:
    """Megabytes that this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def answer(**parts: Any) -> None:
    print(json.dumps(parts), flush=True)


if __name__ == "__main__":
    main()

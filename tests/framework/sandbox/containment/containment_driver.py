"""The grader of a class: the command line, as the user and with the layers that are asked for.

    containment_driver.py PROJECT USER LAYERS REPORT ARGUMENT...

`LAYERS` is `all`, or names with commas between them; `REPORT` a file in which it notes what
protected it. A secret is in its environment, and so in its memory.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

from msgspec.structs import replace

PR_SET_DUMPABLE = 4


def main() -> int:
    project, user, layers, report, *arguments = sys.argv[1:]
    if int(user) != os.geteuid():
        os.setgroups([])
        os.setresgid(int(user), int(user), int(user))
        os.setresuid(int(user), int(user), int(user))
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # as one that such a user started
    os.umask(0o077)
    sys.path.insert(0, project)
    from autograder.cli import main as command
    from autograder.sandbox.client import Terms, WorkerFactory

    start = WorkerFactory.start

    def start_with_layers(terms: Terms) -> WorkerFactory:
        chosen = None if layers == "all" else tuple(filter(None, layers.split(",")))
        factory = start(replace(terms, layers=chosen))
        protection = factory.protection()
        note = {"layers": protection.layers, "missing": protection.missing}
        Path(report).write_text(json.dumps(note))
        return factory

    WorkerFactory.start = staticmethod(start_with_layers)  # type: ignore[method-assign]
    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())

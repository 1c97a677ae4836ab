"""The process beside a dask worker that holds an assignment, and forks graders of submissions.

A dask worker has threads and an event loop, and must not be forked. So it starts this, a fresh
interpreter, which collects the checks once. It ends with the dask worker, however that ends, and
takes the assignment's folder with it.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import msgspec

from autograder import config
from autograder.cluster.package import unpack
from autograder.cluster.serving import Graders
from autograder.cluster.tasks import Terms
from autograder.errors import AutograderError
from autograder.grading import collect, frames
from autograder.grading.cases import Collected
from autograder.grading.forking import INTERRUPTIONS
from autograder.grading.preparation import protection, submission_grader
from autograder.grading.workers import start_workers


def main(control_fd: int) -> None:
    """Serve the dask worker at the other end of `control_fd` until it closes it.

    Whether all is well is told first: an empty message, or what is not.
    """
    signal.signal(signal.SIGTERM, _end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTIONS)
    with socket.socket(fileno=control_fd) as control:
        terms, package = frames.receive(control), frames.receive(control)
        if terms is None or package is None:
            return
        try:
            _serve(control, msgspec.json.decode(terms, type=Terms), package)
        except AutograderError as error:
            _tell(control, str(error))
        except Exception as error:
            traceback.print_exc()
            _tell(control, f"{type(error).__name__}: {error}")


def _serve(control: socket.socket, terms: Terms, package: bytes) -> None:
    with _folder(Path(terms.place)) as folder:
        unpack(package, folder)
        assignment = config.read(folder)
        with start_workers(assignment) as factory:

            def run(collected: Collected) -> None:
                staff = protection(factory, terms.unsafe)
                grader = submission_grader(assignment, collected, factory)
                with contextlib.closing(Graders(control, grader, staff)) as graders:
                    frames.send(control, b"")
                    graders.serve()

            collect.with_checks(assignment, run)


@contextlib.contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """Make a folder that nobody else may enter; at the end it is removed."""
    path = Path(tempfile.mkdtemp(prefix="autograder-", dir=place))  # with mode 0700
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _tell(control: socket.socket, sentence: str) -> None:
    with contextlib.suppress(OSError):
        frames.send(control, sentence.encode())


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)

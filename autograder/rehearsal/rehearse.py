"""One rehearsal: a zip, a submission and an occasion in, everything that is to be said out."""

from __future__ import annotations

import contextlib
import json
from dataclasses import field
from pathlib import Path
from typing import Any

from autograder.records import dataclass
from autograder.rehearsal import lint, metadata
from autograder.rehearsal.findings import Findings
from autograder.rehearsal.image import RUN, SETUP, Image, image_of
from autograder.rehearsal.keeper import Ran, run
from autograder.rehearsal.limits import Limits
from autograder.rehearsal.metadata import Occasion
from autograder.rehearsal.views import STAGES, View, view
from autograder.reporting import contract

RESULTS = "results/results.json"
MAX_RESULTS = 64 * 2**20
MAX_LOG = 4 * 2**20
NAMED = 3

ERROR: dict[str, Any] = {
    "score": 0.0,
    "output": "The autograder failed to execute correctly. Please contact your course staff.",
}
"""What the platform shows, in words like these, where it has no results that it can use."""


@dataclass
class Rehearsal:
    """What came of it; what was not reached is `None` or empty.

    Parameters
    ----------
    archive
        What is to be said of the zip.
    where
        Why scripts ran in a folder instead of at the platform's paths; empty if they did not.
    setup, setup_log
        What came of `setup.sh` (`None` also where that was kept from before), and what it printed.
    ran
        What came of `run_autograder`.
    results
        The bytes of `results.json`.
    findings
        What is to be said of the run and its results.
    views
        Who sees what.
    """

    archive: Findings
    where: str = ""
    setup: Ran | None = None
    setup_log: str = ""
    ran: Ran | None = None
    results: bytes = b""
    findings: Findings = field(default_factory=Findings)
    views: tuple[View, ...] = ()

    @property
    def in_order(self) -> bool:
        """Whether there is no problem."""
        return not (self.archive.problems or self.findings.problems)


def rehearse(
    archive: Path, submission: Path, occasion: Occasion, limits: Limits, fresh: bool = False
) -> Rehearsal:
    """Do with a zip and a submission what the platform does.

    Parameters
    ----------
    archive
        The zip for Gradescope.
    submission
        A folder, a zip, or a single file.
    occasion
        When it is handed in.
    limits
        What `run_autograder` may use.
    fresh
        Whether `setup.sh` is run even if what it made was kept.

    Raises
    ------
    UsageError
        When the zip or the submission cannot be read.
    EnvironmentFault
        When this machine cannot do it.
    """
    found = Rehearsal(lint.lint(archive))
    if found.archive.problems:
        return found
    with image_of(archive, fresh) as image:
        found.where = image.why_no_container
        found.setup, found.setup_log = image.setup, image.log
        if _failed(found, image):
            return found
        _grade(found, image, submission, occasion, limits)
    return found


def _failed(found: Rehearsal, image: Image) -> bool:
    setup = image.setup
    if setup is None or (setup.status == 0 and not setup.error):
        return False
    why = setup.error or f"it ended with {_how(setup.status)}"
    found.findings.problems.append(f"{SETUP} failed: {why}")
    return True


def _grade(
    found: Rehearsal, image: Image, submission: Path, occasion: Occasion, limits: Limits
) -> None:
    described = json.dumps(metadata.document(occasion), indent=2).encode()
    log = image.folder / "run.log"
    with image.container(submission, described) as (world, written):
        found.ran = run([f"{world.inside}/{RUN}"], world, limits, log)
        with contextlib.suppress(OSError), open(written / RESULTS, "rb") as file:
            found.results = file.read(MAX_RESULTS)
    stdout = _start_of(log)
    _of_run(found.findings, found.ran, limits)
    document = _of_results(found.findings, found.results, occasion)
    if found.ran.killed_for == "time":
        document = None  # the platform counts nothing then
    if exposed := image.exposed():
        found.findings.remarks.append(
            f"every user may read {len(exposed)} files of the zip, such as "
            f"{', '.join(exposed[:NAMED])}; a submission that runs as another user than root can "
            "read what is tested"
        )
    shown = ERROR if document is None else document
    found.views = tuple(view(shown, stdout, stage) for stage in STAGES)


def _start_of(log: Path) -> str:
    try:
        with log.open("rb") as file:
            return file.read(MAX_LOG).decode("utf-8", "replace")
    except OSError:  # the script was never started
        return ""


def _of_run(findings: Findings, ran: Ran, limits: Limits) -> None:
    if ran.error:
        findings.problems.append(f"{RUN} cannot be run: {ran.error}")
    elif ran.killed_for == "output":
        findings.problems.append(f"{RUN} was killed, since what it printed had no end")
    elif ran.killed_for == "time":
        findings.problems.append(
            f"{RUN} had not ended within {limits.seconds:g} s and was killed: the platform counts 0"
        )
    elif ran.out_of_memory:
        findings.problems.append(
            f"a process was ended, since together they had more than {limits.memory_mb} MB"
        )
    elif ran.status:
        findings.remarks.append(f"{RUN} ended with {_how(ran.status)}, which the platform reports")
    for command in ran.left_behind:
        findings.remarks.append(f"left behind, and ended now: {command}")


def _of_results(findings: Findings, data: bytes, occasion: Occasion) -> dict[str, Any] | None:
    """Hold the results against the contract; return them if nothing is held against them."""
    if not data:
        findings.problems.append("there is no results/results.json: the platform counts 0")
        return None
    problems = contract.problems(data)
    if problems:
        findings.problems += [f"results.json: {text}" for text in problems]
        return None
    findings.remarks += [
        f"results.json: {text}" for text in contract.warnings(data, occasion.points)
    ]
    found: dict[str, Any] = json.loads(data)
    return found


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"

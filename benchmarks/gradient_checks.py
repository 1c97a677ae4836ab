"""Compares ways to check a gradient: their time, the errors they catch, and what they refuse.

    python benchmarks/gradient_checks.py [--trials 10] [--right 200] [--peers FOLDER]

For a convolution with the sizes of the assignment, in one dimension and in two, a right gradient
gets an error in one entry, of 10⁻¹, 10⁻², … of the gradient's largest magnitude. What is printed of
a way is the processor time for a right gradient, the smallest error that it caught in every one of
the trials (entry, inputs and upstream gradient drawn anew for each), and how many of the right
gradients it refused. PyTorch's gradcheck judges the same NumPy functions, where
`peer_tools/install.py FOLDER torch` has installed it.

Then a slow right submission, in Python loops, is graded with projections and with every difference;
both have to give it all 40 checks.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from forms import own
from forms.form import Job
from measuring import ROOT, command_line, in_rounds, machine, prove, run, spread, table
from peer_tools.install import python_of

sys.path.insert(0, str(ROOT))

import numpy as np
from workload.cases import CASES, Case, draw

from autograder.testing import Mismatch, check_adjoint, check_vjp, same_array
from autograder.testing.gradients import derivatives, vjp_by_differences
from autograder.testing.projections import agrees

SLOW = ROOT / "tests" / "submissions" / "right" / "loops"
EXPONENTS = range(1, 15)
AT_MOST = 20  # right gradients of which every entry is judged
Judge = Callable[[Case, np.ndarray, tuple[np.ndarray, ...], np.ndarray], bool]
"""Tells whether a gradient of the case's first input passes."""


def projections(
    case: Case, gradient: np.ndarray, inputs: tuple[np.ndarray, ...], upstream: np.ndarray
) -> bool:
    """Judge it by its projections on a few directions alone."""

    def along(directions: np.ndarray) -> list[float]:
        return derivatives(case.forward, inputs, upstream, 0, directions)

    return agrees(along, gradient, case.forward, inputs, upstream, 0)


def as_checks_do(
    case: Case, gradient: np.ndarray, inputs: tuple[np.ndarray, ...], upstream: np.ndarray
) -> bool:
    """Judge it as `check_vjp` does: every entry only where the projections do not agree."""
    try:
        check_vjp(lambda x: case.forward(x, *inputs[1:]), gradient, inputs[:1], upstream, ("grad",))
    except Mismatch:
        return False
    return True


def every_entry(
    case: Case, gradient: np.ndarray, inputs: tuple[np.ndarray, ...], upstream: np.ndarray
) -> bool:
    """Judge every entry by finite differences, to the tolerance of the checks."""
    expected, magnitude = vjp_by_differences(case.forward, inputs, upstream, 0)
    try:
        same_array(gradient, expected, "grad", (*inputs, upstream), magnitude, relative=1e-6)
    except Mismatch:
        return False
    return True


def adjoint(
    case: Case, gradient: np.ndarray, inputs: tuple[np.ndarray, ...], upstream: np.ndarray
) -> bool:
    """Judge it by the adjoint identity: the forward pass is linear in its first input."""
    try:
        check_adjoint(
            lambda x: case.linear(x, *inputs[1:]),
            gradient,
            upstream,
            inputs[0].shape,
            "grad",
            np.random.default_rng(0),
            inputs,
        )
    except Mismatch:
        return False
    return True


WAYS: dict[str, Judge] = {
    "adjoint identity": adjoint,
    "projections alone": projections,
    "projections, then every entry": as_checks_do,
    "every entry": every_entry,
}


def judged(case: Case, judge: Judge, trials: int, right: int) -> tuple[list[float], int, int]:
    """Return the times for right gradients, the refusals, and the least exponent not missed."""
    times, refused = [], 0
    for seed in range(right):
        inputs, upstream = draw(case, seed)
        gradient = case.gradient(upstream, *inputs)
        began = time.process_time()
        refused += not judge(case, gradient, inputs, upstream)
        times.append(time.process_time() - began)
    caught = 0
    for exponent in EXPONENTS:
        for seed in range(trials):
            inputs, upstream = draw(case, 10_000 + seed)
            gradient = case.gradient(upstream, *inputs)
            entry = np.random.default_rng(seed).integers(gradient.size)
            gradient.flat[entry] += 10.0**-exponent * np.abs(gradient).max()
            if judge(case, gradient, inputs, upstream):
                return times, refused, caught
        caught = exponent
    return times, refused, caught


def rows_of(case: Case, trials: int, right: int) -> list[list[str]]:
    """Return a row for each way; what is slow is tried on fewer right gradients."""
    rows = []
    for name, judge in WAYS.items():
        many = min(right, AT_MOST) if judge is every_entry else right
        times, refused, caught = judged(case, judge, trials, many)
        rows.append(_row(case, name, times, refused, len(times), caught))
    return rows


def _row(
    case: Case, name: str, times: Sequence[float], refused: int, of: int, caught: int
) -> list[str]:
    error = f"1e-{caught:02}" if caught else "none"
    return [case.name, name, spread(times, 2, 1e3), error, f"{refused} of {of}"]


def by_torch(python: Path, trials: int, right: int) -> list[list[str]]:
    """Return the rows of PyTorch's gradcheck, in its own environment."""
    script = Path(__file__).parent / "peer_tools" / "gradcheck.py"
    with tempfile.TemporaryDirectory(prefix="gradcheck-") as name:
        output = Path(name, "out")
        cost = run([python, script, str(trials), str(min(right, AT_MOST))], output=output)
        if not cost.ok:
            sys.exit(output.read_text())
        told = json.loads(output.read_text().splitlines()[-1])
    return [
        _row(case, f"PyTorch's gradcheck {told['version']}", *told["cases"][case.name])
        for case in CASES
    ]


def slow_submission(folder: Path, rounds: int) -> list[list[str]]:
    """Grade the slow submission both ways, and return a row for each."""
    tasks: dict[str, Callable[[], float]] = {}
    for name, every_call in (("projections", False), ("every difference", True)):
        place = folder / name.split()[0]
        assignment = own.write_assignment(place / "assignment", every_call)
        submission = place / "submissions" / "s00000"
        shutil.copytree(SLOW, submission)
        job = own.on_platform(place / "platform", assignment, submission, 40)

        def measure(job: Job = job) -> float:
            job.before()
            cost = run(job.command, folder=job.folder, environment=job.environment)
            if job.passed() != [40]:
                sys.exit("the slow submission is right, and did not pass all checks")
            return cost.cpu

        tasks[name] = measure
    figures = in_rounds(rounds, tasks)
    return [[name, spread(figures[name])] for name in tasks]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=10, metavar="T")
    parser.add_argument("--right", type=int, default=200, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="R", help="of the slow one")
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    prove()
    rows = [row for case in CASES for row in rows_of(case, options.trials, options.right)]
    python = python_of(options.peers, "torch") if options.peers else None
    if python:
        rows += by_torch(python, options.trials, options.right)
    slow = []
    if options.rounds:
        with tempfile.TemporaryDirectory(prefix="gradients-") as name:
            slow = slow_submission(Path(name), options.rounds)
    print(command_line())
    print(machine())
    print()
    head = ["", "way", "ms of cpu", "always caught from", "right ones refused"]
    print(table(head, sorted(rows, key=lambda row: row[0])))
    if slow:
        print()
        print(table(["a right submission in Python loops, cold", "s of cpu"], slow))
    return 0


if __name__ == "__main__":
    sys.exit(main())

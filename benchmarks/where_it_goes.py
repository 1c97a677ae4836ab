"""Says where the processor time goes: of one submission from a cold start, and of one in a class.

    python benchmarks/where_it_goes.py [--students 20] [--calls 25]

The phases of the cold start are commands that do a part of it, each measured as a whole: what a
line takes is the difference from the line before. The class is graded by the real command under
Python's profiler (of processor time, in every grader process, not in the zygote and its workers),
and times are added up by the room of the package, or the library, whose code was running. The
profiler costs time of its own, most where functions are small; so shares are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import os
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from forms import own
from forms.form import Job
from measuring import ROOT, command_line, in_rounds, machine, prove, run, spread, table

sys.path.insert(0, str(ROOT))

PHASES = {
    "Python": "pass",
    "NumPy": "import numpy",
    "our package, what `gradescope` imports": (
        "import numpy; from autograder.gradescope import run; "
        "from autograder.grading.single import grade_one"
    ),
}
LIBRARIES = ("numpy", "_pytest", "pluggy", "pytest", "msgspec", "gradescope_utils", "yaml", "rich")


def cold_start(folder: Path, rounds: int) -> list[list[str]]:
    """Return rows of what the phases of one submission from nothing take, in milliseconds."""
    real = own.make_real(folder / "real", 1, 1)
    others = own.make_variants(folder / "others", 1, 1)
    mistaken = own.make_mistaken(folder / "mistaken")
    forty = own.make(folder / "forty", 1, 1)
    one = own.write_assignment(folder / "one" / "assignment", every_call=False)
    checks = one / "tests" / "graded" / "hidden" / "test_checks.py"
    head, _, rest = checks.read_text().partition('\n@number("1")')
    checks.write_text(f'{head}\n@number("1"){rest.partition("@number")[0]}')
    config = (one / "config.yaml").read_text()
    head, _, rest = config.partition("questions:\n")
    entry, _, tail = rest.partition("\n")
    entry = entry.partition("points: ")[0] + "points: 1, title: One}"
    tail = tail[tail.index("imports:") :]
    (one / "config.yaml").write_text(
        f"{head.replace('automatic: 40', 'automatic: 1')}questions:\n{entry}\n{tail}"
    )
    submission = folder / "forty" / "submissions" / "s00000"
    single = own.on_platform(folder / "one" / "platform", one, submission, 1)

    def timed(job: Job) -> float:
        job.before()
        cost = run(job.command, folder=job.folder, environment=job.environment)
        if not cost.ok:
            sys.exit(f"{job.command} ended with {cost.code}")
        return cost.cpu

    def started(program: str) -> float:
        found_here = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}"
        return run([*own.ON_PLATFORM[:-1], found_here]).cpu

    tasks: dict[str, Callable[[], float]] = {
        name: partial(started, program) for name, program in PHASES.items()
    }
    tasks["reading, a zygote, workers, one check"] = lambda: timed(single)
    tasks["39 more checks"] = lambda: timed(forty.cold)
    whole = {
        "(the real assignment: all its checks)": lambda: timed(real.cold),
        "(the same, in other words)": lambda: timed(others.cold),
        "(the same, with a mistake)": lambda: timed(mistaken),
    }
    figures = in_rounds(rounds, {**tasks, **whole})
    rows, before = [], [0.0] * rounds
    for name in tasks:
        steps = [now - then for now, then in zip(figures[name], before, strict=True)]
        rows.append([name, spread(steps, 0, 1e3), spread(figures[name], 0, 1e3)])
        before = figures[name]
    return [*rows, *([name, "", spread(figures[name], 0, 1e3)] for name in whole)]


def profiled(folder: Path, students: int) -> pstats.Stats:
    """Grade a class under the profiler; return the graders' profile."""
    form = own.make_real(folder, students, 1)
    stats = folder / "stats"
    stats.mkdir()
    arguments = [str(part) for part in form.in_class.command[3:]]
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _grade_under_profiler(arguments, stats, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    files = sorted(map(str, stats.glob("*.prof")))
    if not files:
        sys.exit(f"nothing was profiled: {said}")
    return pstats.Stats(*files)


def _grade_under_profiler(arguments: list[str], stats: Path, writing: int) -> NoReturn:
    """Run the command here, with a profiler of its own in each grader process."""
    from autograder import cli
    from autograder.grading.run import SubmissionGrader

    grade = SubmissionGrader.grade
    profilers: list[cProfile.Profile] = []

    def begin() -> None:
        profilers[:] = [cProfile.Profile(time.process_time)]
        profilers[0].enable()

    def grade_and_tell(*args: Any, **kwargs: Any) -> Any:
        """Grade, and write what the profiler has seen so far: the process may be killed."""
        result = grade(*args, **kwargs)
        if profilers:
            profilers[0].disable()
            profilers[0].dump_stats(stats / f"{os.getpid()}.prof")
            profilers[0].enable()
        return result

    os.register_at_fork(after_in_child=begin)
    setattr(SubmissionGrader, "grade", grade_and_tell)  # noqa: B010
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            sys.argv = ["autograder", *arguments]
            code = cli.main()
        os.write(writing, f"exit code {code}".encode())
    finally:
        os._exit(0)


def room_of(file: str, function: str) -> str:
    """Return whose code a function is."""
    path = Path(file)
    parts = path.parts
    if "autograder" in parts and "site-packages" not in parts:
        below = parts[len(parts) - parts[::-1].index("autograder") :]
        return f"autograder/{below[0]}" if len(below) > 1 else "autograder"
    for name in LIBRARIES:
        if name in parts:
            return {"_pytest": "pytest", "pluggy": "pytest"}.get(name, name)
    if "solutions" in parts:
        return "the reference's functions"
    if "graded" in parts:
        return "the checks"
    if file == "~":
        for name, words in BUILT_IN.items():
            if any(word in function for word in words):
                return name
        return "built-in functions"
    return "Python's library"


BUILT_IN = {
    "built-in: sockets, files, processes": ("socket", "posix", "_io.", "select"),
    "built-in: NumPy": ("numpy",),
    "built-in: compiling, executing": ("compile", "exec", "marshal"),
}


def by_room(stats: pstats.Stats) -> list[list[str]]:
    """Return rows of the shares of the graders' own time."""
    spent: dict[str, float] = defaultdict(float)
    for (file, _, function), (_, _, own_time, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        spent[room_of(file, function)] += own_time
    whole = sum(spent.values())
    most = sorted(spent.items(), key=lambda one: -one[1])
    return [[name, f"{100 * part / whole:.0f} %"] for name, part in most[:14]]


def by_function(stats: pstats.Stats, most: int) -> list[list[str]]:
    """Return rows of the functions with the most time of their own and of those they call."""
    rows = []
    whole = sum(one[2] for one in stats.stats.values())  # type: ignore[attr-defined]
    order = sorted(stats.stats.items(), key=lambda one: -one[1][3])  # type: ignore[attr-defined]
    for (file, line, function), (_, calls, own_time, with_callees, _) in order:
        if "autograder" not in file or "site-packages" in file:
            continue
        where = f"{Path(file).parent.name}/{Path(file).name}:{line}"
        shares = [f"{100 * part / whole:.1f} %" for part in (with_callees, own_time)]
        rows.append([f"{function} ({where})", str(calls), *shares])
        if len(rows) == most:
            break
    return rows


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=20, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="R")
    parser.add_argument("--calls", type=int, default=0, metavar="N", help="list N functions too")
    options = parser.parse_args()
    prove()
    with tempfile.TemporaryDirectory(prefix="profile-") as name:
        rows = cold_start(Path(name, "cold"), options.rounds) if options.rounds else []
        stats = profiled(Path(name, "class"), options.students)
    print(command_line())
    print(machine())
    if rows:
        print("\none submission, cold, as on Gradescope: milliseconds of cpu\n")
        print(table(["", "more", "in all"], rows))
    print(f"\na class of {options.students}: where the graders' own processor time goes\n")
    print(table(["code", "share"], by_room(stats)))
    if options.calls:
        print()
        print(
            table(
                ["function", "calls", "with what it calls", "itself"],
                by_function(stats, options.calls),
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A rehearsal in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.rehearsal.findings import Findings
from autograder.rehearsal.image import RUN, SETUP
from autograder.rehearsal.rehearse import Rehearsal
from autograder.rehearsal.views import View
from autograder.reporting.text import printable

LOG_LINES = 30
BRIEF_LINES = 3
HEADS = {
    "at once": "A student sees at once",
    "after the due date": "A student sees after the due date",
    "after publishing": "A student sees after publishing",
    "instructor": "An instructor sees",
}


def lines(rehearsal: Rehearsal) -> Iterator[str]:
    """Yield what is printed, line by line."""
    for line in _lines(rehearsal):
        yield from printable(line).split("\n")


def _lines(rehearsal: Rehearsal) -> Iterator[str]:
    yield f"the zip: {_judged(rehearsal.archive)}"
    yield from _sentences(rehearsal.archive)
    if rehearsal.archive.problems:
        yield f"{SETUP} and {RUN} were not run"
        return
    yield from _setup(rehearsal)
    yield from _run(rehearsal)
    yield f"the run and its results: {_judged(rehearsal.findings)}"
    yield from _sentences(rehearsal.findings)
    before: View | None = None
    for view in rehearsal.views:
        yield ""
        yield from _view(view, before)
        before = view


def _judged(findings: Findings) -> str:
    count = len(findings.problems)
    return "in order" if not count else f"{count} problem{'s' if count > 1 else ''}"


def _sentences(findings: Findings) -> Iterator[str]:
    for text in findings.problems:
        yield f"  problem: {text}"
    for text in findings.remarks:
        yield f"  note: {text}"


def _setup(rehearsal: Rehearsal) -> Iterator[str]:
    if rehearsal.where:
        yield f"where: in a folder, at no path of the platform's, since {rehearsal.where}"
    else:
        yield "where: at the platform's paths, on a layer of its own over this machine's system"
    setup = rehearsal.setup
    if setup is None:
        yield f"{SETUP}: what it made before was kept; --fresh runs it again"
    elif setup.status == 0 and not setup.error:
        yield f"{SETUP}: done after {setup.seconds:.1f} s"
    else:
        yield f"{SETUP}: failed after {setup.seconds:.1f} s; the end of what it printed:"
        for line in rehearsal.setup_log.splitlines()[-LOG_LINES:]:
            yield f"    {line}"


def _run(rehearsal: Rehearsal) -> Iterator[str]:
    ran = rehearsal.ran
    if ran is None:
        return
    peak = f", {ran.peak_mb:.0f} MB at most" if ran.peak_mb >= 1 else ""
    how = f"signal {-ran.status}" if ran.status < 0 else f"status {ran.status}"
    yield f"{RUN}: {how} after {ran.seconds:.1f} s{peak}"
    for text in ran.seen_to:
        yield f"  {text}"


def _view(view: View, before: View | None) -> Iterator[str]:
    """Yield what is seen; after the first view what is seen besides."""
    head = HEADS[view.stage]
    if before is None:
        yield head
        yield from _total(view)
        for name, value in view.leaderboard:
            yield f"  on the leaderboard: {name}: {value}"
        if view.output:
            yield _indented(view.output, 2)
        known: set[int] = set()
    else:
        known = {test["place"] for test in before.tests}
        if (view.total, len(view.tests), view.stdout) == (
            before.total, len(before.tests), before.stdout
        ):  # fmt: skip
            yield f"{head}: the same"
            return
        yield f"{head}, besides"
        if view.total != before.total:
            yield from _total(view)
    for test in view.tests:
        if test["place"] not in known:
            yield from _test(test, brief=before is not None)
    if view.stdout and not (before and before.stdout):
        yield f"  printed by {RUN}:"
        yield _indented(view.stdout.rstrip(), 4)


def _total(view: View) -> Iterator[str]:
    yield "  score: not shown" if view.total is None else f"  score: {view.total:g}"


def _test(test: dict[str, Any], brief: bool) -> Iterator[str]:
    score, most = test.get("score"), test.get("max_score")
    passed = test.get("status", "passed" if score is not None and score == most else "failed")
    points = "" if score is None else f"  {score:g}" + ("" if most is None else f" / {most:g}")
    name = f"{test.get('number', '')} {test.get('name', '')}".strip() or "(a test without a name)"
    yield f"  {'✓' if passed == 'passed' else '✗'} {name}{points}"
    output = test.get("output", "").rstrip()
    if not output or (brief and passed == "passed"):
        return
    shown = output.split("\n")
    yield _indented("\n".join(shown[:BRIEF_LINES] if brief else shown), 6)
    if brief and len(shown) > BRIEF_LINES:
        yield f"      … ({len(shown) - BRIEF_LINES} more lines)"


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.split("\n"))

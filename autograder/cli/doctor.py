"""`autograder doctor`."""

from __future__ import annotations

import argparse
import os
import platform
import sysconfig
import textwrap
from collections.abc import Collection, Sequence

from autograder.sandbox.client import Protection, SandboxError, WorkerFactory
from autograder.sandbox.confine import Layer, why_not
from autograder.sandbox.confine.kernel import machine
from autograder.sandbox.confine.selftest import Finding
from autograder.sandbox.launch import why_no_bubblewrap
from autograder.sandbox.private import open_to_others

LAYERS = {
    Layer.SECCOMP: "an allow-list of system calls",
    Layer.LIMITS: "bounds on memory, processor time, files and descriptors",
    Layer.UID: "a user of its own for each worker",
    Layer.LANDLOCK: "no file but Python's libraries, no signal to others",
    Layer.BUBBLEWRAP: "no file but Python's libraries, no process or network but its own",
}
WIDTH = 96


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the flags: none."""


def run(options: argparse.Namespace) -> int:
    """Print what confines student code here; return 1 if something mandatory is missing."""
    user = "root" if hasattr(os, "geteuid") and os.geteuid() == 0 else "an ordinary user"
    system = f"{platform.system()} {platform.release()} on {platform.machine()}"
    print(f"{system}, Python {platform.python_version()}, as {user}\n")
    try:
        with WorkerFactory.start() as factory:
            protection, findings = factory.protection(), factory.self_test()
    except SandboxError as error:
        print(f"The sandbox does not start here: {error}. Its own message, if any, says why.")
        return 1
    if machine() is not None:
        _print_layers(protection.layers)
        _print_findings(findings)
        _print_paragraphs("Hints", _hints(protection.layers))
    _print_paragraphs("Missing", protection.missing)
    wrong = _wrong(protection, findings)
    print(wrong or "Student code is confined here.")
    if protection.missing:
        print(
            "`autograder grade` refuses to run it, unless --unsafe is given, for submissions that"
        )
        print("you trust. `autograder check`, for one's own work, runs anywhere.")
    return 1 if wrong else 0


def _wrong(protection: Protection, findings: Sequence[Finding]) -> str:
    """Return the verdict where student code is not confined as it must be, else ""."""
    if protection.missing:
        return "Student code is NOT confined here: see what is missing."
    if not findings:
        return "Student code may NOT be confined here: the self-test did not get through."
    if any(finding.mandatory and not finding.refused for finding in findings):
        return "Student code is NOT confined here: a layer in use does not do what it should."
    return ""


def _print_layers(used: Collection[str]) -> None:
    print("Layers")
    for layer, text in LAYERS.items():
        inside = layer.value in used
        text = text if inside else _why_not(layer)
        _print_wrapped(f"  {'in use' if inside else 'not used':10}{layer.value:12}", text)
    print()


def _why_not(layer: Layer) -> str:
    if layer is not Layer.BUBBLEWRAP:
        return why_not(layer)
    reason = why_no_bubblewrap()
    if "not installed" in reason:
        return f"{reason}; `apt install bubblewrap`, or what your system has for that, would help"
    return reason


def _print_findings(findings: Sequence[Finding]) -> None:
    """Print what a confined process tried, by what it is about: what was allowed comes first."""
    print("Tried by a confined process")
    for group in dict.fromkeys(finding.group for finding in findings):
        about = [finding for finding in findings if finding.group == group]
        allowed = [finding for finding in about if not finding.refused]
        refused = [finding.act for finding in about if finding.refused]
        print(f"  {group}: {'all' if not allowed else f'{len(refused)} of'} {len(about)} refused")
        for finding in allowed:
            closers = " or ".join(finding.closed_by)
            _print_wrapped("    ALLOWED  ", f"{finding.act} ({closers} would close it)")
        if refused:
            _print_wrapped("    refused  ", ", ".join(refused))
    print()


def _hints(used: Collection[str]) -> list[str]:
    """Return what to know of this machine beside its layers."""
    hints = []
    library = sysconfig.get_path("stdlib")
    if Layer.UID.value in used and Layer.BUBBLEWRAP.value not in used:
        if not open_to_others(library):
            hints.append(
                f"Others may not enter {library}, so a worker with a user of its own can import "
                "from there only what is loaded beforehand: NumPy, and what the assignment's "
                "import policy names. If submissions may import anything, use a Python that "
                "everybody may read, such as /usr/bin/python3."
            )
        if Layer.LANDLOCK.value not in used:
            hints.append(
                "What everybody on this machine may read, a worker may read too. Close the folders "
                "of the assignment, the submissions and the results (chmod 700): grading refuses "
                "while they are open."
            )
    if platform.machine() == "aarch64":
        hints.append(
            "On this architecture the list of system calls was tested in a simulator only, before "
            "the self-test above."
        )
    return hints


def _print_paragraphs(title: str, texts: Sequence[str]) -> None:
    if texts:
        print(title)
        for text in texts:
            _print_wrapped("  - ", text)
        print()


def _print_wrapped(start: str, text: str) -> None:
    indent = " " * len(start)
    print(
        textwrap.fill(
            text,
            WIDTH,
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )

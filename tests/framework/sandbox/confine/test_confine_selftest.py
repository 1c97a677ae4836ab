"""The self-test refuses what it should, and would notice if it were not refused."""

from __future__ import annotations

import os

import pytest
from confinement_settings import IS_ROOT, ROOT, SETTINGS, Setting, possible

from autograder.sandbox.confine import Layer, landlock
from autograder.sandbox.confine.acts import ACTS
from autograder.sandbox.confine.seccomp import ALLOWED

OPEN_TO_ALL = {act.name for act in ACTS if not act.mandatory}
REAL_EVERYWHERE = {
    "read a private file of the grader's",
    "read the grader's memory through /proc",
    "read the grader's environment",
    "read the grader's command line",
    "read a file that everybody may read",
    "open a file of the grader's for writing",
    "truncate a file of the grader's",
    "rename a file of the grader's",
    "change the mode of a file of the grader's",
    "change the times of a file of the grader's",
    "create a file in /tmp",
    "create a file in the working directory",
    "create a folder",
    "create a FIFO",
    "create a link",
    "create a memory file",
    "create System V shared memory",
    "start a process",
    "start a thread",
    "run a program",
    "signal the grader",
    "change the grader's priority",
    "change the grader's limits",
    "allocate more memory than allowed",
    "hold more descriptors than allowed",
    "outlive the grader",
    "leave the grader's session",
    "open a TCP socket",
    "listen on a TCP port",
    "send over UDP",
    "open a Unix socket",
}
"""Acts that succeed in an unconfined process of an ordinary user on any machine."""


def allowed(launcher, setting: Setting) -> set[str]:
    canary = str(launcher.canaries[setting.ordinary])
    outcome = launcher.run("self_test", setting, canary=canary)
    findings = outcome.value
    assert [finding["act"] for finding in findings] == [act.name for act in ACTS]
    return {finding["act"] for finding in findings if not finding["refused"]}


def test_every_forbidden_act_is_refused(launcher, setting):
    assert allowed(launcher, setting) == (set() if setting.closes_all else OPEN_TO_ALL)


def test_without_layers_the_acts_succeed(launcher):
    """Otherwise the self-test would call refused what can never work."""
    assert allowed(launcher, Setting(frozenset(), ordinary=True)) >= REAL_EVERYWHERE


@pytest.mark.parametrize(
    ("name", "layer", "opened"),
    [
        ("root, uid", Layer.UID, "read a private file of the grader's"),
        ("root, uid", Layer.SECCOMP, "create a file in /tmp"),
        ("root, uid", Layer.SECCOMP, "open a TCP socket"),
        ("root, uid", Layer.SECCOMP, "create System V shared memory"),
        ("root, uid", Layer.LIMITS, "allocate more memory than allowed"),
        ("root, all", Layer.LANDLOCK, "read a file that everybody may read"),
        ("root, Docker-like", Layer.LANDLOCK, "read a file that everybody may read"),
        ("user", Layer.LIMITS, "hold more descriptors than allowed"),
        ("user", Layer.LANDLOCK, "read a private file of the grader's"),
        ("user", Layer.SECCOMP, "change the mode of a file of the grader's"),
        ("user", Layer.SECCOMP, "change the grader's limits"),
        ("user, bubblewrap", Layer.BUBBLEWRAP, "read a private file of the grader's"),
        ("user, bubblewrap", Layer.SECCOMP, "send over UDP"),
    ],
)
def test_a_missing_layer_is_noticed(launcher, name, layer, opened):
    setting = possible(SETTINGS[name]).without(layer)

    assert opened in allowed(launcher, setting)


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize("ordinary", [False, True])
def test_each_layer_alone_refuses_what_is_said_of_it(launcher, ordinary, layer):
    if ordinary and layer is Layer.UID:
        pytest.skip("an ordinary user cannot give users of their own")
    if landlock.abi() < 6:
        pytest.skip("this kernel's Landlock knows fewer rights than the one that was measured")
    unconfined = allowed(launcher, Setting(frozenset(), ordinary))

    left = allowed(launcher, possible(Setting(frozenset({layer}), ordinary)))

    said = {act.name for act in ACTS if layer in act.closed_by}
    by_number = {"start a process", "start a thread"} if layer is Layer.LIMITS else set()
    assert unconfined - left - by_number == unconfined & said


@pytest.mark.parametrize("layers", [frozenset(), frozenset({Layer.LIMITS})])
def test_acts_that_succeed_leave_nothing_behind(launcher, layers):
    canary = launcher.canaries[True]
    before = canary.read_bytes(), canary.stat().st_mode, canary.stat().st_mtime_ns

    allowed(launcher, Setting(layers, ordinary=True))

    assert (canary.read_bytes(), canary.stat().st_mode, canary.stat().st_mtime_ns) == before
    left = [
        name
        for folder in ("/tmp", "/dev/shm", launcher.work, launcher.folder)
        if os.path.isdir(folder)
        for name in os.listdir(folder)
        if name.startswith(".autograder-self-test") or name.endswith("~")
    ]
    assert left == []


def test_the_grader_survives_the_tests_of_an_unconfined_root(launcher):
    if not IS_ROOT:
        pytest.skip("needs root")

    allowed(launcher, Setting(frozenset(), ordinary=False))

    assert launcher.run("nothing", Setting(frozenset(), ordinary=False)).value == "done"


def test_the_documentation_counts_right():
    text = (ROOT / "docs" / "security.md").read_text()

    assert f"tries {len(ACTS)} acts" in text
    assert f"an allow-list of {len(ALLOWED)} system calls" in text
    assert all(f"| {layer.value} |" in text.lower() for layer in Layer)

"""Resource limits."""

from __future__ import annotations

import resource
import signal

import pytest

from autograder.sandbox.confine import Layer, limits

UNLIMITED = resource.RLIM_INFINITY


def test_the_limits_are_set_soft_and_hard(launcher, user_setting):
    found = launcher.run("limits", user_setting.without(Layer.SECCOMP), cpu=7).value

    for name in ("FSIZE", "CORE", "NPROC", "MEMLOCK"):
        assert found[name] == [0, 0], name
    assert found["CPU"] == [7, 8]
    assert found["NOFILE"] == [64, 64]
    assert found["STACK"] == [limits.STACK_BYTES] * 2
    assert found["AS"][0] == found["AS"][1] > 1 << 30


def test_too_much_memory_is_an_exception_and_the_process_lives(launcher, setting):
    assert launcher.run("memory_error", setting).value == "MemoryError, and alive"


def test_the_memory_limit_holds(launcher, setting):
    fits = launcher.run("allocate", setting, memory=256 << 20, count=200 << 20)
    too_much = launcher.run("allocate", setting, memory=256 << 20, count=300 << 20)

    assert fits.value == 200 << 20
    assert too_much.raised in {"MemoryError", "_ArrayMemoryError"}


def test_descriptors_are_bounded(launcher, setting):
    path = str(launcher.library / "readable_module.py")

    outcome = launcher.run("open_many", setting, path=path)

    assert outcome.value == ["EMFILE", 61]  # 0, 1 and 2 are open


def test_a_process_that_ignores_the_signal_is_killed_a_second_later(launcher, user_setting):
    outcome = launcher.run("end_by_cpu_limit", user_setting, cpu=1, seconds=60)

    assert outcome.exit == -signal.SIGKILL
    assert not outcome.hung


def test_a_limit_is_never_raised(launcher, user_setting):
    """Where the caller's own bounds are lower, they stay."""
    outcome = launcher.run(
        "lowered_limits", user_setting, confined=False, layers=["limits"], bound=16
    )

    assert outcome.value == [16, 16]


def test_a_file_that_is_open_cannot_grow(launcher, user_setting):
    """Without the filter and Landlock, the limit alone stops writing to regular files."""
    setting = user_setting.without(Layer.SECCOMP).without(Layer.LANDLOCK)

    outcome = launcher.run("create", setting, path=str(launcher.work / "grown"))

    assert outcome.raised == "OSError"
    assert "too large" in outcome.text
    (launcher.work / "grown").unlink()


@pytest.mark.parametrize(
    ("bound", "hard", "expected"), [(5, UNLIMITED, 5), (5, 3, 3), (5, 9, 5), (0, 0, 0)]
)
def test_the_lower_bound_counts(bound, hard, expected):
    assert limits._at_most(bound, hard) == expected

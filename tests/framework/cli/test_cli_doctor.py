"""What `autograder doctor` says of a machine: from a self-test, in any configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from autograder.cli import main
from autograder.sandbox.client import SandboxError, Terms, WorkerFactory
from autograder.sandbox.confine import Layer, available, kernel
from autograder.sandbox.confine.acts import ACTS
from autograder.sandbox.confine.selftest import Finding
from autograder.sandbox.launch import why_no_bubblewrap

START = WorkerFactory.start
DEFAULT = Terms()
Doctor = Callable[..., tuple[int, str]]


@pytest.fixture
def doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run it with certain layers, and what came of the self-test perhaps changed."""

    def run(
        *layers: str, change: Callable[[list[Finding]], list[Finding]] = list
    ) -> tuple[int, str]:
        wanted = set(map(Layer, layers))
        if Layer.BUBBLEWRAP in wanted and (reason := why_no_bubblewrap(("bubblewrap",))):
            pytest.skip(f"this machine does not offer bubblewrap: {reason}")
        if lacking := wanted - available() - {Layer.BUBBLEWRAP}:
            pytest.skip(f"this machine does not offer: {', '.join(one.value for one in lacking)}")

        def start(terms: Terms = DEFAULT) -> WorkerFactory:
            factory = START(msgspec.structs.replace(terms, layers=layers))
            tested = change(factory.self_test())
            monkeypatch.setattr(factory, "self_test", lambda: tested)
            return factory

        monkeypatch.setattr(WorkerFactory, "start", staticmethod(start))
        code = main(["doctor"])
        return code, " ".join(capsys.readouterr().out.split())

    return run


def test_on_this_machine_it_agrees_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with WorkerFactory.start() as factory:
        protection = factory.protection()

    code = main(["doctor"])

    text = capsys.readouterr().out
    assert code == (1 if protection.missing else 0)
    assert ("Student code is confined here." in text) == (code == 0)
    assert all(f"in use    {name}" in text for name in protection.layers)
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    "layers",
    [("landlock", "limits", "seccomp"), ("bubblewrap", "limits", "seccomp")],
)
def test_all_acts_are_named_as_refused(doctor: Doctor, layers: tuple[str, ...]) -> None:
    code, text = doctor(*layers)

    assert code == 0
    assert all(act.name in text for act in ACTS)
    assert "ALLOWED" not in text
    assert "Missing" not in text
    assert "processes: all " in text


def test_without_layers_it_says_what_student_code_can_do(doctor: Doctor) -> None:
    if kernel.machine() is None:
        pytest.skip("no act is tried on this machine")

    code, text = doctor()

    assert code == 1
    assert "ALLOWED start a process (seccomp would close it)" in text
    assert "ALLOWED allocate more memory than allowed (limits would close it)" in text
    assert text.count("not used") == len(Layer)
    assert "There is no system call filter" in text
    assert "NOT confined" in text
    assert "--unsafe" in text


def test_a_user_of_its_own_alone_leaves_what_everybody_may_read(doctor: Doctor) -> None:
    code, text = doctor("limits", "seccomp", "uid")

    assert code == 0
    assert "what everybody on this machine may read: 0 of 2 refused" in text
    assert "read a file that everybody may read (landlock or bubblewrap would close it)" in text
    assert "chmod 700" in text


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda findings: [], "did not get through"),
        (lambda findings: [replace(findings[0], refused=False)], "does not do what it should"),
    ],
)
def test_a_self_test_that_goes_wrong_is_a_failure(
    doctor: Doctor, spoil: Callable[[list[Finding]], list[Finding]], words: str
) -> None:
    code, text = doctor("landlock", "limits", "seccomp", change=spoil)

    assert code == 1
    assert words in text
    assert "Student code is confined here." not in text


def test_a_sandbox_that_does_not_start_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def start(terms: Terms = DEFAULT) -> WorkerFactory:
        raise SandboxError("the parent of the workers is gone")

    monkeypatch.setattr(WorkerFactory, "start", staticmethod(start))

    assert main(["doctor"]) == 1
    assert "does not start here: the parent of the workers is gone" in capsys.readouterr().out


@pytest.mark.parametrize(("platform", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_other_systems_have_no_boundary(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], platform: str, name: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(kernel, "machine", lambda: None)
        patch.setattr("autograder.cli.doctor.machine", lambda: None)
        patch.setattr("autograder.sandbox.client.forks", lambda: False)
        patch.setattr(sys, "platform", platform)
        code = main(["doctor"])

    text = " ".join(capsys.readouterr().out.split())
    assert code == 1
    assert f"This system ({name}) cannot confine student code" in text
    assert "not a security boundary" in text
    assert "Docker" in text
    assert "autograder check" in text


def test_another_machine_is_told_what_to_use() -> None:
    if sys.platform != "linux" or shutil.which("setarch") is None or os.uname().machine != "x86_64":
        pytest.skip("needs setarch, to be told that this is a 32-bit machine")

    done = subprocess.run(
        ["setarch", "i686", sys.executable, "-m", "autograder", "doctor"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "Use Linux on x86-64 or aarch64" in done.stdout


def test_without_the_program_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if kernel.machine() is None:
        pytest.skip("bubblewrap is of no use on this machine")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("autograder.sandbox.confine.landlock.abi", lambda: 0)

    main(["doctor"])

    assert "apt install bubblewrap" in " ".join(capsys.readouterr().out.split())

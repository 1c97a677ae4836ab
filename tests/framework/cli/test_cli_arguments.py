"""What the command line says without grading anything."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_assignment

from autograder import __version__
from autograder.cli import COMMANDS, main
from autograder.errors import ConfigError, EnvironmentFault, SubmissionError, UsageError


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    return tiny_assignment.make(tmp_path / "an assignment")


def told(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 2) -> str:
    assert main([str(argument) for argument in arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("autograder: ")
    assert err.endswith("\n")
    assert "Traceback" not in err
    return err.removeprefix("autograder: ").rstrip("\n")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


# ------------------------------------------------------------------ help

STUDENTS = "exit codes: 0 every public check is right; 1 some are not; 2 wrong use"
STAFF = (
    "exit codes: 0 done; 1 something needs staff, or a check of the assignment failed; "
    "2 wrong use or configuration"
)


@pytest.mark.parametrize("command", ["", *COMMANDS, "release stubs"])
def test_help_says_what_a_command_does_and_its_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error:
        main([*command.split(), "--help"])

    assert error.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith(f"usage: autograder {command}".rstrip())
    if command != "release stubs":
        assert re.search(r"\. (positional arguments|options): ", text)
        assert text.endswith(STUDENTS if command == "check" else STAFF)


def test_every_flag_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([command, "--help"])
        out = capsys.readouterr().out
        for flag in re.findall(r"^  (--\w+.*)$", out, re.MULTILINE):
            assert re.search(r"  +\w{2,}", flag) or f"{flag}\n      " in out, flag


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["--version"])

    assert error.value.code == 0
    assert capsys.readouterr().out == f"autograder {__version__}\n"


# ------------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["gradee"], "invalid choice: 'gradee'"),
        (["grade"], "the following arguments are required: PATH"),
        (["grade", "x", "--jobs", "two"], "argument --jobs: should be a whole number, not 'two'"),
        (["grade", "x", "--seed", "1.5"], "argument --seed: should be a whole number, not '1.5'"),
        (["grade", "x", "--jobs"], "argument --jobs: expected one argument"),
        (["grade", "x", "--out", "y"], "unrecognized arguments: --out y"),
        (["grade", "x", "--no-such-flag"], "unrecognized arguments: --no-such-flag"),
        (["validate", "x"], "unrecognized arguments: x"),
        (["release"], "the following arguments are required: WHAT"),
    ],
)
def test_wrong_arguments_are_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--jobs", "0"], "--jobs 0: should be at least 1"),
        (["--jobs", "-3"], "--jobs -3: should be at least 1"),
        (["--format", "xml"], "--format xml: should be one of prairielearn, github, junit"),
        (["--seed", "-1"], "--seed -1: should be from 0 to 9007199254740991"),
        (["--seed", str(2**53)], "--seed 9007199254740992: should be from 0 to 9007199254740991"),
    ],
)
def test_numbers_out_of_range_are_refused(
    flags: list[str], message: str, assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "grade", "x", "--assignment", assignment, *flags) == message


def test_no_seeds_to_validate_with(assignment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        told(capsys, "validate", "--assignment", assignment, "--seeds", "0")
        == "--seeds 0: should be at least 1"
    )


def test_a_path_that_is_not_there(assignment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = told(capsys, "grade", assignment / "nobody", "--assignment", assignment)

    assert message.endswith("nobody is not there.")


@pytest.mark.parametrize("command", [["grade", "x"], ["validate"], ["release", "stubs"]])
def test_a_folder_that_is_no_assignment(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = told(capsys, *command, "--assignment", tmp_path)

    assert message == (
        f"{tmp_path / 'config.yaml'}: there is no such file; name the assignment's folder with "
        "--assignment"
    )


def test_an_error_in_the_configuration(
    assignment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (assignment / "config.yaml").write_text("title: [\n")

    assert told(capsys, "grade", "x", "--assignment", assignment).startswith(
        "config.yaml, line 2: not YAML: "
    )


def test_an_output_that_is_a_file(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada")
    (tmp_path / "out").touch()

    message = told(
        capsys, "grade", submission, "--assignment", assignment, "--output", tmp_path / "out"
    )

    assert message == f"--output {tmp_path / 'out'}: results cannot be written there (File exists)"


def test_only_results_of_an_earlier_run(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tiny_assignment.submit(tmp_path / "out")

    message = told(capsys, "grade", out, "--assignment", assignment, "--output", out)

    assert message.endswith("there is no submission; a submission is a folder, zip or notebook")


# ------------------------------------------------------------------ how commands end


def command(monkeypatch: pytest.MonkeyPatch, run: Callable[[], int]) -> None:
    monkeypatch.setattr("autograder.cli.doctor.run", lambda options: run())


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConfigError, 2), (UsageError, 2), (SubmissionError, 2), (EnvironmentFault, 1)],
)
def test_an_error_has_its_exit_code(
    error: type[Exception],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run() -> int:
        raise error("what, where, and what to do")

    command(monkeypatch, run)

    assert told(capsys, "doctor", code=code) == "what, where, and what to do"


def test_an_interruption_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        raise KeyboardInterrupt

    command(monkeypatch, run)

    assert told(capsys, "doctor", code=130) == "interrupted; what is written so far is kept"


def test_being_asked_to_end_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        signal.raise_signal(signal.SIGTERM)
        return 0

    command(monkeypatch, run)
    before = signal.getsignal(signal.SIGTERM)

    assert told(capsys, "doctor", code=143) == "interrupted; what is written so far is kept"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_failing_sandbox_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from autograder.sandbox.connection import SandboxError

    def run() -> int:
        raise SandboxError("the parent of the workers is gone")

    command(monkeypatch, run)

    assert told(capsys, "doctor", code=1) == (
        "the sandbox failed: the parent of the workers is gone; `autograder doctor` may say why"
    )


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> int:
        raise ZeroDivisionError

    command(monkeypatch, run)

    with pytest.raises(ZeroDivisionError):
        main(["doctor"])

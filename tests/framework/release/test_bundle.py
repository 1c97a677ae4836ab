"""What is in the bundle, and that its scripts do on a laptop what they do on the platform."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import tiny_assignment

from autograder import config
from autograder.cli import main
from autograder.errors import ConfigError
from autograder.gradescope.results import NOT_GRADED
from autograder.release import bundle
from autograder.release.bundle import contents, write_bundle
from autograder.reporting import contract
from autograder.reporting.text import STAFF_TEST

ROOT = Path(__file__).parents[3]
needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="the platform is Linux")


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    """Return a tiny assignment with everything beside it that grading does not need."""
    folder = tiny_assignment.make(tmp_path / "tiny")
    more = {
        "README.md": "",
        "assignment/first.py": "",
        "solutions/mistakes/first.py": "",
        "solutions/variants/other/first.py": "",
        "solutions/__pycache__/first.cpython-311.pyc": "",
        "solutions/.first.py.swp": "",
        "tests/graded/hidden/__pycache__/x.pyc": "",
        "tests/submissions/right/first.py": "",
    }
    tiny_assignment.write(folder, more)
    return folder


def test_only_what_grading_needs_is_in_it(assignment: Path) -> None:
    found = contents(config.read(assignment))

    own = {name for name in found if not name.startswith("package/")}
    assert own == {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "settings.json",
        "assignment/config.yaml",
        "assignment/solutions/answers.yaml",
        "assignment/solutions/first.py",
        "assignment/solutions/second.py",
        "assignment/solutions/mistakes/first.py",
        "assignment/tests/graded/hidden/test_hidden.py",
        "assignment/tests/graded/public/test_public.py",
    }
    package = {name for name in found if name.startswith("package/")}
    assert {"package/autograder/__main__.py", "package/autograder/grading/pytest.ini"} <= package
    assert not [name for name in package if "pycache" in name or "/release/" in name]


def test_scripts_can_be_run_and_secrets_are_private(assignment: Path) -> None:
    for name, entry in contents(config.read(assignment)).items():
        if name in ("setup.sh", "run_autograder"):
            assert entry.mode == 0o755
            assert entry.data.startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in entry.data
        elif name == "settings.json" or name.startswith("assignment/"):
            assert entry.mode == 0o600


def test_the_same_tree_makes_the_same_bytes_wherever_it_lies(
    assignment: Path, tmp_path: Path
) -> None:
    write_bundle(tmp_path / "one.zip", config.read(assignment))
    moved = assignment.rename(tmp_path / "moved")
    for path in moved.rglob("*"):
        os.utime(path, (1e9, 1e9))
    write_bundle(tmp_path / "other.zip", config.read(moved))

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def settings(assignment: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(contents(config.read(assignment))["settings.json"].data)
    return found


def test_the_secret_follows_from_what_is_secret(assignment: Path) -> None:
    before = settings(assignment)
    (assignment / "README.md").write_text("another")
    same = settings(assignment)
    with (assignment / "tests/graded/hidden/test_hidden.py").open("a") as file:
        file.write("# another\n")

    assert before == same
    assert before["seconds"] == 600.0
    assert re.fullmatch("[0-9a-f]{64}", before["secret"])
    assert settings(assignment)["secret"] != before["secret"]


def test_the_platforms_time_limit_is_kept(tmp_path: Path) -> None:
    text = tiny_assignment.CONFIG + "gradescope: {timeout_minutes: 20}\n"

    assert settings(tiny_assignment.make(tmp_path, config=text))["seconds"] == 1200.0


def test_without_solutions_or_lock_it_is_told(
    assignment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = config.read(assignment)
    (assignment / "solutions").rename(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="solutions: there is no such folder"):
        contents(read)

    (tmp_path / "elsewhere").rename(assignment / "solutions")
    monkeypatch.setattr(bundle, "PACKAGE", tmp_path / "installed" / "autograder")
    with pytest.raises(ConfigError, match=r"requirements\.lock: cannot be read .*; release from"):
        contents(read)


def test_the_command_says_what_it_wrote(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "g.zip"

    assert main(["release", "gradescope", "-o", str(out), "--assignment", str(assignment)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == [
        "assignment/",
        "package/",
        "requirements.txt",
        "run_autograder",
        "settings.json",
        "setup.sh",
    ]
    assert re.fullmatch(r"  assignment/ +[\d.]+ kB  7 files", lines[0])
    assert lines[-1] == f"{out}: {out.stat().st_size / 1000:,.1f} kB"


def test_every_library_that_grading_loads_is_installed_there() -> None:
    program = "import json, sys, autograder.config, autograder.gradescope.run;"
    program += "import autograder.grading.single, autograder.grading.collect;"
    program += "print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(json.loads(done.stdout)) - {"autograder"}

    wanted = {
        distribution.metadata["Name"]
        for distribution in importlib.metadata.distributions()
        for file in distribution.files or ()
        if file.parts[0].removesuffix(".py") in loaded
    }
    kept = {
        re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower()
        for line in bundle._requirements().splitlines()
        if not line.startswith(" ")
    }
    assert {"numpy", "pytest", "msgspec", "PyYAML"} <= wanted
    mine = {re.sub(r"[-_.]+", "-", name).lower() for name in wanted}
    assert mine - {"setuptools", "pip"} <= kept


# ------------------------------------------------------------------ the scripts


def unpacked(assignment: Path, root: Path) -> Path:
    """Unpack the bundle to `root`/source as the platform does, modes included."""
    write_bundle(root.parent / "g.zip", config.read(assignment))
    with zipfile.ZipFile(root.parent / "g.zip") as archive:
        for one in archive.infolist():
            path = Path(archive.extract(one, root / "source"))
            path.chmod(stat.S_IMODE(one.external_attr >> 16))
    return root


def script(root: Path, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(root / "source" / name)],
        env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def results(root: Path) -> dict[str, Any]:
    data = (root / "results" / "results.json").read_bytes()
    assert contract.problems(data) == []
    document: dict[str, Any] = json.loads(data)
    return document


@needs_bash
def test_results_are_valid_even_where_nothing_was_set_up(assignment: Path, tmp_path: Path) -> None:
    root = unpacked(assignment, tmp_path / "autograder")

    done = script(root, "run_autograder")

    assert done.returncode == 127
    document = results(root)
    assert document["score"] == 0.0
    assert "did not start" in document["extra_data"]["staff"][0]
    assert [test["name"] for test in document["tests"]] == [STAFF_TEST]
    assert document["output"] == NOT_GRADED


@needs_bash
def test_a_submission_is_graded_and_everything_private_is_closed(
    assignment: Path, tmp_path: Path
) -> None:
    root = unpacked(assignment, tmp_path / "autograder")
    python = root / "venv" / "bin" / "python"
    tiny_assignment.write(root, {"venv/bin/python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'})
    python.chmod(0o755)
    tiny_assignment.submit(root / "submission")
    (root / "submission_metadata.json").write_text("{}")

    done = script(root, "run_autograder")

    assert (done.returncode, done.stderr) == (0, "")
    assert results(root)["score"] == 10.0
    for name in ("source", "submission", "results", "submission_metadata.json"):
        assert stat.S_IMODE((root / name).stat().st_mode) & 0o077 == 0, name
    assert [path.name for path in (root / "results").iterdir()] == ["results.json"]


@needs_bash
@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("exit 1", "setup.sh: there is no Python 3.10 or newer; choose a newer base image"),
        (
            'case "$*" in *version_info*) echo 3.11;; *) exit 1;; esac',
            "setup.sh: no virtual environment can be made with ",
        ),
    ],
)
def test_setup_that_cannot_go_on_says_why_in_one_sentence(
    assignment: Path, tmp_path: Path, python: str, message: str
) -> None:
    root = unpacked(assignment, tmp_path / "autograder")
    tools = tiny_assignment.write(tmp_path / "tools", {"python3": f"#!/bin/sh\n{python}\n"})
    (tools / "python3").chmod(0o755)
    for tool in ("sh", "bash"):
        (tools / tool).symlink_to(f"/bin/{tool}")

    done = subprocess.run(
        ["/bin/bash", str(root / "source" / "setup.sh")],
        env={"PATH": str(tools), "AUTOGRADER_ROOT": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(message)


@needs_bash
def test_setup_without_its_files_says_so(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "setup.sh").write_bytes((bundle.SCRIPTS / "setup.sh").read_bytes())

    done = script(tmp_path, "setup.sh")

    assert (done.returncode, done.stderr) == (
        1,
        f"setup.sh: {tmp_path}/source/requirements.txt is missing; upload the zip as it was "
        "released\n",
    )

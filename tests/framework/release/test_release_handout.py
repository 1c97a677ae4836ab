from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import tiny_handout
import yaml
from imported_modules import forgotten
from tiny_assignment import CONFIG, HIDDEN, PUBLIC, SUBMISSION

from autograder import config
from autograder.checking import facts
from autograder.cli import main
from autograder.errors import ConfigError, UsageError
from autograder.release.handout import Handout, make_handout
from autograder.release.handout_folder import write_handout
from autograder.release.leaks import leaks, secrets

MISTAKE = '''\
@replaces("double", loses="1.1")
def thrice(x):
    """The number is trebled where it should be doubled."""
    return 3 * x
'''
CONFTEST = "import pathlib, sys\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n"
SECRETIVE = CONFIG + "seed: submission  # as told in the staff room\n"


@pytest.fixture
def made(tmp_path: Path) -> Handout:
    return tiny_handout.handout(tmp_path / "assignment", config=SECRETIVE)


def changed(folder: Path, **parts: Any) -> Handout:
    return tiny_handout.handout(folder, **parts)


def test_it_has_what_students_need(made: Handout) -> None:
    wheel = next(name for name in made.files if name.endswith(".whl"))

    assert made.name == "two-functions"
    assert set(made.files) == {
        *(
            "first.py",
            "second.py",
            "answers.yaml",
            "tiny.ipynb",
            "tests/graded/public/test_public.py",
        ),
        *("README.md", "requirements.txt", "config.yaml", "handout.json", wheel),
    }
    assert made.files["requirements.txt"].decode() == f"./{wheel}\n"
    assert not any(b"\r" in data for name, data in made.files.items() if name != wheel)


def test_the_page_says_how_to_install_check_and_hand_in(made: Handout) -> None:
    page = made.files["README.md"].decode()

    assert page.startswith(tiny_handout.README)
    for words in (
        "    python -m pip install -r requirements.txt\n",
        "    python -m autograder check ",
        "`first.py`, `second.py`, `answers.yaml`, or in `tiny.ipynb`, not in both",
    ):
        assert words in page


def test_its_configuration_is_read_and_has_nothing_for_staff(made: Handout, tmp_path: Path) -> None:
    folder = tiny_handout.unpack(made, tmp_path / "student")

    theirs, ours = config.read(folder), config.read(tmp_path / "assignment")

    assert theirs.questions == ours.questions
    assert theirs.limits == ours.limits
    assert ours.seed == "submission"
    sections = yaml.safe_load(made.files["config.yaml"])
    assert set(sections) == {"title", "files", "points", "questions", "limits"}
    assert b"staff" not in made.files["config.yaml"]


def test_it_says_what_public_checks_stand_for_and_how_many_are_hidden(
    made: Handout, tmp_path: Path
) -> None:
    known = facts.read(tiny_handout.unpack(made, tmp_path / "student"))

    assert known.of("1.1").public_points == 1.0  # 4 points, a quarter of the weight
    assert known.of("1.1").hidden_checks == 1
    assert list(known.of("1.1").functions) == ["double"]
    assert known.of("1.2").public_points == 0.0
    assert set(known.files) == set(made.files) - {"handout.json"}


def test_the_same_tree_makes_the_same_zip(made: Handout, tmp_path: Path) -> None:
    again = changed(tmp_path / "elsewhere" / "copy", config=SECRETIVE)
    one, two = tmp_path / "one", tmp_path / "two"

    write_handout(made, one)
    write_handout(again, two)

    data = (tmp_path / "one.zip").read_bytes()
    assert data == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == sorted(f"two-functions/{name}" for name in made.files)
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        for name in made.files:
            assert archive.read(f"two-functions/{name}") == (one / name).read_bytes()


# ------------------------------------------------------------------ what is refused


def test_stubs_that_are_not_those_of_the_solutions_are_refused(tmp_path: Path) -> None:
    assignment = tiny_handout.assignment(tmp_path)
    (tmp_path / "assignment" / "first.py").write_text("def double(x):\n    return 2 * x\n")

    with pytest.raises(
        ConfigError, match=r"first.py is not the stub .* `autograder release stubs`"
    ):
        make_handout(assignment)


def test_a_missing_page_is_refused(tmp_path: Path) -> None:
    assignment = tiny_handout.assignment(tmp_path)
    (tmp_path / "assignment" / "README.md").unlink()

    with (
        forgotten(tmp_path),
        pytest.raises(ConfigError, match="is missing"),
    ):
        make_handout(assignment)


def test_a_public_check_that_asks_for_the_reference_is_refused(tmp_path: Path) -> None:
    public = PUBLIC.replace("(submission)", "(submission, reference)")

    with pytest.raises(ConfigError, match="asks for `reference`, which students do not have"):
        changed(tmp_path, public=public)


def test_a_public_check_that_needs_a_file_that_stays_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    made = changed(
        tmp_path / "a" / "assignment",
        public="from shared import three\n" + PUBLIC.replace("double(3.0)", "double(three)"),
        checks={
            "shared.py": "three = 3.0\n",
            "conftest.py": CONFTEST,
        },
    )

    with pytest.raises(ConfigError, match="do not run in the handout"):
        write_handout(made, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Write `return double(x) / 4.0`.", "a line of the solution of 1.2"),
        ("Because it is twice as\nmuch.", "the answer why"),
        ("See Doubling of random numbers.", "the title of a hidden check"),
        ("If you see test_double_of_many_numbers: good.", "the name of a hidden check"),
        ("The number is trebled where it should\nbe doubled.", "the hint of the mistake thrice"),
    ],
)
def test_a_file_that_gives_something_away_is_refused(tmp_path: Path, text: str, what: str) -> None:
    hidden = HIDDEN.replace("test_double(", "test_double_of_many_numbers(")
    solutions = {**SUBMISSION, "mistakes/first.py": MISTAKE}
    assignment = tiny_handout.assignment(tmp_path, hidden=hidden, solutions=solutions)
    (tmp_path / "assignment" / "notes.txt").write_text(f"Notes\n\n{text}\n")

    with forgotten(tmp_path), pytest.raises(ConfigError, match=what):
        make_handout(assignment)


def test_a_folder_with_other_files_is_left_alone(made: Handout, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")

    with pytest.raises(UsageError, match="is not empty; name a new folder"):
        write_handout(made, tmp_path / "out")

    assert (tmp_path / "out" / "thesis.txt").read_text() == "mine"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_handout_is_replaced_unless_somebody_worked_in_it(made: Handout, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_handout(made, out)
    write_handout(made, out)
    (out / "first.py").write_text("def double(x):\n    return x + x\n")

    with pytest.raises(UsageError, match=r"first\.py is not as it was handed out"):
        write_handout(made, out)

    assert "x + x" in (out / "first.py").read_text()


def test_a_file_in_the_folders_place_is_refused(made: Handout, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(UsageError, match="is a file; name a folder"):
        write_handout(made, tmp_path / "out")


def test_the_command_names_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny_handout.assignment(tmp_path / "a")

    with forgotten(tmp_path):
        code = main(
            ["release", "handout", "-o", str(tmp_path / "out"), "--assignment", str(tmp_path / "a")]
        )

    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    assert str(tmp_path / "out" / "first.py") in lines
    assert lines[-1] == f"{tmp_path / 'out.zip'}: the same files, for students"


# ------------------------------------------------------------------ looking for secrets


def test_secrets_are_found_wherever_they_are_put(tmp_path: Path) -> None:
    solutions = {**SUBMISSION, "mistakes/first.py": MISTAKE}
    assignment = tiny_handout.assignment(tmp_path, solutions=solutions)
    kept = secrets(assignment, [], "")
    line = "return  double(x) /\n 4.0"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("autograder/x.py", line)
    notebook = '{"cells": [{"source": ["x\\n", "return double(x)", " / 4.0"]}]}'

    found = leaks(
        {"a.md": line.encode(), "b.whl": inner.getvalue(), "c.ipynb": notebook.encode()}, kept
    )

    assert [one.partition(" holds ")[0] for one in found] == [
        "a.md",
        "b.whl, autograder/x.py",
        "c.ipynb",
    ]


def test_what_stands_in_the_stub_or_is_told_is_no_secret(tmp_path: Path) -> None:
    solutions = {**SUBMISSION, "mistakes/first.py": MISTAKE}
    assignment = tiny_handout.assignment(tmp_path, solutions=solutions)
    hint = "The number is trebled where it should be doubled."

    every = {secret.text for secret in secrets(assignment, [], "")}
    fewer = {secret.text for secret in secrets(assignment, ["return double(x) / 4.0"], hint)}

    assert every - fewer == {"return double(x) / 4.0", hint}

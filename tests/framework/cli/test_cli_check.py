"""`autograder check` on a tiny handout, as a student runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_handout
from imported_modules import forgotten

from autograder.cli import main
from autograder.release.handout import Handout

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
PATIENCE = 60.0
PRETEND = Path(__file__).parents[1] / "other_system.py"
RIGHT = tiny_handout.RIGHT
CHANGED = "def double(x):\n    y = 2 * x\n    {}\n    return y\n"
USES = "from first import double\ndef halve(x):\n    return double(x) / 4\n"
ARRAYS = """
import numpy as np
from autograder.testing import same_array

@number("1.1")
def test_three(submission):
    \"\"\"Three numbers doubled.\"\"\"
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    same_array(submission.first.double(x), 2 * x, "doubled", (x,))

@number("1.2")
def test_halves(submission):
    \"\"\"Six halved is three.\"\"\"
    assert submission.second.halve(6.0) == 3.0, "the half of 6 is wrong"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Handout:
    return tiny_handout.handout(tmp_path_factory.mktemp("made") / "assignment", public=ARRAYS)


@pytest.fixture
def folder(made: Handout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    unpacked = tiny_handout.unpack(made, tmp_path / "my work")
    monkeypatch.chdir(unpacked)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    with forgotten(tmp_path):
        yield unpacked


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check", *arguments])
    out, err = capsys.readouterr()
    assert err == ""
    return code, out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err.removeprefix("autograder: ")


def apart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def line_of(out: str, question: str) -> list[str]:
    [line] = [one for one in out.splitlines() if one[2:].startswith(question)]
    return line.split()


# ------------------------------------------------------------------ what it shows


def test_a_handout_as_unpacked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    code, out = check(capsys)

    assert code == 1
    assert out.splitlines()[:2] == ["Two functions", "checked: first.py, second.py"]
    assert line_of(out, "1.1") == ["·", "1.1", "Doubling", "not", "begun", "0/1", "0/1", "1"]
    assert "not written yet" not in out  # nothing is said of what is not begun
    assert "0 of 2 public checks are right: 0 of the 3.5 points that they stand for." in out
    assert "3 hidden checks stand for 6.5 more; a person awards up to 2." in out
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_is_right_wrong_and_begun(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "first.py").write_text(CHANGED.format("y[1:3] = 0"))
    (folder / "answers.yaml").write_text("why: because\n")

    code, out = check(capsys)

    assert code == 1
    assert line_of(out, "1.1")[3:] == ["filled", "in", "0/1", "0/1", "1"]
    assert "doubled is wrong in 2 of 6 entries." in out
    assert "doubled  ·✗✗···  2 of 6 entries are wrong" in out
    assert "[ 2.  0.  0.  8. 10. 12.]" in out
    assert line_of(out, "1.2")[3:5] == ["not", "begun"]
    assert line_of(out, "3.1")[3:5] == ["filled", "in"]


def test_all_right_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "first.py").write_text(RIGHT)
    (folder / "second.py").write_text("from first import double\ndef halve(x):\n    return x / 2\n")

    code, out = check(capsys)

    assert code == 0
    assert line_of(out, "1.2") == ["✓", "1.2", "Halving", "filled", "in", "1/1", "2.5/2.5", "1"]
    assert "2 of 2 public checks are right" in out


def test_a_mistake_elsewhere_has_no_stand_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "second.py").write_text(USES)

    _, out = check(capsys, "1.2")

    assert "double is not written yet, which halve calls (first.py, line" in out


def test_one_question_in_detail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "second.py").write_text(
        "def helper(x):\n    return x.missing\ndef halve(x):\n    print('got', x)\n    helper(x)\n"
    )

    code, out = check(capsys, "1.2")

    assert code == 1
    assert "1.1" not in out
    assert "halve raised AttributeError (second.py, line 2: `return x.missing`)." in out
    assert "second.py, line 5, in halve: helper(x)" in out
    assert "second.py, line 2, in helper: return x.missing" in out
    assert "got 6.0" in out


def test_a_number_stands_for_all_that_begin_with_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = check(capsys, "1", "3.1")

    assert [line[2:5] for line in out.splitlines() if line[3:4] == "."] == ["1.1", "1.2", "3.1"]


def test_a_broken_file_costs_its_own_questions(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "first.py").write_text("def double(x:\n")
    (folder / "second.py").write_text("def halve(x):\n    return x / 2\n")

    _, out = check(capsys)

    assert "first.py cannot be used: line 1:" in out
    assert line_of(out, "1.2")[0] == "✓"


def test_a_hang_and_a_crash_are_survived(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("call_seconds: 5", "call_seconds: 0.5"))
    (folder / "first.py").write_text("def double(x):\n    while True: pass\n")
    (folder / "second.py").write_text("def halve(x):\n    raise SystemExit(0)\n")

    code, out = check(capsys)

    assert code == 1
    assert "double did not finish within 0.5 s" in out
    assert line_of(out, "1.2")[0] == "✗"


def test_a_page_has_the_picture(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "first.py").write_text(CHANGED.format("y[0] = 7; print('<script>x</script>')"))

    check(capsys, "--html", "page.html")

    page = (folder / "page.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<meta charset="utf-8">')
    assert page.count("<svg") == 1
    assert "doubled: 1 of 6 entries is wrong, at an end" in page
    assert "&lt;script&gt;x" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_it_runs_from_elsewhere_and_from_within(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "try"
    elsewhere.mkdir()
    (elsewhere / "first.py").write_text(RIGHT)
    monkeypatch.chdir(elsewhere)

    _, out = check(capsys, "1.1")
    assert "checked: first.py\n" in out
    assert line_of(out, "1.1")[0] == "✓"

    monkeypatch.chdir(folder.parent)
    _, out = check(capsys, str(folder), "1.1")
    assert "checked: first.py, second.py\n" in out


def test_right_and_wrong_differ_in_plain_characters_too(folder: Path) -> None:
    (folder / "first.py").write_text(CHANGED.format("y[1:3] = 0"))

    done = apart("-m", "autograder", "check", "1.1", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert done.stderr == ""
    assert "x 1.1  Doubling" in done.stdout
    assert "doubled  -xx---  2 of 6 entries are wrong" in done.stdout


# ------------------------------------------------------------------ wrong use


def test_an_unknown_question_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "1.9") == (
        "1.9: there is no such question, folder or notebook; questions are 1.1, 1.2, 2.1, 3.1\n"
    )


def test_a_folder_that_is_no_handout_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert "is no handout" in refused(capsys)


def test_two_paths_and_a_page_that_cannot_be_written_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "name one folder or notebook" in refused(capsys, ".", "tests")
    assert main(["check", "--html", "no/such/page.html"]) == 2
    assert "--html no/such/page.html: cannot be written" in capsys.readouterr().err


def test_a_file_of_the_students_is_not_taken_for_a_library(folder: Path) -> None:
    for name in ("numpy", "argparse", "json", "yaml", "rich"):
        (folder / f"{name}.py").write_text("raise RuntimeError('taken for a library')\n")

    done = apart("-m", "autograder", "check")

    assert (done.returncode, done.stderr) == (1, "")
    assert "0 of 2 public checks" in done.stdout


# ------------------------------------------------------------------ other systems


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_it_runs_where_nothing_confines(folder: Path, system: str) -> None:
    (folder / "first.py").write_text(RIGHT)

    done = apart(str(PRETEND), system, "check")

    assert (done.returncode, done.stderr) == (1, "")
    assert "1 of 2 public checks are right" in done.stdout
    assert "confine" not in done.stdout


# ------------------------------------------------------------------ watching


def test_watching_checks_at_every_save_until_ctrl_c(folder: Path) -> None:
    log = folder.parent / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-B", "-m", "autograder", "check", "--watch"], stdout=out, stderr=out
        )
        try:
            waited_for(log, "watching; Ctrl-C ends this")
            (folder / "first.py").write_text(RIGHT)
            text = waited_for(log, "1 of 2 public checks are right")
            assert "saved: first.py" in text
            os.kill(process.pid, signal.SIGINT)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text(encoding="utf-8")


def waited_for(log: Path, words: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = log.read_text(encoding="utf-8", errors="replace")
        if words in text:
            return text
        time.sleep(0.05)
    raise AssertionError(f"no {words!r} in {text!r}")

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import tiny_handout
from checking_notebooks import write_in_notebook

from autograder import config
from autograder.checking.subject import read_subject


def test_modules_are_checked_in_a_folder_as_handed_out(handout: Path) -> None:
    subject = read_subject(handout, config.read(handout))

    assert subject.words == "first.py, second.py"
    assert subject.remarks == ()
    assert subject.submission.notebook is None


def test_answers_that_are_there_are_named(handout: Path) -> None:
    (handout / "answers.yaml").write_text("slope: 2 * x\n")

    words = read_subject(handout, config.read(handout)).words
    assert words == "first.py, second.py, answers.yaml"


def test_the_notebook_is_checked_where_only_it_is_written_in(handout: Path) -> None:
    write_in_notebook(handout)
    (handout / "answers.yaml").write_text("slope: 2 * x\n")

    subject = read_subject(handout, config.read(handout))

    assert subject.words == "tiny.ipynb, as saved just now"
    assert subject.remarks == (
        "Nothing is written in the .py files; the code of tiny.ipynb counts.",
    )
    assert subject.submission.answers == {"slope": "2 * x"}


def test_where_both_are_written_in_it_is_said_which_is_checked(handout: Path) -> None:
    notebook = write_in_notebook(handout)
    (handout / "first.py").write_text(tiny_handout.RIGHT)
    assignment = config.read(handout)

    modules, alone = read_subject(handout, assignment), read_subject(notebook, assignment)

    assert modules.words == "first.py, second.py"
    assert modules.remarks == ("tiny.ipynb was handed in too; the code of the .py files counts.",)
    assert alone.words == "tiny.ipynb, as saved just now"
    assert alone.remarks[-1].endswith("the .py files count. Hand in the notebook alone.")


def test_a_notebook_is_checked_with_the_answers_beside_it_if_it_counts(handout: Path) -> None:
    notebook = write_in_notebook(handout)
    (handout / "answers.yaml").write_text("slope: 2 * x\n")

    subject = read_subject(notebook, config.read(handout))

    assert subject.submission.answers == {"slope": "2 * x"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10, "just now"), (600, "10 minutes ago"), (7200, "2 hours ago"), (400_000, "5 days ago")],
)
def test_it_is_said_when_the_notebook_was_saved(handout: Path, seconds: int, words: str) -> None:
    path = write_in_notebook(handout)
    when = time.time() - seconds
    os.utime(path, (when, when))

    assert read_subject(path, config.read(handout)).words == f"tiny.ipynb, as saved {words}"

"""Where Landlock is missing, files that everybody may read are missing protection."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
import tiny_assignment
from msgspec.structs import replace

from autograder.cli import main
from autograder.sandbox.client import Terms, WorkerFactory
from autograder.sandbox.confine import Layer, available
from autograder.sandbox.private import exposed, open_to_others

UID = ("limits", "uid", "seccomp")
ALL = set(Layer) - {Layer.BUBBLEWRAP}


@pytest.fixture
def folder():
    """A folder that everybody may enter; those of pytest are closed."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        inner = Path(name) / "assignment"
        inner.mkdir()
        inner.chmod(0o755)
        (inner / "solution.py").write_text("x = 1\n")
        (inner / "solution.py").chmod(0o644)
        path = list(sys.path)
        yield inner
        sys.path[:] = path
        for module in list(sys.modules.values()):  # of an assignment that was in the folder
            if (getattr(module, "__file__", None) or "").startswith(name):
                del sys.modules[module.__name__]


def test_modes(folder):
    assert open_to_others(str(folder))
    assert open_to_others(str(folder / "solution.py"))
    assert not open_to_others(str(folder / "missing"))
    (folder / "solution.py").chmod(0o640)
    assert not open_to_others(str(folder / "solution.py"))
    folder.chmod(0o711)
    assert open_to_others(str(folder))
    folder.chmod(0o754)
    assert not open_to_others(str(folder))


def test_a_closed_folder_closes_what_is_in_it(folder):
    folder.parent.chmod(0o700)

    assert not open_to_others(str(folder / "solution.py"))
    assert exposed((str(folder),), UID, ()) == []


def test_a_link_is_judged_by_its_target(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)

    assert open_to_others(str(tmp_path / "link"))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@pytest.mark.skipif(not available() >= ALL, reason="this machine lacks a layer")
def test_it_is_missing_protection_where_landlock_is_missing(folder):
    for layers, count in ((None, 0), (UID, 1)):
        with WorkerFactory.start(Terms(layers=layers, private=(str(folder), "/none"))) as factory:
            missing = factory.protection().missing
        assert len(missing) == count
        assert all(str(folder) in sentence for sentence in missing)


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (UID, ["neither Landlock nor bubblewrap", "chmod 700"]),
        ((*UID, "landlock"), []),
        ((*UID, "bubblewrap"), []),
    ],
)
def test_landlock_and_bubblewrap_close_what_everybody_may_read(folder, layers, words):
    sentences = exposed((str(folder),), layers, ("/usr/lib",))

    assert len(sentences) == bool(words)
    assert all(word in sentence for sentence in sentences for word in words)


@pytest.mark.parametrize("layers", [UID, (*UID, "landlock"), (*UID, "bubblewrap")])
def test_nothing_closes_what_lies_among_the_libraries(folder, layers):
    folder.chmod(0o700)

    (sentence,) = exposed((str(folder),), layers, (str(folder.parent),))

    assert str(folder) in sentence
    assert "Move it out of there" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@pytest.mark.skipif(not available() >= ALL, reason="this machine lacks a layer")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_class_is_graded_where_nobody_else_may_read_it(folder, monkeypatch, capsys):
    """The submissions' folder, the assignment's and that of results are closed to workers."""
    assignment, submissions = tiny_assignment.make(folder / "course"), folder / "submissions"
    for name in ("ada", "bob"):
        tiny_assignment.write(submissions / name, tiny_assignment.SUBMISSION)
    start, output = WorkerFactory.start, folder / "results"
    without_landlock = staticmethod(lambda terms: start(replace(terms, layers=UID)))
    monkeypatch.setattr(WorkerFactory, "start", without_landlock)
    words = ["grade", str(submissions), "--assignment", str(assignment), "--output", str(output)]

    assert main(words) == 1
    assert output.stat().st_mode & 0o777 == 0o700
    said = capsys.readouterr().err
    assert all(f"everybody on this machine may read {one}:" in said for one in words[1:4:2])
    assert str(output) not in said
    output.chmod(0o755)
    assert main(words) == 1
    assert str(output) in capsys.readouterr().err
    for closed in (assignment, submissions, output):
        closed.chmod(0o700)
    assert main(words) == 0

"""Where Landlock is missing, files that everybody may read are missing protection."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

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
        yield inner


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

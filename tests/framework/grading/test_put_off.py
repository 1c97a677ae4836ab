"""A module that is put off is the same module, later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BEGINNING = """
import sys
sys.path[:0] = [{root!r}, {folder!r}]
from autograder.grading.put_off import put_off
import packed
put_off("packed", "slow")
import packed.slow as slow
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "__init__.py").write_text("")
    (tmp_path / "packed" / "slow.py").write_text(
        "print('runs')\nVALUE = 3\n\n\nclass Thing:\n    pass\n"
    )
    return tmp_path


def run(folder: Path, text: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING.format(root=str(ROOT), folder=str(folder)) + text],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_it_runs_when_it_is_used_and_once(folder: Path) -> None:
    said = run(folder, "print('before'); print(slow.VALUE, packed.slow.VALUE, slow.Thing.__name__)")

    assert said == ["before", "runs", "3", "3", "Thing"]


def test_it_runs_for_who_takes_a_name(folder: Path) -> None:
    assert run(folder, "print('before'); from packed.slow import VALUE; print(VALUE)") == [
        "before", "runs", "3",
    ]  # fmt: skip


def test_it_does_not_run_unused(folder: Path) -> None:
    assert run(folder, "import packed.slow; print(slow is sys.modules['packed.slow'])") == ["True"]


def test_what_it_lacks_is_an_attribute_error(folder: Path) -> None:
    said = run(folder, "print(hasattr(slow, 'other'), hasattr(slow, 'other'))")

    assert said == ["runs", "False", "False"]


def test_what_is_loaded_stays(folder: Path) -> None:
    text = "slow.VALUE = slow.VALUE + 1; put_off('packed', 'slow'); print(packed.slow.VALUE)"

    assert run(folder, text) == ["runs", "4"]


def test_of_pythons_own_is_what_pytest_names(folder: Path) -> None:
    said = run(
        folder,
        "import importlib; put_off('importlib', 'metadata'); import pytest\n"
        "print('email.message' in sys.modules)\n"
        "import importlib.metadata\n"
        "print(importlib.metadata.version('numpy') == __import__('numpy').__version__)",
    )

    assert said == ["False", "True"]

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_assignment

from autograder.cli.output import never_fail


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✓ ✗ … · Зоя"),
        ("cp1252", "+ x … · ???"),
        ("ascii", "+ x ... - ???"),
    ],
)
def test_what_an_encoding_lacks_is_written_otherwise(encoding: str, shown: str) -> None:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding=encoding)
    never_fail(stream)

    stream.write("✓ ✗ … · Зоя")
    stream.flush()

    assert data.getvalue().decode(encoding) == shown


def test_a_stream_of_another_kind_stays_as_it_is() -> None:
    never_fail(io.StringIO())


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_report_is_told_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    assignment = tiny_assignment.make(tmp_path / "assignment")
    name = "Зоя ∂"
    first = "def double(x):\n    raise ValueError('π ≠ ✗')\n"
    submission = tiny_assignment.submit(tmp_path / name, first=first)

    arguments = [submission, "--assignment", assignment, "--output", tmp_path / "results"]
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", *arguments, "--unsafe"],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=120,
    )

    text = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "x 1.1  Doubling  0 / 4" in text
    assert "+ 1.2  Halving  5 / 5" in text
    assert (tmp_path / "results" / name / "results.json").is_file()

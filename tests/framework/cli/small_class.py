"""A small class, and commands over it in this process."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.cli import main

WRONG = "def double(x):\n    return x * 3.0\n"
TIMES = re.compile(
    rb'"(execution_time|seconds|graded)": ?("[^"]*"|[0-9.e-]+)'
    rb"|<time[ >].*?</time>|<h3>Slowest</h3>.*?</table>",
    re.DOTALL,
)


@dataclass
class Class:
    """A small class, and runs over it in this process."""

    folder: Path
    capfd: pytest.CaptureFixture[str]

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def grade(self, flags: str = "", code: int = 0) -> str:
        """Grade it, and return what was printed."""
        return self.command(["grade", str(self.folder / "subs"), "--output"], flags, code)

    def regrade(self, flags: str = "", code: int = 0) -> str:
        return self.command(["regrade"], flags, code)

    def command(self, words: list[str], flags: str, code: int) -> str:
        here = [str(self.results), "--assignment", str(self.folder / "assignment"), "--unsafe"]
        for name, module in list(sys.modules.items()):  # whose text a test may have changed
            if self.folder in Path(getattr(module, "__file__", None) or "/").parents:
                del sys.modules[name]
        self.capfd.readouterr()
        found = main([*words, *here, "--jobs", "1", *flags.split()])
        out, err = self.capfd.readouterr()
        assert found == code, out + err
        assert "Traceback" not in err
        return out + err

    def graded(self) -> Counter[str]:
        """Return how often each submission was graded, by the log."""
        lines = (self.results / "grading.log").read_text().splitlines()
        names = [line.split("\t")[1] for line in lines]
        return Counter(name for name in names if not name.startswith("#"))

    def totals(self) -> dict[str, float]:
        rows = csv.DictReader((self.results / "gradebook.csv").read_text().splitlines())
        return {row["submission"]: float(row["score"]) for row in rows}

    def seed(self, name: str) -> int:
        text = (self.results / name / "results.json").read_text()
        return int(json.loads(text)["extra_data"]["seed"])


def files(folder: Path) -> dict[str, bytes]:
    """Return the results, but for the times in them and what has times throughout."""
    return {
        path.relative_to(folder).as_posix(): TIMES.sub(b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("grading.log", "grading.sqlite")
    }

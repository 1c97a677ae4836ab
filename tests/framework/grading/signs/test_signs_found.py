"""What is found in submissions to the assignment of this repository, from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from cheats import AT_IMPORT, CHEATS, COUNTING, HONEST, HONEST_CHANGES, KEYS, RANDOM, text

from autograder import config
from autograder.grading.classroom import Options, grade_class
from autograder.grading.intake import Found
from autograder.model.report import Report

ROOT = Path(__file__).parents[4]
OTHERS = {
    "honest": ("conv1d.py", HONEST),
    "random": ("conv1d.py", RANDOM),
    "counting": ("conv1d.py", COUNTING),
    "honest-changes": ("conv1d.py", HONEST_CHANGES),
    "keys": ("pool.py", KEYS),
    "at-import": ("conv1d.py", AT_IMPORT),
    "acts": ("conv1d.py", "def sgd_step(param, grad, lr):\n    open('/etc/passwd')\n"),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The signs in each report."""
    folder = tmp_path_factory.mktemp("class")
    files = {name: one[:2] for name, one in CHEATS.items()} | OTHERS
    found = []
    for name, (file, code) in files.items():
        (folder / name).mkdir()
        (folder / name / file).write_text(text(code), encoding="utf-8")
        found.append(Found(name, folder / name))

    def keep(report: Report) -> None:
        path = folder / f"{report.submission}.txt"
        path.write_text("\n".join(report.signs), encoding="utf-8")

    grade_class(config.read(ROOT), found, Options(jobs=2, seed=3, unsafe=True), keep)
    return {name: (folder / f"{name}.txt").read_text("utf-8").splitlines() for name in files}


@pytest.mark.parametrize("name", CHEATS)
def test_answers_that_were_written_in_are_told(reports, name):
    where = CHEATS[name][2]

    told = [one for one in reports[name] if one.startswith(where)]

    assert len(told) == 1
    assert "right in every public case, wrong in" in told[0]


def test_what_tells_them_is_said(reports):
    for name in ("table", "module-table", "padded", "maxima"):
        assert reports[name][0].endswith("its code holds numbers of the public checks")
    assert reports["hashed"][0].endswith("where the inputs of a public case change a little")
    assert reports["polynomial"][1].endswith("its formula is made of numbers")


@pytest.mark.parametrize("name", ["honest", "honest-changes", "keys"])
def test_nothing_is_told_of_what_is_honest(reports, name):
    assert reports[name] == []


@pytest.mark.parametrize("name", ["random", "counting", "at-import"])
def test_results_that_change_are_told(reports, name):
    assert reports[name] == ["sgd_step gave different results for equal calls"]


def test_acts_are_told_with_whether_they_were_refused(reports):
    assert len(reports["acts"]) == 1
    assert reports["acts"][0].startswith("tried to read")
    assert reports["acts"][0].endswith(": /etc/passwd")

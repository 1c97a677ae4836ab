"""Plain pytest on an assignment's checks grades the reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import HIDDEN, SECOND, SUBMISSION

from autograder.grading import seeds

pytestmark = pytest.mark.usefixtures("own_modules")

DRAWS = """
import json
from pathlib import Path

DRAWN = Path(__file__).parents[3] / "drawn.json"

@number("1.1")
@pytest.mark.parametrize("n", [1, 2])
def test_draws(submission, reference, rng, n):
    numbers = json.loads(DRAWN.read_text()) if DRAWN.exists() else []
    DRAWN.write_text(json.dumps([*numbers, rng.random()]))
    assert submission.first.double(3.0) == reference.first.double(3.0)
"""


DRAWS_OF_PARTS = DRAWS.replace(
    "@pytest.mark", '@pytest.mark.parametrize("part", ["one", "two"])\n@pytest.mark'
).replace("rng, n)", "rng, n, part)")


class Reports:
    """A pytest plugin that keeps how each test ended."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            self.outcomes[report.nodeid.partition("::")[2]] = report.outcome


def plain_pytest(folder: Path) -> dict[str, str]:
    reports = Reports()
    options = [f"--rootdir={folder}", f"-c{folder}/pytest.ini", "-pautograder.grading.fixtures"]
    (folder / "pytest.ini").write_text("[pytest]\n")
    pytest.main([str(folder / "tests"), *options, "-pno:terminal"], plugins=[reports])
    return reports.outcomes


def test_the_reference_passes_its_checks(tmp_path: Path) -> None:
    outcomes = plain_pytest(tiny_assignment.make(tmp_path, hidden=HIDDEN + DRAWS))

    assert len(outcomes) == 8
    assert set(outcomes.values()) == {"passed"}
    names = [f"tests/graded/hidden/test_hidden.py::test_draws[{n}]" for n in (1, 2)]
    expected = [seeds.generator(1, name).random() for name in names]
    assert (tmp_path / "drawn.json").read_text() == str(expected)


def test_the_parts_of_one_result_are_judged_on_the_same_inputs(tmp_path: Path) -> None:
    outcomes = plain_pytest(tiny_assignment.make(tmp_path, hidden=HIDDEN + DRAWS_OF_PARTS))

    names = [f"test_draws[{n}-{part}]" for n in (1, 2) for part in ("one", "two")]
    assert [name for name in outcomes if "draws" in name] == names
    assert set(outcomes.values()) == {"passed"}
    first, second, third, fourth = json.loads((tmp_path / "drawn.json").read_text())
    assert first == second
    assert third == fourth
    assert first != third


def test_a_wrong_reference_fails_its_checks(tmp_path: Path) -> None:
    wrong = {**SUBMISSION, "second.py": SECOND.replace("/ 4.0", "/ 5.0")}
    hidden = HIDDEN.replace("reference.second.halve(x)", "x / 2.0")

    outcomes = plain_pytest(tiny_assignment.make(tmp_path, solutions=wrong, hidden=hidden))

    assert [name for name, how in outcomes.items() if how != "passed"] == ["test_halve"]

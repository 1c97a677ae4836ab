"""One class in every layout: the same students have the same scores."""

from __future__ import annotations

import class_layouts
import pytest
import tiny_assignment
from class_layouts import person
from imported_modules import forgotten
from tiny_assignment import SUBMISSION

from autograder import config
from autograder.grading import classroom
from autograder.grading.intake import find_class

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    # A process's own channel to the workers' parent is closed when the grader ends.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

WRONG = {"first.py": "def double(x):\n    return x * 3.0\n"}
CLASS = [
    (person(0), SUBMISSION),
    (person(1), SUBMISSION | WRONG),
    (person(2), {"first.py": SUBMISSION["first.py"]}),
    (person(3), {"hw/" + name: text for name, text in SUBMISSION.items()}),
    (person(4), {"README.txt": "I was ill."}),
]
SCORES = {person(0).number: 10.0, person(1).number: 6.0, person(2).number: 4.0,
          person(3).number: 10.0, person(4).number: 0.0}  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade the class in all layouts at once; return the scores by student number, by layout."""
    root = tmp_path_factory.mktemp("layouts")
    assignment = config.read(tiny_assignment.make(root / "assignment"))
    (root / "roster.csv").write_text(class_layouts.roster(one for one, _ in CLASS))
    numbers = {}
    everything = []
    for layout in class_layouts.LAYERS:
        for as_zip in (False, True):
            folder = root / f"{layout}-{as_zip}"
            folder.mkdir()
            path = class_layouts.put(layout, folder, CLASS, as_zip)
            group = find_class([path], assignment, roster=root / "roster.csv")
            assert (group.absent, group.unknown) == ((), ())
            for found in group.found:
                id = f"{layout}-{as_zip}-{len(everything)}"
                numbers[id] = (layout, as_zip, found.people[0].number)
                everything.append(classroom.Found(id, found.path, part=found.part))
    reports = []
    options = classroom.Options(jobs=2, seed=1, unsafe=True)
    with forgotten(root):
        classroom.grade_class(assignment, everything, options, reports.append)
    scores = {}
    for report in reports:
        layout, as_zip, number = numbers[report.submission]
        scores.setdefault((layout, as_zip), {})[number] = report.score
    return scores


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", sorted(class_layouts.LAYERS))
def test_the_same_students_have_the_same_scores(graded, layout, as_zip):
    assert graded[layout, as_zip] == SCORES

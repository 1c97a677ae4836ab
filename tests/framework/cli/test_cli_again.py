"""A class that is graded a second time: what is graded again, what is not, and what is said."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import tiny_assignment
from small_class import WRONG, Class, files
from tiny_assignment import CONFIG

from autograder.grading import basis, class_run
from autograder.grading.classroom import LOST, Graded, Options, Render
from autograder.grading.intake import Found
from autograder.grading.score import score_question
from autograder.model.assignment import Assignment
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import Report
from autograder.model.stored import Stored
from autograder.reporting.files import Output

PRIVATE: list[tuple[Path, ...]] = []


def grade_at_once(
    assignment: Assignment,
    found: Sequence[Found],
    options: Options,
    render: Render,
    keep: Callable[[Graded], None],
) -> None:
    """Stand in for the grading of a class: 1.1 asks for 6.0, or 9.0, as three times something."""
    PRIVATE.append(options.private)
    public = assignment.folder("tests/graded") / "public" / "test_public.py"
    wanted = "x * 3.0" if "!= 9.0" in public.read_text() else "x * 2.0"
    for one in found:
        right = wanted in (one.path / "first.py").read_text()
        questions = []
        for question in assignment.automatic:
            outcome = Outcome.PASSED if question.id != "1.1" or right else Outcome.FAILED
            check = Check(f"t.py::t{question.id}", question.id, "", 1.0, "visible", True, ("",))
            case = CaseResult(check.id, "", outcome)
            questions.append(score_question(question, [check], {check.id: [case]}))
        notes = {"look": ("look at it",), "lost": (LOST,)}.get(one.id[:4], ())
        report = Report(one.id, tuple(questions), (), options.seed, staff=notes, seconds=1.0)
        files = None
        if one.id == "ada":  # the others' are made by who keeps them
            files = {name: data.decode() for name, data in render(one, report).items()}
        keep(Graded.of(report, files))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_run, "grade_and_render", grade_at_once)
    monkeypatch.setattr(basis, "_own_hash", lambda: "the same")


@pytest.fixture
def three(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Class:
    """Three submissions; one is wrong."""
    tiny_assignment.make(tmp_path / "assignment")
    for name in ("ada", "bob"):
        tiny_assignment.submit(tmp_path / "subs" / name)
    tiny_assignment.submit(tmp_path / "subs" / "eve", first=WRONG)
    return Class(tmp_path, capfd)


# ------------------------------------------------------------------ what is graded again


def test_what_has_not_changed_is_not_graded_again_and_the_seed_stays(three: Class) -> None:
    three.grade()
    before, seed = files(three.results), three.seed("ada")

    out = three.grade()

    assert "3 of 3 submissions have not changed" in out
    assert three.graded() == {"ada": 1, "bob": 1, "eve": 1}
    assert files(three.results) == before
    three.grade("--again")
    assert three.graded() == {"ada": 2, "bob": 2, "eve": 2}
    assert three.seed("ada") == seed
    three.grade("--seed 5")
    assert three.graded() == {"ada": 3, "bob": 3, "eve": 3}
    assert three.seed("eve") == 5


def test_a_submission_that_changed_is_graded_again(three: Class) -> None:
    three.grade()
    tiny_assignment.submit(three.folder / "subs" / "eve")
    tiny_assignment.submit(three.folder / "subs" / "new")

    assert "2 of 4 submissions have not changed" in three.grade()

    assert three.graded() == {"ada": 1, "bob": 1, "eve": 2, "new": 1}
    assert three.totals() == {"ada": 10.0, "bob": 10.0, "eve": 10.0, "new": 10.0}


def test_who_is_graded_alone_may_not_read_the_others_either(three: Class) -> None:
    three.grade()

    three.grade("--only bob --again")

    assert {three.results, three.folder / "subs"} <= set(PRIVATE[-1])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tests/graded/hidden/test_hidden.py", "@weight(3)", "@weight(2)"),
        ("solutions/second.py", "/ 4.0", "/ 2.0 / 2.0"),
        ("config.yaml", "call_seconds: 5", "call_seconds: 4"),
    ],
)
def test_what_all_are_graded_by_changes_all(three: Class, name: str, old: str, new: str) -> None:
    three.grade()
    path = three.folder / "assignment" / name
    path.write_text(path.read_text().replace(old, new))

    three.grade()

    assert set(three.graded().values()) == {2}


def test_the_package_is_part_of_what_all_are_graded_by(
    three: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.grade()
    monkeypatch.setattr(basis, "_own_hash", lambda: "another")

    three.grade()

    assert set(three.graded().values()) == {2}


def test_other_points_are_added_up_without_running_anything(three: Class) -> None:
    three.grade()
    config = three.folder / "assignment" / "config.yaml"
    config.write_text(CONFIG.replace("points: 4", "points: 3").replace("points: 5,", "points: 6,"))

    out = three.grade()

    assert "the points of 3 of 3 submissions were added up anew" in out
    assert set(three.graded().values()) == {1}
    assert three.totals() == {"ada": 10.0, "bob": 10.0, "eve": 7.0}
    added = files(three.results)
    three.grade("--again")
    assert files(three.results) == added


def test_results_that_were_removed_or_damaged_are_written_again(three: Class) -> None:
    three.grade()
    before = files(three.results)
    (three.results / "ada" / "results.json").unlink()
    (three.results / "bob" / "results.json").write_text("")

    three.grade()

    assert files(three.results) == before
    assert set(three.graded().values()) == {1}


def test_a_submission_that_is_gone_is_said_and_not_in_the_table(three: Class) -> None:
    three.grade()
    (three.folder / "subs" / "bob").rename(three.folder / "elsewhere")

    out = three.grade()

    assert "not of these submissions, and not in the table: bob" in out
    assert list(three.totals()) == ["ada", "eve"]
    assert (three.results / "bob" / "results.json").is_file()
    (three.folder / "elsewhere").rename(three.folder / "subs" / "bob")
    three.grade()
    assert list(three.totals()) == ["ada", "bob", "eve"]
    assert three.graded()["bob"] == 1


def test_a_fault_of_a_page_stops_nobody_and_is_for_staff(
    three: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = Output.render

    def failing(output: Output, entry: Stored) -> dict[str, bytes]:
        if entry.id == "bob":
            raise KeyError("no such part")
        return render(output, entry)

    with monkeypatch.context() as patch:
        patch.setattr(Output, "render", failing)
        out = three.grade(code=1)

    assert "staff: bob: its files could not be made: KeyError('no such part')" in out
    assert three.totals() == {"ada": 10.0, "bob": 10.0, "eve": 6.0}
    assert not (three.results / "bob").exists()
    three.grade(code=1)
    assert (three.results / "bob" / "results.json").exists()


def test_only_some_are_graded(three: Class) -> None:
    assert "--only bo: there is no such submission; did you mean 'bob'?" in three.grade(
        "--only bo", code=2
    )

    out = three.grade("--only bob --only ada")

    assert "1 of 3 submissions are still to be graded" in out
    assert three.graded() == {"ada": 1, "bob": 1}
    assert list(three.totals()) == ["ada", "bob"]
    three.grade("--only bob --again")
    three.grade()
    assert three.graded() == {"ada": 1, "bob": 2, "eve": 1}


def test_what_failed_is_graded_again_where_that_is_asked_for(three: Class) -> None:
    tiny_assignment.submit(three.folder / "subs" / "look")
    tiny_assignment.submit(three.folder / "subs" / "lost")

    three.grade(code=1)
    three.grade(code=1)
    assert three.graded() == {"ada": 1, "bob": 1, "eve": 1, "look": 1, "lost": 2}
    three.grade("--retry failed --only ada", code=1)
    assert three.graded()["look"] == 1
    three.grade("--retry failed", code=1)

    assert three.graded() == {"ada": 1, "bob": 1, "eve": 1, "look": 2, "lost": 3}


def test_a_roster_says_who_is_absent_and_who_unknown(three: Class) -> None:
    roster = three.folder / "roster.csv"
    roster.write_text("name,login\nAda,ada\nBob,bob\nZoe,zoe\n")

    out = three.grade(f"--roster {roster}")

    assert "1 on the roster has handed nothing in: Zoe" in out
    assert "not on the roster: eve" in out


# ------------------------------------------------------------------ regrade


def test_a_regrade_says_who_gains_and_loses_and_changes_nothing(three: Class) -> None:
    three.grade()
    before = files(three.results)
    public = three.folder / "assignment" / "tests" / "graded" / "public" / "test_public.py"
    public.write_text(public.read_text().replace("6.0", "9.0"))

    out = three.regrade()

    assert "3 were graded now" in out
    assert "1 gain, 2 lose, 0 keep their points" in out
    assert "question 1.1: 1 gain, 2 lose, -4 in all" in out
    assert "  ada: 10 → 6 (1.1 -4)" in out
    assert "  eve: 6 → 10 (1.1 +4)" in out
    after = files(three.results)
    assert {name: after[name] for name in before} == before
    rows = list(csv.reader((three.results / "regrade.csv").read_text().splitlines()))
    assert rows[0][:6] == ["submission", "name", "score_before", "score_after", "gain", "1.1"]
    assert rows[3][:6] == ["eve", "", "6", "10", "4", "4"]
    assert "0 were graded now" in three.regrade()  # it is known already
    assert "published" in three.regrade("--publish")
    assert three.totals() == {"ada": 6.0, "bob": 6.0, "eve": 10.0}
    assert not (three.results / "regrade").exists()
    assert "3 of 3 submissions have not changed" in three.grade()
    out = three.regrade()
    assert "0 gain, 0 lose, 3 keep" in out
    assert "there is nothing to publish" in out
    assert set(three.graded().values()) == {1}


def test_a_regrade_says_what_of_it_is_for_staff(three: Class) -> None:
    tiny_assignment.submit(three.folder / "subs" / "look")
    three.grade(code=1)
    public = three.folder / "assignment" / "tests" / "graded" / "public" / "test_public.py"
    public.write_text(public.read_text().replace("6.0", "9.0"))

    assert "staff: look: look at it" in three.regrade(code=1)


def test_a_regrade_of_points_alone_runs_nothing(three: Class) -> None:
    three.grade()
    config = three.folder / "assignment" / "config.yaml"
    config.write_text(CONFIG.replace("points: 4", "points: 3").replace("points: 5,", "points: 6,"))

    out = three.regrade("--publish")

    assert "0 were graded now, 3 had their points added up anew" in out
    assert "1 gain, 0 lose, 2 keep" in out
    assert three.totals() == {"ada": 10.0, "bob": 10.0, "eve": 7.0}


def test_without_results_there_is_nothing_to_regrade(three: Class) -> None:
    assert "`autograder grade` has left no results there" in three.regrade(code=2)

from __future__ import annotations

import random
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_samples import ASSIGNMENT, BACKWARD, BORDER, FLIP, student_class

from autograder.model.report import Report
from autograder.model.stored import Stored
from autograder.pages.class_statistics import ClassStatistics, Who
from autograder.pages.packed import Packed
from autograder.pages.statistics import Distribution, ItemAnalysis

points = st.integers(0, 40).map(lambda quarters: quarters / 4)
QUICK = settings(max_examples=50, deadline=None, derandomize=True)


@QUICK
@given(st.lists(st.tuples(points, points), min_size=2, max_size=60))
def test_discrimination_is_the_correlation_with_the_rest(pairs: list[tuple[float, float]]) -> None:
    items = ItemAnalysis(10.0)
    for score, rest in pairs:
        items.add(score, score + rest)

    scores, rests = np.array(pairs).T
    assert items.mean == pytest.approx(scores.mean())
    assert items.difficulty == pytest.approx(scores.mean() / 10)
    assert (items.full, items.none) == (sum(scores == 10), sum(scores == 0))
    if np.ptp(scores) == 0 or np.ptp(rests) == 0:
        assert items.discrimination is None
    else:
        assert items.discrimination == pytest.approx(np.corrcoef(scores, rests)[0, 1], abs=1e-9)


@QUICK
@given(st.lists(st.integers(0, 400).map(lambda n: n / 4), min_size=1, max_size=80))
def test_the_distribution_is_that_of_the_scores(scores: list[float]) -> None:
    found = Distribution(100.0)
    for score in scores:
        found.add(score)

    assert sum(found.counts) == len(scores)
    assert found.counts[-1] == sum(score >= 95 for score in scores)
    assert found.counts[0] == sum(score < 5 for score in scores)
    assert found.mean == pytest.approx(statistics.fmean(scores))
    assert found.deviation == pytest.approx(statistics.pstdev(scores), abs=1e-9)
    low = statistics.median_low(scores)
    assert found.median == pytest.approx(low, abs=0.1)


def test_no_points_at_all_are_no_error() -> None:
    found, items = Distribution(0.0), ItemAnalysis(0.0)
    found.add(0.0)
    items.add(0.0, 0.0)

    assert found.mean == items.difficulty == 0.0
    assert items.discrimination is None


def gathered(entries: list[Stored]) -> ClassStatistics:
    found = ClassStatistics(ASSIGNMENT)
    for entry in entries:
        found.add(entry, Who(entry.id, entry.id))
    return found


def test_a_mistake_counts_once_a_submission_and_the_most_frequent_comes_first() -> None:
    found = gathered(student_class(30)).mistakes

    assert [(one.hint, len(one.who)) for one in found] == [(FLIP, 20), (BORDER, 10)]
    assert found[0].who[0].name == "student-001"
    assert list(found[0].questions) == ["1.2"]


def test_statistics_do_not_depend_on_the_order() -> None:
    entries = student_class(30)
    shuffled = random.Random(1).sample(entries, len(entries))

    one, other = gathered(entries), gathered(shuffled)

    assert one.scores.median == other.scores.median
    for question in ASSIGNMENT.automatic:
        assert one.questions[question].discrimination == pytest.approx(
            other.questions[question].discrimination
        )


def test_what_staff_look_at_is_counted_by_submission() -> None:
    found = gathered(student_class(30))

    assert found.needing_staff == 3
    assert found.with_signs == 3
    assert {name: len(who) for name, who in found.unsteady.items()} == {"conv.forward": 3}


def test_checks_are_ranked_by_time_and_by_ends_without_an_answer() -> None:
    from dataclasses import replace

    from autograder.model.outcome import CaseResult, Outcome

    def with_seconds(report: Report) -> Report:
        questions = []
        for question in report.questions:
            checks = []
            for one in question.checks:
                slow = 2.0 if one.check.question == BACKWARD.id else 0.5
                hung = CaseResult(one.check.id, "", Outcome.TIMED_OUT)
                ends = (hung,) if one.check.public and slow == 2.0 else one.cases
                checks.append(replace(one, seconds=slow, cases=ends))
            questions.append(replace(question, checks=tuple(checks)))
        return replace(report, questions=tuple(questions))

    found = gathered([Stored(with_seconds(entry.report)) for entry in student_class(6)])

    first, second, *_ = found.slowest(4)
    assert {first.check.question, second.check.question} == {"1.2"}
    assert (first.mean, first.longest) == (2.0, 2.0)
    (ended,) = found.unanswered(4)
    assert ended.check.id == "public/test_it.py::test_public gradients"
    assert ended.counts == [0, 6, 0, 0]


@QUICK
@given(st.lists(st.text(max_size=300), max_size=50))
def test_packed_texts_come_back(texts: list[str]) -> None:
    packed = Packed()
    clean = [text.encode(errors="replace").decode() for text in texts]
    for text in clean:
        packed.add(text)

    assert b"".join(packed.read()).decode() == "".join(clean)


def test_rows_that_are_alike_take_little_room() -> None:
    packed = Packed()
    for number in range(10_000):
        packed.add(f"<tr><td>{number}</td>" + "<td>1.5</td>" * 20 + "</tr>")

    assert len(packed._data) < 200_000
    assert sum(map(len, packed.read())) > 2_000_000

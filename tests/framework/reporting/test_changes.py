from __future__ import annotations

import csv
import io
from dataclasses import replace

from sample_reports import DOUBLE

from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.model.stored import Change
from autograder.reporting.changes import Tally, write

IDS = ("1.2", "1.10")
QUESTIONS = [replace(DOUBLE, id=id) for id in IDS]


def row(name: str, *scores: float, staff: tuple[str, ...] = ()) -> Row:
    return Row(name, dict(zip(IDS, scores, strict=True)), sum(scores), 10.0, staff=staff)


def change(name: str, before: tuple[float, float], after: tuple[float, float]) -> Change:
    return Change(row(name, *before), row(name, *after))


def tally(*changes: Change) -> list[str]:
    one = Tally()
    assert list(one.counting(changes)) == list(changes)
    return list(one.lines())


def test_the_table_has_what_each_gains_in_each_question() -> None:
    people = (Person("Ada"), Person("=1+1"), Person(email="x@example.org"))
    staffed = Change(row("=a", 1, 2), row("=a", 1.5, 1, staff=("look",)), people)

    data = b"".join(write([staffed, change("bob", (1, 1), (1, 1))], QUESTIONS))

    assert list(csv.reader(io.StringIO(data.decode()))) == [
        ["submission", "name", "score_before", "score_after", "gain", *IDS, "needs_staff"],
        ["'=a", "Ada; =1+1", "3", "2.5", "-0.5", "0.5", "-1", "yes"],
        ["bob", "", "2", "2", "0", "0", "0", ""],
    ]


def test_gains_have_no_noise_of_floating_point() -> None:
    one = change("ada", (0.1, 0.2), (0.1 + 0.2, 0.0))

    assert one.gains() == {"1.2": 0.2, "1.10": -0.2}
    assert one.gain == 0.0


def test_a_question_that_is_new_or_gone_counts_from_and_to_nothing() -> None:
    before, after = Row("ada", {"1": 2.0}, 2.0), Row("ada", {"2": 3.0}, 3.0)

    assert Change(before, after).gains() == {"1": -2.0, "2": 3.0}


def test_the_class_the_questions_and_the_largest_changes_are_told() -> None:
    lines = tally(
        change("ada", (1, 1), (2, 1)),
        change("bob", (1, 1), (1, 0)),
        change("eve", (1, 1), (0, 2)),
        change("zoe", (1, 1), (1, 1)),
    )

    assert lines == [
        "1 gain, 1 lose, 2 keep their points",
        "the mean goes from 2 to 2",
        "  question 1.2: 1 gain, 1 lose, +0 in all",
        "  question 1.10: 1 gain, 1 lose, +0 in all",
        "the largest changes:",
        "  ada: 2 → 3 (1.2 +1)",
        "  bob: 2 → 1 (1.10 -1)",
    ]


def test_points_that_go_from_question_to_question_are_named_where_nothing_else_changes() -> None:
    assert tally(change("ada", (1, 1), (1, 1)), change("eve", (1, 1), (0, 2)))[-2:] == [
        "the largest changes:",
        "  eve: 2 → 2 (1.2 -1, 1.10 +1)",
    ]


def test_of_many_changes_the_ten_largest_are_named_the_first_where_they_are_equal() -> None:
    many = [change(f"s{n:03}", (5, 0), (5 - (n % 50) / 10, 0)) for n in range(200)]

    lines = tally(*many)

    named = [
        line.split(":")[0].strip() for line in lines[lines.index("the largest changes:") + 1 :]
    ]
    assert named == [
        "s049", "s099", "s149", "s199", "s048", "s098", "s148", "s198", "s047", "s097",
    ]  # fmt: skip


def test_where_nothing_changes_that_is_said() -> None:
    assert tally(change("ada", (1, 1), (1, 1))) == [
        "0 gain, 0 lose, 1 keep their points",
        "the mean goes from 2 to 2",
    ]
    assert tally() == ["0 gain, 0 lose, 0 keep their points"]

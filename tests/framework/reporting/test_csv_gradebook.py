from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_reports import ASSIGNMENT, DOUBLE, usual

from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.model.stored import About, Stored
from autograder.reporting import csv_gradebook

WHOSE = ["name", "number", "section", "late"]
NOBODY = [""] * 4
TWO = replace(ASSIGNMENT, questions=(DOUBLE, replace(DOUBLE, id="1.10")))


def row(
    name: str, first: float = 1.0, staff: tuple[str, ...] = (), signs: tuple[str, ...] = ()
) -> Row:
    return Row(name, {"1.1": first, "1.10": 2.5}, first + 2.5, 6.0, staff=staff, signs=signs)


def table(*rows: Row) -> list[list[str]]:
    data = b"".join(csv_gradebook.write([Stored(usual, row=row) for row in rows], TWO, About()))
    assert b"\r" not in data
    assert data.endswith(b"\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def test_a_row_a_submission_a_column_a_question() -> None:
    assert table(row("ada"), row("bob", 1 / 3, ("look",), signs=("odd", "odder"))) == [
        ["submission", *WHOSE, "score", "max_score", "1.1", "1.10", "signs", "needs_staff"],
        ["ada", *NOBODY, "3.5", "6", "1", "2.5", "", ""],
        ["bob", *NOBODY, str(1 / 3 + 2.5), "6", str(1 / 3), "2.5", "2", "yes"],
    ]


def test_texts_stand_in_quotes_so_that_1_10_stays_1_10() -> None:
    first = b"".join(csv_gradebook.write([], TWO, About())).decode().splitlines()[0]

    assert first.endswith(',"score","max_score","1.1","1.10","signs","needs_staff"')
    assert first.startswith('"submission","name","number",')


def test_a_question_without_a_score_is_zero() -> None:
    assert table(Row("ada", {}, 0.0, 6.0))[1] == ["ada", *NOBODY, "0", "6", "0", "0", "", ""]


def test_whose_a_submission_is() -> None:
    people = (Person("Ada", number="7", section="A"), Person("=Bob", "b@x.edu"))
    entry = Stored(usual, people, late=True, row=row("ada"))

    data = b"".join(csv_gradebook.write([entry], TWO, About())).decode()

    assert list(csv.reader(io.StringIO(data)))[1][:5] == ["ada", "Ada; =Bob", "7", "A", "yes"]


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "＝1", '=HYPERLINK("http://x","y")'],
)
def test_a_name_is_no_formula(name: str) -> None:
    assert table(row(name))[1][0].startswith("'")


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(name=st.text(st.characters()))
@example(name='a","=1+1')
@example(name="a;=1+1")
@example(name="a\r\n=1+1")
@example(name="\udcff")
def test_every_name_is_one_cell_that_is_no_formula(name: str) -> None:
    rows = table(row(name), row("bob"))

    assert [len(one) for one in rows] == [11, 11, 11]
    assert not rows[1][0].lstrip().startswith(("=", "+", "-", "@"))
    assert rows[2][0] == "bob"

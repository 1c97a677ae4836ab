from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.model.outcome import Difference
from autograder.reporting.marks import RIGHT, WRONG, marks


def difference(shape: tuple[int, ...], *wrong: int, name: str = "grad_x") -> Difference:
    values = (0.0,) * prod(shape)
    return Difference(name, shape, wrong, values, values)


def test_a_vector_is_one_line() -> None:
    assert marks(difference((16,), 2, 3, 14, 15)) == [
        "grad_x  ··✗✗··········✗✗  4 of 16 entries are wrong, all within 4 of the ends"
    ]


@pytest.mark.parametrize(
    ("size", "wrong", "words"),
    [
        (16, (0,), "1 of 16 entries is wrong, at an end"),
        (16, (0, 15), "2 of 16 entries are wrong, all at the ends"),
        (16, (1, 14), "2 of 16 entries are wrong, all within 2 of the ends"),
        (16, (0, 8), "2 of 16 entries are wrong"),
        (3, (1,), "1 of 3 entries is wrong"),
    ],
)
def test_the_words_say_how_many_and_whether_at_the_ends(
    size: int, wrong: tuple[int, ...], words: str
) -> None:
    assert marks(difference((size,), *wrong))[0].endswith(f"  {words}")


def test_nothing_is_drawn_where_all_is_wrong() -> None:
    assert marks(difference((3,), 0, 1, 2)) == []


def test_a_matrix_is_a_line_a_row_under_its_indices() -> None:
    assert marks(difference((1, 2, 4), 0, 5, name="out")) == [
        "out  [0, 0]  ✗···",
        "     [0, 1]  ·✗··",
        "     2 of 8 entries are wrong",
    ]


def test_of_many_rows_those_with_something_wrong_are_shown() -> None:
    lines = marks(difference((40, 5), 7, 196))

    assert [line.split() for line in lines[:2]] == [
        ["grad_x", "[1]", "··✗··"],
        ["[39]", "·✗···"],
    ]
    assert lines[2:] == ["        2 of 200 entries are wrong"]


def test_what_is_left_out_is_counted() -> None:
    lines = marks(difference((40, 5), *range(0, 200, 5)))

    assert len(lines) == 13
    assert lines[-1].endswith("28 more rows have some")


def test_long_arrays_are_binned() -> None:
    lines = marks(difference((200,), 5, 190), width=60)

    assert len(lines[0]) <= 60
    assert lines[0].index(WRONG) == len("grad_x  ") + 5 // 4
    assert "a mark stands for 4" in lines[1]


@settings(derandomize=True, max_examples=200)
@given(
    shape=st.lists(st.integers(1, 30), min_size=1, max_size=3).filter(lambda s: prod(s) > 1),
    width=st.integers(40, 120),
    data=st.data(),
)
def test_marks_fit_and_miss_nothing(shape: list[int], width: int, data: st.DataObject) -> None:
    size = prod(shape)
    wrong = data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=max(size - 1, 1)))

    lines = marks(difference(tuple(shape), *sorted(wrong)), width)

    drawn = [line for line in lines if WRONG in line]
    assert drawn
    assert all(len(line) <= width for line in drawn)
    assert sum(line.count(WRONG) for line in drawn) <= len(wrong)
    if size <= 20 and len(shape) == 1:
        signs = "".join(one for one in lines[0] if one in RIGHT + WRONG)
        assert {place for place, one in enumerate(signs) if one == WRONG} == wrong

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reporting.cells import decimal, harmless, one_line, table


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1", "\n=1"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text).startswith("'")
    assert one_line(text).startswith("'")


@pytest.mark.parametrize("text", ["Ada", "0012", "-12", "+49123", "a=b", "Ö'Neill", "'=1", ""])
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == one_line(text) == text


def test_a_cell_has_one_line_and_an_end() -> None:
    assert one_line("a\r\n b\u2028c\0d") == "a b�c�d"
    assert len(one_line("x" * 10_000)) == 1_000


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [(0.0, 2, "0"), (12.0, 2, "12"), (7.5, 2, "7.5"), (66.666667, 2, "66.67"), (100.0, 2, "100"),
     (66.666667, 5, "66.66667"), (1e-9, 2, "0"), (-0.0, 2, "0"), (0.1 + 0.2, 5, "0.3"),
     (10, 0, "10")],
)  # fmt: skip
def test_numbers_have_the_decimals_that_are_taken(number: float, places: int, text: str) -> None:
    assert decimal(number, places) == text


@settings(derandomize=True, deadline=None)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=3), min_size=1, max_size=4))
def test_any_text_survives_a_table_and_is_no_formula(rows: list[list[str]]) -> None:
    clean = [[one_line(text) for text in row] for row in rows]

    read = list(csv.reader(io.StringIO(table(clean).decode(), newline="")))

    assert read == clean
    assert not any(text.startswith(tuple("=@\t\r")) for row in clean for text in row)


def test_a_byte_order_mark_is_written_where_it_is_asked_for() -> None:
    assert table([["a"]]) == b"a\n"
    assert table([["a"]], mark=True) == b"\xef\xbb\xbfa\n"

from __future__ import annotations

import csv
import io
import re

import pytest

from autograder.similar import page, sheet, terminal
from autograder.similar.findings import Block, Lines, Pair, Side, Similar, Skipped
from autograder.similar.side_by_side import Line, side_by_side

EVIL = '<script>alert("1")</script>{{ 7 * 7 }}\x1b[31m‮'
SOURCE = "\n".join(f"line {number} <b>&" for number in range(1, 31))


def pair(id: str = "ann", file: str = "a.py", source: str = SOURCE) -> Pair:
    blocks = (
        Block(Lines(file, 10, 12), Lines(file, 4, 6), 40),
        Block(Lines(file, 20, 20), Lines(file, 25, 25), 21),
    )
    return Pair(
        Side(id, ("Ann",), 4, {file: source}),
        Side("bea", (), 4, {file: source}),
        share=0.756,
        weight=61.0,
        blocks=blocks,
    )


def similar(*pairs: Pair) -> Similar:
    return Similar(12, pairs, (Skipped("dot", "a.py: line 1: invalid syntax"),))


def text(found: Similar, title: str = "Signals") -> str:
    return page.write(found, title).decode()


def test_lines_in_both_stand_beside_each_other_under_the_same_number() -> None:
    (beside,) = side_by_side(pair())

    def marked(lines: tuple[Line, ...]) -> list[tuple[int, int, bool]]:
        return [(line.number, line.block, line.begins) for line in lines if line.block]

    assert marked(beside.lines_a) == [
        (10, 1, True), (11, 1, False), (12, 1, False), (20, 2, True),
    ]  # fmt: skip
    assert marked(beside.lines_b) == [(4, 1, True), (5, 1, False), (6, 1, False), (25, 2, True)]


def test_lines_far_from_what_is_in_both_are_counted_and_left_out() -> None:
    (beside,) = side_by_side(pair())

    shown = [line.number or line.text for line in beside.lines_a]

    assert shown == [
        "6 more lines", *range(7, 16), "1 more line", *range(17, 24), "7 more lines",
    ]  # fmt: skip


def test_the_page_shows_each_pair_and_what_was_not_compared() -> None:
    found = text(similar(pair(), pair("eve")))

    assert "12 submissions were compared; 2 pairs have code in common" in found
    assert found.count('<details class="pair"') == 2
    assert '<a href="#pair-2">eve and bea</a>' in found
    assert "76 %" in found
    assert "line 10 &lt;b&gt;&amp;" in found
    assert "dot: a.py: line 1: invalid syntax" in found
    assert "Ann" in found


def test_the_page_says_that_it_is_no_proof() -> None:
    for found in (text(similar()), text(similar(pair()))):
        assert "no proof of anything" in found
        assert "Nothing here counts towards a score" in found
    assert "plagiar" not in text(similar(pair())).lower()


def test_what_students_wrote_does_nothing() -> None:
    evil = pair(EVIL, EVIL, EVIL + "\n" + SOURCE)

    found = text(Similar(2, (evil,), (Skipped(EVIL, EVIL),)), EVIL)

    assert "<script" not in found
    assert "49" not in re.sub(r"#\w+|sha256-\S+", "", found.partition("</style>")[2])
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", found)
    assert "default-src &#39;none&#39;" in found or "default-src 'none'" in found


def test_the_page_fetches_nothing() -> None:
    found = text(similar(pair()))

    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", found)
    assert "url(" not in found
    assert "@import" not in found


def test_a_class_without_similar_pairs_says_so() -> None:
    assert "share more than may happen by chance" in text(similar())


def test_the_table_has_a_row_for_each_pair() -> None:
    rows = list(csv.DictReader(io.StringIO(sheet.write(similar(pair("=1+1"))).decode())))

    assert rows == [
        {"rank": "1", "a": "'=1+1", "b": "bea", "people_a": "Ann", "people_b": "", "share": "0.756",
         "weight": "61", "lines_a": "4", "lines_b": "4", "files": "a.py"}
    ]  # fmt: skip


def test_the_terminal_shows_the_first_pairs_and_how_to_take_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal.show(similar(*(pair(f"[red]{number}\x1b[2J") for number in range(25))))

    out = capsys.readouterr().out
    assert "[red]0" in out
    assert "\x1b[2J" not in out
    assert "and 5 more pairs" in out
    assert "no proof of anything" in out
    assert "not compared: dot: a.py: line 1: invalid syntax" in out
    assert "76 %" in out

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
    PUBLIC,
    SAYS_NOTHING,
    broken,
    case,
    report,
    right,
    usual,
)

from autograder.model.gradebook import Row, Summary
from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.reporting.terminal import Terminal

SENTENCE = (
    "the values are wrong at the last four places of the gradient, as if the tail was left out"
)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from a terminal that nobody has described."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> int:
    """Pretend that standard output is a terminal of so many columns."""
    columns: int = request.param
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    return columns


def long() -> Report:
    hidden = [case(HIDDEN, Outcome.FAILED, SENTENCE, number=n) for n in range(3)]
    public = [case(PUBLIC, Outcome.FAILED, "wrong", f"got {'1.25 ' * 60}\nexpected 2", "a\nb")]
    return report(
        (DOUBLE, [(PUBLIC, public), (HIDDEN, hidden)]),
        (HALVE, [(OTHER, right(OTHER))]),
        remarks=(
            "answers (1).yaml was taken for answers.yaml, as no other file was there at all.",
        ),
        staff=("graded without full protection: no Landlock here, so that files can be read",),
    )


def shown(one: Report, capsys: pytest.CaptureFixture[str]) -> str:
    Terminal(ASSIGNMENT).report(one)
    return capsys.readouterr().out


# ------------------------------------------------------------------ a report


def test_elsewhere_than_in_a_terminal_a_sentence_is_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown(long(), capsys)

    assert text == COLOURS.sub("", text)
    assert f"         - {SENTENCE} (3 cases)." in text.splitlines()
    assert f"             got {'1.25 ' * 60}".rstrip() in text.splitlines()
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("terminal", [40, 80, 120], indirect=True)
def test_in_a_terminal_lines_are_wrapped_at_words_and_stay_indented(
    terminal: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = COLOURS.sub("", shown(long(), capsys)).splitlines()

    assert max(map(len, lines)) <= terminal
    begin = next(n for n, line in enumerate(lines) if line.startswith("         - the values"))
    end = next(n for n, line in enumerate(lines) if n > begin and not line.startswith(" " * 11))
    assert " ".join(line.strip() for line in lines[begin:end]) == f"- {SENTENCE} (3 cases)."
    assert all(line.startswith(" " * 11) for line in lines[begin + 1 : end])


@pytest.mark.parametrize("terminal", [10], indirect=True)
def test_a_very_narrow_terminal_still_gets_every_word(
    terminal: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = COLOURS.sub("", shown(long(), capsys)).split()

    assert SENTENCE.split() == words[words.index("values") - 1 :][: len(SENTENCE.split())]


@pytest.mark.parametrize("terminal", [80], indirect=True)
def test_no_color_is_heeded(
    terminal: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "\x1b[31m" in shown(usual(), capsys)

    monkeypatch.setenv("NO_COLOR", "1")

    assert not re.search(r"\x1b\[(\d+;)*(3|9)\d", shown(usual(), capsys))


def test_a_report_says_what_was_earned_and_what_went_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shown(usual(), capsys).splitlines() == [
        "Two functions · ada",
        "  note: First.PY was taken for first.py.",
        "✗ 1.1  Doubling  0 / 4",
        "       It does public",
        "         Not right.",
        "         - the double of 3 is wrong.",
        "             expected 0.123456789",
        "         Printed by the submission:",
        "             the submission saw 0.987654321",
        "       It does hidden",
        "         Right in 0 of 3 cases.",
        "         - wrong values (3 cases).",
        "✓ 1.2  Halving  5 / 5",
        "… 3.1  Discussion  handed in; a person awards up to 2",
        "",
        "5 of 9 automatic points, 2 more awarded by a person   (seed 7, 1.5 s)",
    ]


def test_what_nothing_passed_for_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    hidden = [
        case(HIDDEN, Outcome.NOT_RUN, "first.py was not handed in", number=n) for n in range(3)
    ]
    public = [case(PUBLIC, Outcome.NOT_RUN, "first.py was not handed in", "no file", "x")]

    text = shown(report((DOUBLE, [(PUBLIC, public), (HIDDEN, hidden)])), capsys)

    assert text.splitlines()[1:6] == [
        "✗ 1.1  Doubling  0 / 4",
        "       first.py was not handed in.",
        "         no file",
        "       Printed by the submission:",
        "           x",
    ]


def test_where_nothing_is_said_of_hidden_checks_that_is_so_here_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hidden = [case(HIDDEN, Outcome.FAILED, "wrong sign", number=n) for n in range(3)]

    Terminal(SAYS_NOTHING).report(report((DOUBLE, [(HIDDEN, hidden)])))

    text = capsys.readouterr().out
    assert "Right in 0 of 3 cases." in text
    assert "wrong sign" not in text


def test_what_could_not_be_judged_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(broken(), capsys).splitlines()

    assert "! 1.2  Halving  0 / 5" in lines
    assert lines[-1] == "staff: question 1.1: could not be run: KeyError"


def test_what_a_submission_says_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evil = "\x1b[2J\x1b]0;title\x07 [bold red]text[/] \u202e :smile:"
    failed = [case(PUBLIC, Outcome.FAILED, evil, evil, evil)]

    text = shown(report((DOUBLE, [(PUBLIC, failed)]), submission=evil, remarks=(evil,)), capsys)

    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert text.count("[bold red]text[/]") == 5  # id, remark, message, detail, print
    assert ":smile:" in text


# ------------------------------------------------------------------ a class


def rows(*names: str) -> list[Row]:
    return [
        Row(name, {"1.1": 4.0, "1.2": 2.5, "2.1": 0.0}, 6.5, 12.0, {"2.1": "failed"})
        for name in names
    ]


def class_table(rows: Iterable[Row], capsys: pytest.CaptureFixture[str]) -> list[str]:
    Terminal(ASSIGNMENT).table(rows)
    return COLOURS.sub("", capsys.readouterr().out).splitlines()


LONG = "a-very-long-name-that-a-student-has-given-to-a-folder"


def test_a_table_has_a_row_a_submission(capsys: pytest.CaptureFixture[str]) -> None:
    lines = class_table(rows("ada", LONG), capsys)

    assert [line.split() for line in lines] == [
        ["submission", "1.1", "1.2", "2.1", "total"],
        ["ada", "4", "2.5", "0", "6.5"],
        [LONG[:43] + "…", "4", "2.5", "0", "6.5"],
    ]


@pytest.mark.parametrize(
    ("terminal", "head"),
    [
        (80, ["submission", "1.1", "1.2", "2.1", "total"]),
        (34, ["submission", "1", "2", "total"]),
        (24, ["submission", "total"]),
    ],
    indirect=["terminal"],
)
def test_where_columns_do_not_fit_questions_share_one(
    terminal: int, head: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = class_table(rows("ada", LONG), capsys)

    assert lines[0].split() == head
    assert max(map(len, lines)) <= terminal
    assert lines[1].split()[-1] == "6.5"
    if len(head) == 4:
        assert lines[1].split()[1:3] == ["6.5", "0"]


def test_what_could_not_be_judged_is_marked_in_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = Row("ada", {"1.1": 4.0}, 4.0, 12.0, {"1.2": "grader_error"}, ("look",))

    lines = class_table([row], capsys)

    assert lines[1].split() == ["ada", "4", "0!", "0", "4"]


def test_a_name_in_the_table_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Terminal(ASSIGNMENT).table(rows("[red]\x1b[2J\n", "bob"))

    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "[red]" in text


@pytest.mark.parametrize(
    ("names", "line"),
    [
        ("", ""),
        ("c", "staff: 1 submission has remarks in extra_data.signs of results.json: c"),
        (
            "abcd",
            "staff: 4 submissions have remarks in extra_data.signs of results.json: "
            "a, b, c and 1 more",
        ),
    ],
)
def test_submissions_with_signs_are_named(
    names: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Summary.of(Row(name, signs=("odd", "odder") * (name in names)) for name in "abcde")

    Terminal(ASSIGNMENT).where(Path("out"), book)

    told = [one for one in capsys.readouterr().out.splitlines() if one.startswith("staff")]
    assert told == [line] * bool(line)


def test_signs_stand_below_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(ASSIGNMENT).report(replace(usual(), signs=("tried to read: /etc/passwd",)))

    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "staff: tried to read: /etc/passwd"


def test_notes_for_staff_are_told_once_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    book = Summary.of(Row(name, staff=("look at this",)) for name in "abcde")

    Terminal(ASSIGNMENT).where(Path("out"), book)

    assert capsys.readouterr().out.splitlines() == [
        "staff: a, b, c and 2 more: look at this",
        "the reports are in out/<submission>/results.json, the table in out/gradebook.csv; "
        "to look at: out/class.html",
    ]


def test_of_a_very_large_class_a_part_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = class_table(rows(*map(str, range(3000))), capsys)

    assert len(lines) == 502
    assert lines[-1] == "… and more, in gradebook.csv"


def test_a_reader_who_goes_away_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as gone:
        monkeypatch.setattr("sys.stdout", gone)
        terminal = Terminal(ASSIGNMENT)
        terminal.report(usual())
        terminal.report(usual())
        terminal.where(tmp_path, Summary.of(rows("ada")))

from __future__ import annotations

import re

import pytest

from autograder.model.gradebook import Row
from autograder.reporting.progress import progress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from a terminal that nobody has described."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_where_nobody_watches_a_line_is_said_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()

    with progress(100, clock) as done:
        for n in range(100):
            clock.now += 2.0
            done(Row(str(n), staff=("look",) if n == 1 else ()))

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == "grading: 15 of 100, 30 a minute, 3 min left, 1 for staff"
    assert len(err.splitlines()) == 6


def test_of_what_is_quick_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(3) as done:
        done(Row("ada"))

    assert capsys.readouterr() == ("", "")


def test_in_a_terminal_a_bar_is_shown_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    monkeypatch.setenv("COLUMNS", "120")
    clock = Clock()

    with progress(400, clock) as done:
        clock.now = 0.5
        done(Row("[red]ada\x1b[2J", staff=("look",)))

    out, err = capsys.readouterr()
    assert out == ""
    said = re.sub(r"\x1b\[[0-9;]*m", "", err)
    assert "1/400" in said
    assert "2 a second, 200 s left" not in said
    assert "2 a second, 3 min left, 1 for staff" in said
    assert "[red]ada" in said
    assert "\x1b[2J" not in err


def test_of_one_submission_no_progress_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    with progress(1) as done:
        done(Row("ada"))

    assert capsys.readouterr() == ("", "")

"""The keys of `config.yaml` that are for Gradescope."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.errors import ConfigError
from autograder.model.assignment import Assignment, Gradescope, LatePolicy, RateLimit


def read(folder: Path, *lines: str) -> Assignment:
    (folder / "config.yaml").write_text(tiny_assignment.CONFIG + "\n".join(lines) + "\n")
    return config.read(folder)


def test_nothing_is_taken_off_and_nothing_is_refused_unless_it_is_said(tmp_path: Path) -> None:
    assignment = read(tmp_path)

    assert assignment.late == LatePolicy(0, 0, 0, None)
    assert assignment.rate_limit.submissions == 0
    assert assignment.gradescope == Gradescope(10.0, "hidden")


def test_every_key_reaches_the_model(tmp_path: Path) -> None:
    assignment = read(
        tmp_path,
        "late: {grace_minutes: 15, percent_a_day: 12.5, maximum_days: 3}",
        "rate_limit: {submissions: 4, hours: 6}",
        "gradescope: {timeout_minutes: 20, stdout: after_published}",
    )

    assert assignment.late == LatePolicy(15, 12.5, 0, 3)
    assert assignment.rate_limit == RateLimit(4, 6)
    assert assignment.gradescope == Gradescope(20, "after_published")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "late: {percent_a_day: 10, points_a_day: 5}",
            "late has percent_a_day and points_a_day; keep one of them",
        ),
        (
            "late: {grace_minutes: 15}",
            "late takes nothing off; give percent_a_day, points_a_day or maximum_days",
        ),
        (
            "late: {percent_a_day: 110}",
            "late.percent_a_day should be a number from 0 to 100, not 110.0",
        ),
        ("late: {points_a_day: -1}", "late.points_a_day should be a number from 0 to 10000"),
        ("late: {percent: 10}", "late.percent is not a known key; did you mean percent_a_day?"),
        (
            "late: {percent_a_day: 10, maximum_days: 1.5}",
            "late.maximum_days should be a whole number, not a number",
        ),
        ("late:", "late should be a mapping of keys to values, not empty"),
        (
            "rate_limit: {hours: 6}",
            "rate_limit.submissions should say how many, 1 or more; or leave rate_limit out",
        ),
        (
            "rate_limit: {submissions: 1, hours: 0}",
            "rate_limit.hours should be a number from 0.01 to 8760, not 0.0",
        ),
        (
            "gradescope: {timeout_minutes: 41}",
            "gradescope.timeout_minutes should be a number from 1 to 40, not 41.0",
        ),
        (
            "gradescope: {stdout: never}",
            "gradescope.stdout should be after_due_date or after_published or hidden or visible, "
            "not 'never'",
        ),
    ],
)
def test_what_is_not_right_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(tmp_path, line)

    text = str(error.value)
    assert text.startswith("config.yaml, line 13: "), text
    assert message in text

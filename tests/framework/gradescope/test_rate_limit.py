from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradescope.metadata import Previous
from autograder.gradescope.rate_limit import refused_until
from autograder.model.assignment import RateLimit

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=-8)))
TWICE = RateLimit(submissions=2, hours=6)


def hours_before(*hours: float, error: bool = False) -> list[Previous]:
    return [Previous(NOON - timedelta(hours=one), error) for one in sorted(hours, reverse=True)]


def hours_until(limit: RateLimit, previous: list[Previous]) -> float | None:
    """Return in how many hours the next submission is graded; `None` where this one is."""
    until = refused_until(limit, NOON, previous)
    return None if until is None else (until - NOON) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        ((), None),
        ((1,), None),
        ((2, 1), 4.0),
        ((5.5, 1), 0.5),
        ((6, 1), None),  # as long as the window is no longer within it
        ((9, 8, 7), None),
        ((0, 0), 6.0),  # at the same moment
        ((5, 4, 3, 2, 1), 1.0),  # only the first two were graded
        ((7, 6.5, 6.4, 1), None),  # the third was refused, and leaves room
        ((8, 7, 1.5, 1), 4.5),
    ],
)
def test_so_many_within_so_many_hours(hours: tuple[float, ...], until: float | None) -> None:
    assert hours_until(TWICE, hours_before(*hours)) == until


def test_what_the_autograder_failed_on_does_not_count() -> None:
    assert hours_until(TWICE, hours_before(2, 1)) == 4.0
    assert hours_until(TWICE, hours_before(3, 1, error=True) + hours_before(2)) is None


def test_what_came_later_does_not_count_when_one_is_graded_once_more() -> None:
    later = [Previous(NOON + timedelta(minutes=minutes)) for minutes in (1, 2)]

    assert hours_until(TWICE, hours_before(2) + later) is None


def test_without_a_limit_every_submission_is_graded() -> None:
    assert hours_until(RateLimit(), hours_before(*[0.1] * 50)) is None


def test_the_moment_is_told_in_the_time_zone_of_the_submission() -> None:
    utc = [Previous(one.time.astimezone(timezone.utc)) for one in hours_before(2, 1)]

    until = refused_until(TWICE, NOON, utc)

    assert until is not None
    assert until.isoformat() == "2026-03-02T16:00:00-08:00"


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(
    st.lists(st.integers(0, 600), max_size=25),
    st.integers(1, 4),
    st.sampled_from([0.5, 1.0, 2.5]),
)
def test_no_window_has_more_graded_submissions_than_allowed_and_none_is_refused_without_need(
    minutes: list[int], most: int, hours: float
) -> None:
    """Hand in at these minutes, as a student does, and see which are graded."""
    limit = RateLimit(most, hours)
    times = [NOON + timedelta(minutes=one) for one in sorted(minutes)]
    graded: list[datetime] = []
    for number, time in enumerate(times):
        until = refused_until(limit, time, [Previous(one) for one in times[:number]])
        within = [one for one in graded if time - one < timedelta(hours=hours)]
        if until is None:
            assert len(within) < most
            graded.append(time)
        else:
            assert len(within) == most
            assert time < until == within[0] + timedelta(hours=hours)

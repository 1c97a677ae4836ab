from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.gradescope.late import days_late, penalty
from autograder.model.assignment import LatePolicy

DUE = datetime(2026, 3, 2, 23, 59, tzinfo=timezone(timedelta(hours=-8)))
PERCENT = LatePolicy(grace_minutes=15, percent_a_day=10)
DAY = timedelta(days=1)


def taken(policy: LatePolicy, late: timedelta, score: float = 80.0) -> float:
    found = penalty(policy, DUE + late, DUE, score)
    return 0.0 if found is None else found.points


policies = st.builds(
    LatePolicy,
    grace_minutes=st.floats(0, 3000),
    percent_a_day=st.sampled_from([0.0, 1.5, 10.0, 33.3, 100.0]),
    points_a_day=st.sampled_from([0.0, 0.1, 5.0, 1000.0]),
    maximum_days=st.none() | st.integers(0, 10),
).filter(lambda policy: not (policy.percent_a_day and policy.points_a_day))
lateness = st.timedeltas(timedelta(days=-5), timedelta(days=30))
scores = st.floats(0, 1000)
properties = settings(max_examples=100, derandomize=True, deadline=None, database=None)


@properties
@given(policies, lateness, scores)
def test_no_penalty_makes_a_score_negative_or_higher(
    policy: LatePolicy, late: timedelta, score: float
) -> None:
    assert 0 <= taken(policy, late, score) <= score + 1e-6


@properties
@given(policies, lateness, lateness, scores)
def test_who_is_later_loses_no_less(
    policy: LatePolicy, one: timedelta, other: timedelta, score: float
) -> None:
    earlier, later = sorted([one, other])

    assert taken(policy, earlier, score) <= taken(policy, later, score)


@properties
@given(policies, lateness, scores, scores)
def test_who_earned_more_keeps_no_less(
    policy: LatePolicy, late: timedelta, one: float, other: float
) -> None:
    less, more = sorted([one, other])

    assert less - taken(policy, late, less) <= more - taken(policy, late, more) + 1e-5


@properties
@given(policies, lateness, st.integers(-14, 14), st.integers(-14, 14))
def test_time_zones_change_nothing(policy: LatePolicy, late: timedelta, one: int, two: int) -> None:
    due = DUE.astimezone(timezone(timedelta(hours=one)))
    created = (DUE + late).astimezone(timezone(timedelta(hours=two)))

    assert penalty(policy, created, due, 50.0) == penalty(policy, DUE + late, DUE, 50.0)


@properties
@given(policies, lateness)
def test_what_is_not_late_or_within_the_grace_costs_nothing(
    policy: LatePolicy, late: timedelta
) -> None:
    assume(late <= timedelta(minutes=policy.grace_minutes))

    assert penalty(policy, DUE + late, DUE, 80.0) is None


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (timedelta(minutes=-1), 0),
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),  # the grace
        (timedelta(minutes=15, microseconds=1), 1),
        (DAY, 1),
        (DAY + timedelta(microseconds=1), 2),
        (2 * DAY, 2),
        (10 * DAY + timedelta(hours=1), 11),
    ],
)
def test_a_day_is_counted_from_the_due_date_as_soon_as_it_is_begun(
    late: timedelta, days: int
) -> None:
    assert days_late(PERCENT, DUE + late, DUE) == days


@pytest.mark.parametrize(
    ("policy", "days", "points"),
    [
        (PERCENT, 1, 8.0),
        (PERCENT, 3, 24.0),
        (PERCENT, 12, 80.0),  # more than all of it
        (LatePolicy(points_a_day=5), 3, 15.0),
        (LatePolicy(points_a_day=50), 3, 80.0),
        (LatePolicy(percent_a_day=10, maximum_days=2), 2, 16.0),
        (LatePolicy(percent_a_day=10, maximum_days=2), 3, 80.0),
        (LatePolicy(maximum_days=2), 2, 0.0),
        (LatePolicy(maximum_days=2), 3, 80.0),
        (LatePolicy(maximum_days=0), 1, 80.0),
        (LatePolicy(), 9, 0.0),
    ],
)
def test_what_days_cost(policy: LatePolicy, days: int, points: float) -> None:
    assert taken(policy, days * DAY) == points


@pytest.mark.parametrize(
    ("due", "created", "days"),
    [
        # New York puts its clocks forward on 2026-03-08 and back on 2026-11-01.
        ((2026, 3, 7, 23), (2026, 3, 8, 23), 1),  # 23 hours
        ((2026, 3, 7, 23), (2026, 3, 9, 0), 1),  # 24 hours
        ((2026, 3, 7, 23), (2026, 3, 9, 0, 1), 2),
        ((2026, 10, 31, 23), (2026, 11, 1, 22), 1),  # 24 hours
        ((2026, 10, 31, 23), (2026, 11, 1, 23), 2),  # 25 hours
    ],
)
def test_a_day_has_24_hours_when_clocks_are_changed(
    due: tuple[int, ...], created: tuple[int, ...], days: int
) -> None:
    zone = ZoneInfo("America/New_York")

    assert days_late(PERCENT, datetime(*created, tzinfo=zone), datetime(*due, tzinfo=zone)) == days


@pytest.mark.parametrize(
    ("policy", "late", "sentence"),
    [
        (
            PERCENT,
            timedelta(minutes=16),
            "Handed in 16 min late, which counts as 1 day: 10 % of the points earned are taken "
            "off.",
        ),
        (
            PERCENT,
            12 * DAY,
            "Handed in 12 d late, which counts as 12 days: 100 % of the points earned are taken "
            "off.",
        ),
        (
            LatePolicy(points_a_day=5),
            timedelta(days=1, hours=2, minutes=30),
            "Handed in 1 d 2 h late, which counts as 2 days: 10 points are taken off, as far as so "
            "many were earned.",
        ),
        (
            LatePolicy(points_a_day=1),
            timedelta(seconds=1),
            "Handed in 1 min late, which counts as 1 day: 1 point is taken off, as far as so "
            "many were earned.",
        ),
        (
            LatePolicy(percent_a_day=10, maximum_days=1),
            2 * DAY,
            "Handed in 2 d late, which counts as 2 days: what is more than 1 day late earns "
            "nothing.",
        ),
        (
            LatePolicy(maximum_days=0),
            timedelta(hours=3),
            "Handed in 3 h late, which counts as 1 day: what is late earns nothing.",
        ),
    ],
)
def test_the_student_is_told_the_rule_and_no_figure_of_the_score(
    policy: LatePolicy, late: timedelta, sentence: str
) -> None:
    for score in (0.0, 12.5, 80.0):
        found = penalty(policy, DUE + late, DUE, score)

        assert found is not None
        assert found.sentence == sentence

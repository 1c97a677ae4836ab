"""What lateness costs: a pure function of when a submission came and when it was due."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

from autograder.model.assignment import LatePolicy
from autograder.model.penalty import Penalty

DAY = timedelta(days=1)


def penalty(
    policy: LatePolicy, created_at: datetime, due: datetime, score: float
) -> Penalty | None:
    """Return what is taken off, or `None` where nothing is.

    A day is 24 hours from the due date on, whatever clocks are put forward or back in between;
    each day begun counts. `maximum_days` late is the most that still earns anything.

    Parameters
    ----------
    policy
        What a day costs.
    created_at, due
        Times that know their time zones.
    score
        The points earned, 0 or more.

    Returns
    -------
    Penalty or None
        At most `score` is taken off.
    """
    days = days_late(policy, created_at, due)
    if not days:
        return None
    if policy.maximum_days is not None and days > policy.maximum_days:
        taken = score
        most = f"more than {_days(policy.maximum_days)} " if policy.maximum_days else ""
        rule = f"what is {most}late earns nothing"
    elif policy.percent_a_day:
        percent = min(policy.percent_a_day * days, 100.0)
        taken = score * percent / 100
        rule = f"{percent:g} % of the points earned are taken off"
    elif policy.points_a_day:
        taken = policy.points_a_day * days
        rule = f"{_points(taken)} taken off, as far as so many were earned"
    else:
        return None
    late = f"Handed in {_span(_utc(created_at) - _utc(due))} late, which counts as {_days(days)}"
    return Penalty(days, f"{late}: {rule}.", round(min(taken, score), 6))


def days_late(policy: LatePolicy, created_at: datetime, due: datetime) -> int:
    """Return how many days late a submission counts as: 0 within the time of grace."""
    late = _utc(created_at) - _utc(due)
    if late <= timedelta(minutes=policy.grace_minutes):
        return 0
    return math.ceil(late / DAY)


def _utc(time: datetime) -> datetime:
    """Return the same moment in UTC: times of one zone would be subtracted by the wall clock."""
    return time.astimezone(timezone.utc)


def _span(late: timedelta) -> str:
    """Say how long a time is, in its two largest units."""
    minutes = max(math.ceil(late / timedelta(minutes=1)), 1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours)
    return " ".join((parts + [f"{minutes} min"] * bool(minutes))[:2])


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _points(points: float) -> str:
    return f"{points:g} point is" if points == 1 else f"{points:g} points are"

"""Whether a submission is one too many: a pure function of when it and the earlier ones came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from autograder.gradescope.metadata import Previous
from autograder.model.assignment import RateLimit


def refused_until(
    limit: RateLimit, created_at: datetime, previous: Sequence[Previous]
) -> datetime | None:
    """Return when the next submission is graded, or `None` where this one is.

    A submission is graded where fewer than `limit.submissions` of the earlier ones, within
    `limit.hours` before it, were graded. Those that were refused do not count, nor those on which
    the autograder failed, nor what the platform says came later (this may be graded once more).

    Parameters
    ----------
    limit
        How many, within how long.
    created_at
        When the submission came.
    previous
        The earlier ones, the earliest first.

    Returns
    -------
    datetime or None
        In the time zone of `created_at`.
    """
    if not limit.submissions:
        return None
    graded: list[datetime] = []
    for one in previous:
        if one.time <= created_at and not one.error and not _full(limit, one.time, graded):
            graded.append(_utc(one.time))
    window = _full(limit, created_at, graded)
    if not window:
        return None
    free = window[0] + timedelta(hours=limit.hours)
    return free.astimezone(created_at.tzinfo)


def _full(limit: RateLimit, time: datetime, graded: Sequence[datetime]) -> list[datetime]:
    """Return the graded submissions that leave no room for one at `time`, if they do not."""
    window = [one for one in graded if _utc(time) - one < timedelta(hours=limit.hours)]
    return window if len(window) >= limit.submissions else []


def _utc(time: datetime) -> datetime:
    return time.astimezone(timezone.utc)

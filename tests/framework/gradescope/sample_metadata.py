"""The metadata of a submission, as the platform's documentation shows it."""

from __future__ import annotations

from typing import Any


def document(**changes: Any) -> dict[str, Any]:
    """Return metadata in which some keys have other values."""
    return {
        "id": 123456,
        "created_at": "2026-03-01T14:22:32.365935-08:00",
        "assignment": assignment(),
        "submission_method": "upload",
        "users": [user("ada")],
        "previous_submissions": [],
        **changes,
    }


def assignment(**changes: Any) -> dict[str, Any]:
    return {
        "due_date": "2026-03-02T23:59:00.000000-08:00",
        "group_size": 4,
        "group_submission": True,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2026-02-01T00:00:00.000000-08:00",
        "title": "Two functions",
        "total_points": "12.0",
        **changes,
    }


def user(name: str, due: str | None = None) -> dict[str, Any]:
    """Return a student, with a due date of their own if one is given."""
    plain: dict[str, Any] = {"email": f"{name}@example.com", "id": 1, "name": name}
    if due is not None:
        plain["assignment"] = {"due_date": due, "late_due_date": None}
    return plain


def previous(time: str, **more: Any) -> dict[str, Any]:
    return {"submission_time": time, "score": 0.0, **more}

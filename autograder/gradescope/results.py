"""`results.json` where nothing, or not everything, was graded; written whole or not at all.

No library is used: this has to work where something else did not.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from autograder.reporting.text import STAFF_TEST, cut, printable

NOT_GRADED = (
    "This submission could not be graded, through no fault of yours. Staff are told; "
    "nothing here is final."
)


def nothing_ran(reason: str) -> dict[str, Any]:
    """Return results that say so.

    The score is 0 because the platform wants one; a hidden test keeps it from the student.

    Parameters
    ----------
    reason
        Why, for staff.
    """
    return {
        "score": 0.0,
        "output": NOT_GRADED,
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": STAFF_TEST,
                "status": "failed",
                "output": cut(printable(reason)),
                "output_format": "text",
                "visibility": "hidden",
            }
        ],
        "extra_data": {"staff": [cut(printable(reason))]},
    }


def explain(path: Path, reason: str) -> None:
    """Add why grading ended to the results so far, or write that nothing ran."""
    try:
        document = json.loads(path.read_bytes())
        document["extra_data"]["staff"].append(cut(printable(reason)))
        hidden = [test for test in document["tests"] if test["name"] == STAFF_TEST]
        hidden[0]["output"] += f"\n{cut(printable(reason))}"
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        document = nothing_ran(reason)
    write(path, document)


def write(path: Path, document: dict[str, Any]) -> None:
    """Write results; `ValueError` for a number that JSON does not have."""
    replace(path, (json.dumps(document, indent=2, allow_nan=False) + "\n").encode())


def replace(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old or the new one, never a half."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)

"""What is being graded, for the fixtures that checks use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.records import dataclass

if TYPE_CHECKING:
    import pytest


@dataclass
class Current:
    """What the fixtures hand out now."""

    submission: SubmissionProxy
    reference: Reference
    seed: int


if TYPE_CHECKING:
    CURRENT = pytest.StashKey[Current]()
else:
    CURRENT = object()  # a stash takes any: pytest may not be loaded

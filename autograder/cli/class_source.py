"""Where the submissions of a class come from, as a command was told; so that another finds them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.intake import Class, find_class
from autograder.model.assignment import Assignment
from autograder.records import dataclass
from autograder.submission.layouts import LAYOUTS


@dataclass(frozen=True)
class Source:
    """What `autograder grade` was told of where submissions are; absolute paths.

    Parameters
    ----------
    paths
        Of submissions, folders of them, downloads.
    layout
        Which form they have, where that was said.
    roster
        The file of who is in the course, if there is one.
    """

    paths: tuple[str, ...]
    layout: str | None = None
    roster: str | None = None

    @classmethod
    def given(cls, paths: Sequence[Path], layout: str | None, roster: Path | None) -> Source:
        """Return what a command was told.

        Raises
        ------
        UsageError
            If there is no such layout.
        """
        if layout is not None and layout not in LAYOUTS:
            raise UsageError(f"--layout {layout}: should be one of {', '.join(LAYOUTS)}")
        return cls(
            tuple(str(path.absolute()) for path in paths),
            layout,
            None if roster is None else str(roster.absolute()),
        )

    def find(self, assignment: Assignment, output: Path) -> Class:
        """Find the submissions.

        Parameters
        ----------
        assignment
            Whose files are looked for.
        output
            The folder of results, which is no submission.

        Raises
        ------
        UsageError
            If there is none.
        """
        group = find_class(
            [Path(path) for path in self.paths],
            assignment,
            self.layout,
            None if self.roster is None else Path(self.roster),
            without=output,
        )
        if not group.found:
            raise UsageError(
                f"{', '.join(self.paths)}: there is no submission; a submission is a folder, zip "
                "or notebook"
            )
        return group

"""The layouts: add a line for a further one. The more specific come first."""

from __future__ import annotations

from autograder.submission.layouts.canvas import CANVAS
from autograder.submission.layouts.folders import FOLDERS
from autograder.submission.layouts.github import GITHUB
from autograder.submission.layouts.gradescope import GRADESCOPE
from autograder.submission.layouts.handed import Layout
from autograder.submission.layouts.moodle import MOODLE
from autograder.submission.layouts.nbgrader import NBGRADER

LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (GRADESCOPE, MOODLE, CANVAS, GITHUB, NBGRADER, FOLDERS)
}
"""By what `--layout` calls them. A folder that is of none of the others is taken as the last."""

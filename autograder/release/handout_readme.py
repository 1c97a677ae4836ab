"""The handout's page: the assignment's own text, then how to install, check and hand in."""

from __future__ import annotations

from autograder.model.assignment import Assignment

HOW = """\
## Install, check, hand in

You need Python 3.10 or newer with pip. In this folder, once:

    python -m pip install -r requirements.txt

(`py` in place of `python` on Windows, `python3` where there is no `python`.) From then on, also
without a network:

    python -m autograder check            # every question: what is filled in, what is right so far
    python -m autograder check {first}        # one question in detail
    python -m autograder check --watch    # again whenever you save; Ctrl-C ends it

`check` runs the public checks, which are in `tests/graded/public`; your work is graded with these
and with hidden ones, and `check` says how many. It sends nothing anywhere.

Work {places}.

Before you hand in, run `check` once more. Then put {what} into a zip; this whole folder as a zip
will do too.
"""


def readme(assignment: Assignment, text: str) -> str:
    """Return the page.

    Parameters
    ----------
    assignment
        Its files.
    text
        What `assignment/README.md` says.
    """
    files = [*assignment.modules, *filter(None, [assignment.answers])]
    names = ", ".join(f"`{name}`" for name in files)
    places, what = f"in {names}", "these files and any further ones of your own"
    if assignment.notebook:
        places += (
            f", or in `{assignment.notebook}`, not in both: as soon as a function is written in a "
            "`.py` file, the notebook's code is not looked at"
        )
        what += f", or `{assignment.notebook}`,"
    how = HOW.format(first=assignment.questions[0].id, places=places, what=what)
    return f"{text.rstrip()}\n\n{how}"

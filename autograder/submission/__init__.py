"""Submissions: from a path to data. Read, never executed.

`layouts.find` says which submissions there are, `read` reads one, `policy.check` looks for what the
assignment forbids and `imports.own_imports` says which of its files a file uses.
"""

from autograder.submission.reader import FORMATS, read
from autograder.submission.wanted import ReadLimits, Wanted

__all__ = ["FORMATS", "ReadLimits", "Wanted", "read"]

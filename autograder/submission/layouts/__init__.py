"""Layouts of a class's submissions: one module a platform, and one for any folder."""

from autograder.submission.layouts.find import FoundClass, find
from autograder.submission.layouts.handed import Handed
from autograder.submission.layouts.table import LAYOUTS

__all__ = ["LAYOUTS", "FoundClass", "Handed", "find"]

"""The list of who is in a course: read from a CSV file, and joined with who handed something in."""

from autograder.roster.matching import Joined, join
from autograder.roster.reading import Listed, Roster, read

__all__ = ["Joined", "Listed", "Roster", "join", "read"]

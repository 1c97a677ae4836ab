"""`absent.csv`: who is on the roster and handed nothing in."""

from __future__ import annotations

from dataclasses import astuple, fields

from autograder.model.person import Person
from autograder.model.stored import About
from autograder.reporting.csv_gradebook import harmless, line
from autograder.reporting.people import Sheet


def write(about: About) -> Sheet:
    """Write a row for each of them; there is no such file where nobody is absent.

    UTF-8, comma-separated, every text in quotes; one column for each thing that a roster may know.
    """
    if not about.missing:
        return Sheet(None)
    rows = [[field.name for field in fields(Person)]]
    rows += [[harmless(text) for text in astuple(person)] for person in about.missing]
    return Sheet(b"".join(map(line, rows)))

"""Who handed something in, as far as a roster or an export says."""

from __future__ import annotations

from autograder.records import dataclass


@dataclass(frozen=True)
class Person:
    """A student, by whatever is known; what is not known is empty.

    Parameters
    ----------
    name
        As the course has it.
    email
        Of the student.
    number
        The student number (Canvas's SIS id, Moodle's ID number).
    login
        The name that the student signs in with: Canvas's SIS login, a GitHub name.
    section
        Of the course.
    canvas
        Canvas's own number of the user.
    moodle
        Moodle's own number of the participant.
    """

    name: str = ""
    email: str = ""
    number: str = ""
    login: str = ""
    section: str = ""
    canvas: str = ""
    moodle: str = ""

"""Column headings → what the columns hold.

Known are the headings of Canvas's gradebook and group exports, Gradescope's roster and grades,
Moodle's grading worksheet, participants and grades, GitHub Classroom's roster, and plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_HEADINGS = {
    "name": (
        "name", "full name", "fullname", "student", "student name", "display name",
        "sortable name", "student full name", "name of student",
    ),
    "first": ("first name", "firstname", "given name", "given names", "first names", "forename"),
    "last": ("last name", "lastname", "surname", "family name", "last names"),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "student email",
        "university email",
    ),
    "number": (
        "sid", "student id", "student number", "student no", "student id number", "id number",
        "sis user id", "sis id", "user id", "number", "university id", "matriculation number",
        "matriculation no", "registration number",
    ),
    "login": (
        "login", "login id", "sis login id", "login name", "username", "user name", "netid",
        "net id", "user login", "unix login", "account",
    ),
    "github": ("github", "github username", "github login", "github name", "github user"),
    "section": (
        "section", "sections", "section name", "tutorial", "lab section", "class section",
    ),
    "group": ("group", "group name", "team", "team name", "groups"),
    "canvas": ("canvas id", "canvas user id"),
    "moodle": ("moodle id", "participant id", "participant"),
    "identifier": ("identifier",),
    "role": ("role", "roles"),
    "id": ("id",),
}  # fmt: skip
_MEANING = {heading: role for role, headings in _HEADINGS.items() for heading in headings}
_IDENTIFYING = {
    "name", "first", "last", "email", "number", "login", "github", "canvas", "moodle", "identifier",
}  # fmt: skip


def roles(headings: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the columns that hold each thing, by what it is.

    Canvas's `ID` is its own number of the user, as the headings beside it show; any other `ID` is
    the student number. A roster without anything that names a person has no roles at all.
    """
    found: dict[str, list[int]] = {}
    for number, heading in enumerate(headings):
        role = _MEANING.get(folded(heading))
        if role:
            found.setdefault(role, []).append(number)
    plain = {folded(heading) for heading in headings}
    ids = found.pop("id", [])
    if ids:
        is_canvas = bool(plain & {"sis user id", "sis login id", "sis id"})
        found.setdefault("canvas" if is_canvas else "number", []).extend(ids)
    return found if found.keys() & _IDENTIFYING else {}


def known() -> Iterable[str]:
    """Return a few headings, to show what is understood."""
    return ("name", "first name", "last name", "email", "student id", "login", "section")


def folded(heading: str) -> str:
    """Return a heading without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", heading.replace("\ufeff", ""))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ").casefold()))

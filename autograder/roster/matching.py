"""Who handed in, joined with who is on the roster: never by guess.

Numbers, logins, addresses and platforms' own ids count first; where none of them is known, the name
counts, in the very words (case, accents and signs aside, `Last, First` put in order). What is true
of two people decides for neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields

from autograder.model.person import Person
from autograder.records import dataclass
from autograder.roster.reading import Listed, Roster
from autograder.submission.remarks import shown

_SHOWN = 5


@dataclass(frozen=True)
class Joined:
    """Submissions joined with a roster.

    Parameters
    ----------
    people
        Whose each submission is, in the order given; what the roster knows is filled in.
    absent
        Who is on the roster and handed nothing in.
    unknown
        The ids of submissions of which nobody is on the roster.
    notes
        What is doubtful: sentences for whoever grades.
    """

    people: tuple[tuple[Person, ...], ...]
    absent: tuple[Person, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def join(submissions: Sequence[tuple[str, tuple[Person, ...], str]], roster: Roster) -> Joined:
    """Join submissions with a roster.

    Parameters
    ----------
    submissions
        The id of each, whose it is as far as known, and its handle: a number, a login, an address
        or a name that may be somebody's.
    roster
        Who is in the course.
    """
    index = _Index(roster.listed)
    notes = list(roster.notes)
    whose: list[tuple[Person, ...]] = []
    unknown = []
    handed_in: dict[int, list[str]] = {}
    for id, people, handle in submissions:
        members: dict[int, Person] = {}
        others: list[Person] = []
        doubtful = False
        for person in people or (Person(),):
            found = index.find(person, handle if len(people) < 2 else "")
            together = index.group(person.name, handle) if len(people) < 2 else set()
            if len(found) == 1 or (together and found <= together):
                members |= {
                    n: _filled(index.listed[n].person, person if {n} == found else Person())
                    for n in sorted(together | found)
                }
                continue
            if found:
                doubtful = True
                notes.append(f"{shown(id)}: {_either(index, found)}.")
            if person != Person():
                others.append(person)
        for number in members:
            handed_in.setdefault(number, []).append(id)
        whose.append((*members.values(), *others))
        if not members:
            unknown.append(id)
        elif others and not doubtful:
            named = ", ".join(shown(one.name or one.number or one.email) for one in others)
            notes.append(f"{shown(id)}: of its group, not on the roster: {named}.")
    for number, ids in handed_in.items():
        if len(ids) > 1:
            name = shown(_called(index.listed[number].person))
            notes.append(f"{name} has {len(ids)} submissions: {', '.join(map(shown, ids))}.")
    absent = [one.person for n, one in enumerate(index.listed) if n not in handed_in]
    return Joined(tuple(whose), tuple(absent), tuple(unknown), tuple(notes))


class _Index:
    """The people on a roster by everything that names them."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.listed = listed
        self._ids: dict[tuple[str, str], set[int]] = {}
        self._names: dict[str, set[int]] = {}
        self._groups: dict[str, set[int]] = {}
        for number, one in enumerate(listed):
            person = one.person
            for kind in ("number", "login", "email", "canvas", "moodle"):
                self._add(kind, getattr(person, kind), number)
            self._add("login", one.github, number)
            for name in _names(one):
                self._names.setdefault(name, set()).add(number)
            for name in (normal(one.group), _squeezed(one.group)):
                if name:
                    self._groups.setdefault(name, set()).add(number)

    def _add(self, kind: str, value: str, number: int) -> None:
        if value:
            self._ids.setdefault((kind, _folded(value)), set()).add(number)

    def find(self, person: Person, handle: str) -> set[int]:
        """Return who it may be: one, nobody, or several where that is not certain."""
        kinds = ("number", "login", "email", "canvas", "moodle")
        found: set[int] = set()
        for kind in kinds:
            value = getattr(person, kind)
            if value:
                found |= self._ids.get((kind, _folded(value)), set())
        if handle and not found:
            for kind in ("number", "login", "email"):
                found |= self._ids.get((kind, _folded(handle)), set())
        if not found and (person.name or handle):
            name = normal(person.name or handle)
            found = self._names.get(name, set()) if name else set()
            # What another number contradicts is somebody of the same name.
            found = {n for n in found if not _contradicts(self.listed[n].person, person)}
        return set(found)

    def group(self, name: str, handle: str) -> set[int]:
        """Return the members of the group that a submission is called after."""
        for called in (name, handle):
            if called:
                found = self._groups.get(normal(called)) or self._groups.get(_squeezed(called))
                if found:
                    return set(found)
        return set()


def _contradicts(listed: Person, person: Person) -> bool:
    return any(
        a and b and _folded(a) != _folded(b)
        for a, b in ((listed.number, person.number), (listed.email, person.email),
                     (listed.canvas, person.canvas), (listed.moodle, person.moodle))
    )  # fmt: skip


def _names(one: Listed) -> set[str]:
    """Return what somebody may be called, normalised."""
    names = {normal(one.person.name)}
    last, _, first = one.person.name.partition(",")
    if one.first or one.last:
        last, first = one.last, one.first
        names.add(normal(f"{first} {last}"))
    if first:
        names.add(_squeezed(last + first))  # as Canvas names files
    return names - {""}


def normal(name: str) -> str:
    """Return a name without case, accents and signs; `Last, First` becomes `first last`."""
    if name.count(",") == 1:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _squeezed(name: str) -> str:
    return normal(name.replace(",", " ")).replace(" ", "")


def _folded(value: str) -> str:
    return unicodedata.normalize("NFC", value.strip()).casefold()


def _filled(listed: Person, person: Person) -> Person:
    """Return what the roster says, and of what it does not know what the download says."""
    return Person(**{f.name: getattr(listed, f.name) or getattr(person, f.name) for f in _FIELDS})


_FIELDS = fields(Person)


def _called(person: Person) -> str:
    return person.name or person.email or person.number or person.login


def _either(index: _Index, found: Iterable[int]) -> str:
    listed = [index.listed[number] for number in sorted(found)][:_SHOWN]
    named = " or ".join(f"{shown(_called(one.person))} (line {one.line})" for one in listed)
    return f"may be of {named} on the roster, so it was given to neither"

"""A class's points by person, as gradebooks of other systems want them: one row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.model.gradebook import Row
from autograder.model.outcome import Outcome
from autograder.model.person import Person
from autograder.model.stored import Stored
from autograder.records import dataclass
from autograder.reporting.text import printable

MOST_NAMED = 5


@dataclass(frozen=True)
class Sheet:
    """A file for another system, or none.

    Parameters
    ----------
    data
        Its bytes; `None` where there is nothing to be written.
    remarks
        For staff: who is not in it, or why there is none; a sentence each.
    """

    data: bytes | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """The points of one person."""

    person: Person
    row: Row
    late: bool


@dataclass(frozen=True)
class Marks:
    """The points of a class.

    Parameters
    ----------
    marks
        One a person, in the order of the submissions.
    remarks
        Who is left out, and why.
    """

    marks: tuple[Mark, ...]
    remarks: tuple[str, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who has a mark."""
        return tuple(mark.person for mark in self.marks)


def identifiers(person: Person) -> tuple[tuple[str, str], ...]:
    """Return what a person is told from others by; the name counts where nothing else is known.

    Two persons that share one of these are the same.
    """
    found = tuple(
        (kind, value.casefold())
        for kind, value in (
            ("canvas", person.canvas),
            ("moodle", person.moodle),
            ("number", person.number),
            ("email", person.email),
            ("login", person.login),
        )
        if value
    )
    return found or ((("name", person.name.casefold()),) if person.name else ())


def by_person(entries: Iterable[Stored]) -> Marks:
    """Return one mark for each person of a class; each member of a group has the group's.

    Left out, and named in the remarks, are submissions that a fault of the grader kept from being
    judged in full, those of nobody that is known, and people with more than one submission: which
    one counts is for staff to say.
    """
    marks: list[Mark] = []
    unjudged: list[str] = []
    nobodys: list[str] = []
    for entry in entries:
        people = [person for person in entry.people if identifiers(person)]
        if not people:
            nobodys.append(entry.id)
        elif Outcome.GRADER_ERROR.value in entry.row.outcomes.values():
            unjudged.append(entry.id)
        else:
            marks.extend(Mark(person, entry.row, entry.late) for person in people)
    kept, several = _once(marks)
    remarks = []
    if unjudged:
        remarks.append(f"left out, since not all could be judged: {named(unjudged)}")
    if nobodys and marks:
        remarks.append(f"left out, since it is not known whose they are: {named(nobodys)}")
    if several:
        remarks.append(f"left out, since they have several submissions: {named(several)}")
    return Marks(tuple(kept), tuple(remarks))


def question_scores(row: Row) -> str:
    """Return a submission's points by question in one line, such as `1.1: 6; 1.2: 8.5`."""
    return "; ".join(f"{question}: {score:g}" for question, score in row.scores.items())


def _once(marks: list[Mark]) -> tuple[list[Mark], list[str]]:
    """Return the marks of those who have one, and who has several with which submissions."""
    seen: dict[tuple[str, str], set[str]] = {}
    for mark in marks:
        for identifier in identifiers(mark.person):
            seen.setdefault(identifier, set()).add(mark.row.submission)
    kept: list[Mark] = []
    several: dict[str, None] = {}
    written: set[tuple[str, str]] = set()
    for mark in marks:
        keys = identifiers(mark.person)
        submissions = set().union(*(seen[key] for key in keys))
        if len(submissions) > 1:
            name = mark.person.name or keys[0][1]
            several[f"{name} ({', '.join(sorted(submissions))})"] = None
        elif not written.intersection(keys):  # named twice in one group
            written.update(keys)
            kept.append(mark)
    return kept, list(several)


def named(names: Sequence[str]) -> str:
    """Return the first few of names, and how many more there are, for one line."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return printable(", ".join(names[:MOST_NAMED])).replace("\n", " ") + more

"""What a layout finds: submissions, with whatever it says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from autograder.model.person import Person
from autograder.records import dataclass
from autograder.submission.download import Directory
from autograder.submission.part import Place
from autograder.submission.wanted import Wanted


@dataclass(frozen=True)
class Handed:
    """A submission as a layout finds it.

    Parameters
    ----------
    place
        What is read.
    name
        What its id is made from.
    people
        Whose it is, as far as the layout says.
    handle
        A name by which a roster may know whose it is: a number, a login, an address or a name.
    late
        Whether the layout says that it came too late.
    remarks
        For the student.
    """

    place: Place
    name: str
    people: tuple[Person, ...] = ()
    handle: str = ""
    late: bool = False
    remarks: tuple[str, ...] = ()


@dataclass
class Collected:
    """What a layout finds in a folder.

    Parameters
    ----------
    handed
        The submissions.
    notes
        Sentences for whoever grades: what was left out, what is doubtful.
    """

    handed: list[Handed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """A form in which a platform hands out the submissions of a class.

    Parameters
    ----------
    name
        What `--layout` calls it.
    title
        What it is called in sentences.
    fits
        How much of a folder is of this layout, from 0 to 1; it is taken without being named
        where all is. What could not be a submission does not count.
    collect
        Finds the submissions; none where nothing is of this layout.
    says
        What its names look like, for whoever named it in vain.
    """

    name: str
    title: str
    fits: Callable[[Directory, Wanted], float]
    collect: Callable[[Directory, Wanted], Collected]
    says: str

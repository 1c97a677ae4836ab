"""Canvas's "Download Submissions": every file of every student side by side.

    lovelaceada_1234_56789_conv1d.py              name, user, attachment, file name
    lovelaceada_LATE_1234_56790_pool-1.py         late; handed in again, which Canvas marks by -1
    anon_aB3dE_56791_conv1d.py                    graded anonymously
    lovelace_ada1234_question_17_56792_conv1d.py  a file handed in to a question of a quiz
    lovelaceada_1234_text.html                    typed into Canvas: not graded

The name is the student's sortable name without anything but letters, digits and underscores, in
small letters; of a group's submission it is the group's, and the user one of them. As Canvas's own
`ContentZipper` and `QuizSubmissionZipper` name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.model.person import Person
from autograder.records import dataclass
from autograder.submission import leftovers
from autograder.submission.download import Directory
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import asked_for, is_of_work, some
from autograder.submission.remarks import shown
from autograder.submission.wanted import Wanted

_ANONYMOUS = re.compile(
    r"(?P<before>late_)?(?P<name>anon)_(?P<after>late_)?(?P<user>[A-Za-z0-9]{4,10})"
    r"_(?:(?P<number>\d{1,18})_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.IGNORECASE | re.DOTALL,
)
_QUIZ = re.compile(
    r"(?P<name>(?:(?!_\d+_).)*?[^\d_])(?P<user>\d{1,18})_question_\d{1,18}_(?P<number>\d{1,18})_(?P<file>.+)",
    re.DOTALL,
)
_ORDINARY = re.compile(
    r"(?P<name>.*?)_(?P<late>late_)?(?P<user>\d{1,18})"
    r"_(?:(?P<number>\d{1,18})_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.IGNORECASE | re.DOTALL,
)
_AGAIN = re.compile(r"(?P<stem>.+?)(?:-\d{1,3})+(?P<suffix>\.(?:py|ipynb|zip|yaml|yml|json))", re.I)


@dataclass(frozen=True)
class _File:
    """What the name of a file in a download says."""

    here: str
    name: str
    user: str
    late: bool
    number: int = 0
    file: str = ""
    typed: str = ""
    anonymous: bool = False


def _parse(here: str) -> _File | None:
    for pattern in (_ANONYMOUS, _QUIZ, _ORDINARY):
        match = pattern.fullmatch(here)
        if match:
            said = match.groupdict()
            return _File(
                here,
                said["name"],
                said["user"],
                late=any(said.get(word) for word in ("late", "before", "after")),
                number=int(said.get("number") or 0),
                file=said.get("file") or "",
                typed=said.get("typed") or "",
                anonymous=pattern is _ANONYMOUS,
            )
    return None


def _fits(directory: Directory, wanted: Wanted) -> float:
    entries = directory.entries()
    fitting = sum(entry.kind != "folder" and _parse(entry.name) is not None for entry in entries)
    if not fitting:
        return 0.0
    others = 0
    for entry in entries:
        if entry.kind == "folder" or _parse(entry.name) is None:
            others += is_of_work(directory, entry, wanted)
    return fitting / (fitting + others)


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    students: dict[tuple[str, str], list[_File]] = {}
    aside = []
    for entry in directory.entries():
        if entry.kind == "folder" or leftovers.is_left_over_file(entry.name):
            continue
        file = _parse(entry.name)
        if file:
            students.setdefault((file.name.casefold(), file.user), []).append(file)
        elif leftovers.is_of_use(entry.name):
            aside.append(entry.name)
    collected = Collected([_student(directory, files, wanted) for files in students.values()])
    if aside and students:
        collected.notes.append(f"left out, for Canvas names no file like this: {some(aside)}")
    return collected


def _student(directory: Directory, files: list[_File], wanted: Wanted) -> Handed:
    """Put together what one student handed in; of versions of a file the newest counts."""
    remarks = []
    asked = {name.casefold() for name in asked_for(wanted)}
    newest: dict[str, _File] = {}
    for file in sorted(files, key=lambda file: (file.number, file.here)):
        if file.typed:
            what = "A text" if file.typed.lower() == "text" else "A link"
            remarks.append(f"{what} that was entered on Canvas was not graded; files are.")
            continue
        name = _first_name(file.file, asked)
        if name in newest:
            old = shown(newest[name].file)
            remarks.append(f"{old} was left aside for {shown(file.file)}, which is newer.")
        newest[name] = file
    last = max(files, key=lambda file: (file.number, file.here))
    name = f"{last.name}_{last.user}"
    gathered = [(name, file.here) for name, file in newest.items()]
    return Handed(
        directory.gather(name, gathered),
        name,
        people=() if last.anonymous else (Person(canvas=last.user),),
        handle="" if last.anonymous else last.name,
        late=last.late,
        remarks=tuple(remarks),
    )


def _first_name(name: str, asked: Iterable[str]) -> str:
    """Return the name that a file had before Canvas marked it as handed in again."""
    if name.casefold() in asked:
        return name
    match = _AGAIN.fullmatch(name)
    return match["stem"] + match["suffix"] if match else name


CANVAS = Layout(
    name="canvas",
    title="Canvas download",
    fits=_fits,
    collect=_collect,
    says="files called name_1234_56789_conv1d.py, or name_LATE_1234_56789_conv1d.py",
)

"""A class's submissions, put into the layouts that platforms hand out: folders, or one zip."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.model.person import Person

Files = Mapping[str, str | bytes]
"""What a student hands in: contents by path."""


@dataclass(frozen=True)
class Work:
    """What somebody hands in.

    Parameters
    ----------
    people
        Whose it is: one, or the members of a group.
    files
        The files.
    late
        Whether it comes too late.
    number
        The platform's own number of it; drawn from its place in the class where it is 0.
    """

    people: tuple[Person, ...]
    files: Files
    late: bool = False
    number: int = 0

    @property
    def first(self) -> Person:
        return self.people[0]


Layer = Callable[[Sequence[Work]], Iterator[tuple[str, bytes]]]


def put(
    layout: str, folder: Path, class_: Iterable[tuple[Person, Files] | Work], as_zip: bool = False
) -> Path:
    """Write a class into `folder`, and return the path to grade.

    Parameters
    ----------
    layout
        One of `LAYERS`.
    folder
        Where the download is made: it must be there.
    class_
        Who hands in what.
    as_zip
        Whether the download is left a zip.
    """
    works = [one if isinstance(one, Work) else Work((one[0],), one[1]) for one in class_]
    works = [replace(w, number=w.number or 400_000 + n) for n, w in enumerate(works)]
    files = LAYERS[layout](works)
    if as_zip:
        path = folder / f"{layout}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files:
                archive.writestr(name, data)
        return path
    root = folder / layout
    for name, data in files:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _flat(files: Files) -> dict[str, bytes]:
    """Return files as a platform that knows no folders gets them: else students zip theirs."""
    if not any("/" in name for name in files):
        return {name: _bytes(content) for name, content in files.items()}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), _bytes(content))
    return {"work.zip": data.getvalue()}


def folder(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """A folder for each, called by the login."""
    for work in works:
        for name, content in work.files.items():
            yield f"{work.first.login}/{name}", _bytes(content)


def zips(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """A zip for each, called by the login."""
    for work in works:
        packed = _flat({f"hw/{name}": content for name, content in work.files.items()})
        yield f"{work.first.login}.zip", packed["work.zip"] if packed else b""


def gradescope(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Gradescope's export, with its metadata."""
    root = "assignment_8046601_export"
    yield f"{root}/submission_metadata.yml", metadata(works).encode()
    for work in works:
        for name, content in work.files.items():
            yield f"{root}/submission_{work.number}/{name}", _bytes(content)


def metadata(works: Sequence[Work]) -> str:
    """Return `submission_metadata.yml`, as Ruby writes it."""
    lines = ["---"]
    for work in works:
        lines += [f"submission_{work.number}:", "  :submitters:"]
        for person in work.people:
            lines += [f"  - :name: {_ruby(person.name)}", f"    :sid: {_ruby(person.number)}"]
            lines.append(f"    :email: {_ruby(person.email)}")
        lines += [
            "  :created_at: 2026-04-26 17:34:00.861687000 Z",
            "  :score: 2.0",
            "  :status: processed",
            "  :results:",
            "    score: 2.0",
            "    tests:",
            "    - name: '1.1) forward'",
            "      output: |-",
            "        submission_1:",
            "          :submitters: [not, these]",
            "  :history:",
            "  - :id: 1",
            "    :created_at: 2026-04-25 17:34:00.861687000 Z",
            "    :score: 0.0",
        ]
    return "\n".join(lines) + "\n"


def _ruby(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if text else "''"


def canvas(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Canvas's download: files side by side."""
    attachment = 7_000_000
    for work in works:
        late = "LATE_" if work.late else ""
        for name, content in _flat(work.files).items():
            attachment += 1
            start = f"{sortable(work.first.name)}_{late}{work.first.canvas}"
            yield f"{start}_{attachment}_{name}", content


def sortable(name: str) -> str:
    """Return what Canvas makes of a name in the names of files: `Ada Lovelace`, `lovelaceada`."""
    first, _, last = name.rpartition(" ")
    return re.sub(r"\W", "", re.sub(r"_(\d+)_", r"\1", f"{last}, {first}").lower())


def moodle(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Moodle's download: a folder for each."""
    for work in works:
        for name, content in work.files.items():
            yield f"{_moodle(work)}_assignsubmission_file_/{name}", _bytes(content)


def moodle_flat(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Moodle's download: all in one folder."""
    for work in works:
        for name, content in _flat(work.files).items():
            yield f"{_moodle(work)}_assignsubmission_file_{name}", content


def _moodle(work: Work) -> str:
    name = "".join(" " if sign == "_" else sign for sign in work.first.name if sign != "/")
    return f"{name}_{work.first.moodle}"


def nbgrader(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """The folder `submitted` of nbgrader, and another assignment in it."""
    for work in works:
        here = f"submitted/{work.first.login}"
        yield f"{here}/ps2/timestamp.txt", b"2026-04-26 17:34:00.861687 UTC"
        yield f"{here}/ps1/essay.pdf", b"%PDF"
        for name, content in work.files.items():
            yield f"{here}/ps2/{name}", _bytes(content)


def github(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Clones of GitHub Classroom's repositories."""
    for work in works:
        here = f"conv-from-scratch-submissions/conv-from-scratch-{work.first.login}"
        yield f"{here}/.git/HEAD", b"ref: refs/heads/main\n"
        for name, content in work.files.items():
            yield f"{here}/{name}", _bytes(content)


LAYERS: dict[str, Layer] = {
    "folder": folder,
    "zips": zips,
    "gradescope": gradescope,
    "canvas": canvas,
    "moodle": moodle,
    "moodle_flat": moodle_flat,
    "nbgrader": nbgrader,
    "github": github,
}
"""What makes each layout. `zips` and `moodle_flat` are found as `folder` and `moodle`."""


def person(n: int, name: str = "") -> Person:
    """Return somebody of whom everything is known, and nothing that another `n` has."""
    return Person(
        name=name or f"{_FIRST[n % len(_FIRST)]} {_LAST[n // len(_FIRST) % len(_LAST)]}{_tail(n)}",
        email=f"student{n}@example.edu",
        number=f"{30_000_000 + 17 * n}",
        login=f"stu{n}x",
        section=f"Lab {n % 4 + 1}",
        canvas=f"{91_000 + n}",
        moodle=f"{5_200_000 + n}",
    )


_FIRST = ("Ada", "José María", "Zoë", "Øyvind", "李", "Anne-Marie", "O", "Nguyễn Văn", "Ben", "Ivy")
_LAST = ("Lovelace", "O'Brien", "García", "Nul", "de la Cruz", "Müller", "Smith", "Ngô", "Kim", "X")


def _tail(n: int) -> str:
    round_ = n // (len(_FIRST) * len(_LAST))
    return "i" * round_


def roster(people: Iterable[Person]) -> str:
    """Return a roster as Canvas's gradebook export has it, with more columns."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Email", "Moodle ID", "HW (1)"]
    )
    table.writerow(["    Points Possible", "", "", "", "", "", "", "10"])
    for one in people:
        first, _, last = one.name.rpartition(" ")
        table.writerow(
            [f"{last}, {first}", one.canvas, one.number, one.login, one.section, one.email,
             one.moodle, ""]
        )  # fmt: skip
    return "\ufeff" + out.getvalue()


def sample(path: Path) -> dict[str, bytes]:
    """Return the files of a submission that lies in a folder, or is one file."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and not file.is_symlink())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}

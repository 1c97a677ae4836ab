"""Clones of GitHub Classroom's repositories: `<assignment>-<login>`, each with its `.git`.

`gh classroom clone` puts them into `<assignment>-submissions`, which then says where the login
begins; else it begins after the longest beginning that all have in common and that ends with `-`.
"""

from __future__ import annotations

from autograder.model.person import Person
from autograder.submission import leftovers
from autograder.submission.download import Directory
from autograder.submission.layouts.handed import Collected, Handed, Layout
from autograder.submission.layouts.listing import is_of_work, some
from autograder.submission.wanted import Wanted

_GIT = ".git"
_AROUND = "-submissions"
_IN_DOUBT = 0.1


def _clones(directory: Directory) -> tuple[list[str], list[str]]:
    """Return the folders that are clones, and those that are not."""
    clones: list[str] = []
    others: list[str] = []
    for entry in directory.entries():
        if entry.kind == "folder" and not leftovers.is_left_over_folder(entry.name):
            inner = {within.name for within in directory.folder(entry.name).entries()}
            (clones if _GIT in inner else others).append(entry.name)
    return clones, others


def _prefix(directory: Directory, names: list[str]) -> str:
    """Return what stands before the login in all names, with its last `-`; or an empty string."""
    around = directory.path.name.removesuffix(".zip")
    if around.endswith(_AROUND):
        prefix = around.removesuffix(_AROUND) + "-"
        if all(name.startswith(prefix) and name != prefix for name in names):
            return prefix
    if len(names) < 2:
        return ""
    least, most = min(names), max(names)
    differs = next((at for at, sign in enumerate(least) if sign != most[at]), len(least))
    return least[: least.rfind("-", 0, differs) + 1]


def _fits(directory: Directory, wanted: Wanted) -> float:
    clones, _ = _clones(directory)
    if not clones:
        return 0.0
    if not _prefix(directory, clones):
        return _IN_DOUBT
    others = sum(
        entry.name not in clones and is_of_work(directory, entry, wanted)
        for entry in directory.entries()
    )
    return len(clones) / (len(clones) + others)


def _collect(directory: Directory, wanted: Wanted) -> Collected:
    clones, others = _clones(directory)
    names = sorted(clones or others)
    prefix = _prefix(directory, names)
    collected = Collected()
    for name in names:
        login = name[len(prefix) :] or name
        collected.handed.append(
            Handed(directory.place(name), login, people=(Person(login=login),), handle=login)
        )
    if clones and others:
        collected.notes.append(f"left out, for these are no clones: {some(others)}")
    return collected


GITHUB = Layout(
    name="github",
    title="GitHub Classroom clones",
    fits=_fits,
    collect=_collect,
    says="clones called <assignment>-<login>",
)

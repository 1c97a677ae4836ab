"""Which file of a submission is which: modules asked for, further modules, notebook, answers."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import field

from autograder.records import dataclass
from autograder.submission import leftovers
from autograder.submission.names import Likeness, base, meant, near
from autograder.submission.remarks import Remarks, shown
from autograder.submission.wanted import ReadLimits, Wanted

PROTECTED = frozenset(sys.stdlib_module_names) | {
    "__main__",
    "_pytest",
    "autograder",
    "conftest",
    "gradescope_utils",
    "hypothesis",
    "msgspec",
    "nbformat",
    "numpy",
    "pluggy",
    "pytest",
    "rich",
    "sitecustomize",
    "usercustomize",
    "yaml",
}
"""Names that no module of a student's may take, lest it hide what grading relies on."""

_STARTUP = ("conftest.py", "sitecustomize.py", "usercustomize.py")
_IMPORTABLE = re.compile(r"(?:[^\W\d]\w*/)*[^\W\d]\w*\.py")


@dataclass
class Layout:
    """Where in a submission its parts lie, as paths inside it; empty where there is none."""

    modules: dict[str, str] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)
    notebook: str = ""
    answers: str = ""
    archive: str = ""


def lay_out(names: Sequence[str], wanted: Wanted, limits: ReadLimits, remarks: Remarks) -> Layout:
    """Decide which file is which, by names alone.

    The folder of the submission is the shallowest one that holds a module asked for (of several,
    the one with most, then the first by name). A module is looked for there first, then in the
    other folders, shallowest first; in one folder its exact name comes before a changed one.
    Further modules count from that folder on; what lies outside it is left out.
    """
    layout = Layout()
    python = [name for name in names if name.lower().endswith((".py", ".py.txt"))]
    candidates: dict[str, list[tuple[str, Likeness]]] = {}
    counts: dict[str, set[str]] = {}
    for path in python:
        found = meant(base(path), wanted.modules)
        if found:
            candidates.setdefault(found[0], []).append((path, found[1]))
            counts.setdefault(_folder(path), set()).add(found[0])
    root = min(counts, key=lambda f: (_depth(f), -len(counts[f]), f), default=None)
    taken: set[str] = set()
    for module in wanted.modules:
        if module in candidates:
            chosen = _choose(module, candidates[module], root or "", remarks)
            layout.modules[module] = chosen
            taken.update(path for path, _ in candidates[module])
    rest = [path for path in python if path not in taken]
    layout.notebook = _notebook(names, wanted, remarks)
    layout.answers = _answers(names, wanted, remarks)
    if root is None:
        root = _folder(layout.notebook or layout.answers or (min(rest, key=_depth, default="")))
    layout.further = _further(rest, root, wanted, limits.further, remarks)
    if layout.modules or not layout.notebook:
        texts = [name for name in names if name.lower().endswith(".txt")]
        for module in wanted.modules:
            if module not in layout.modules:
                _remark_near(module, [*rest, *texts], remarks)
    if wanted.answers and not layout.answers and not layout.notebook:
        kinds = (".yaml", ".yml", ".json", ".txt")
        others = [name for name in names if name.lower().endswith(kinds)]
        _remark_near(wanted.answers, others, remarks)
    _archives(layout, names, remarks)
    return layout


def _folder(path: str) -> str:
    """Return the folder of a path, with its last `/`, or an empty string."""
    return path[: path.rfind("/") + 1]


def _depth(path: str) -> int:
    return path.count("/")


def _choose(asked: str, candidates: list[tuple[str, Likeness]], root: str, remarks: Remarks) -> str:
    """Return which of several paths is taken for the file asked for, with remarks."""
    ranked = sorted(candidates, key=lambda c: (_folder(c[0]) != root, _depth(c[0]), c[1], c[0]))
    path, like = ranked[0]
    if not like.exact:
        remarks.add(f"{shown(path)} was taken as {asked}, the name that was expected.")
    elif _folder(path) != root:
        remarks.add(f"{shown(path)} was taken as {asked}, which was expected beside the others.")
    if len(ranked) > 1:
        others = ", ".join(shown(other) for other, _ in ranked[1:4])
        more = f" and {len(ranked) - 4} more" if len(ranked) > 4 else ""
        remarks.add(f"{others}{more} left aside, for {shown(path)} was there.")
    return path


def _notebook(names: Sequence[str], wanted: Wanted, remarks: Remarks) -> str:
    """Return the notebook: the one named as asked, else the only one there is."""
    if not wanted.notebook:
        return ""
    notebooks = [name for name in names if name.lower().endswith((".ipynb", ".ipynb.txt"))]
    candidates = [
        (path, found[1]) for path in notebooks if (found := meant(base(path), [wanted.notebook]))
    ]
    if candidates:
        root = min((_folder(path) for path, _ in candidates), key=lambda f: (_depth(f), f))
        return _choose(wanted.notebook, candidates, root, remarks)
    if len(notebooks) == 1:
        remarks.add(
            f"{shown(notebooks[0])} was taken as {wanted.notebook}, the name that was expected."
        )
        return notebooks[0]
    if notebooks:
        remarks.add(
            f"None of {len(notebooks)} notebooks is named {wanted.notebook}, so none was used."
        )
    return ""


def _answers(names: Sequence[str], wanted: Wanted, remarks: Remarks) -> str:
    if not wanted.answers:
        return ""
    candidates = [
        (path, found[1]) for path in names if (found := meant(base(path), [wanted.answers]))
    ]
    if not candidates:
        return ""
    root = min((_folder(path) for path, _ in candidates), key=lambda f: (_depth(f), f))
    return _choose(wanted.answers, candidates, root, remarks)


def _further(
    rest: Sequence[str], root: str, wanted: Wanted, most: int, remarks: Remarks
) -> dict[str, str]:
    """Return the student's further modules, by their paths from the submission's folder on."""
    reserved = {module.removesuffix(".py") for module in wanted.modules}
    further = {}
    for path in rest:
        if not path.startswith(root):
            remarks.skip(path, "outside the folder of the files that were asked for")
            continue
        name = path[len(root) :]
        top = name.split("/")[0].removesuffix(".py")
        if not _IMPORTABLE.fullmatch(name):
            continue
        if top in PROTECTED or base(name) in _STARTUP:
            remarks.skip(path, "the name belongs to Python, NumPy or the grading")
        elif top in reserved:
            remarks.skip(path, f"the name belongs to {top}.py")
        else:
            further[name] = path
    if len(further) > most:
        remarks.add(f"Of {len(further):,} further modules the first {most:,} were looked at.")
    return dict(sorted(further.items(), key=lambda one: (_depth(one[0]), one[0]))[:most])


def _remark_near(missing: str, others: Sequence[str], remarks: Remarks) -> None:
    other = near(missing, others)
    if other:
        remarks.add(f"{shown(other)} was handed in, {missing} was expected.")


def _archives(layout: Layout, names: Sequence[str], remarks: Remarks) -> None:
    """Look for an archive where nothing else is: the only zip is opened, others are named."""
    zips = [name for name in names if name.lower().endswith(".zip")]
    if layout.modules or layout.notebook or layout.answers:
        return
    if len(zips) == 1:
        layout.archive = zips[0]
    for name in names:
        if name.lower().endswith(leftovers.ARCHIVES):
            remarks.skip(name, "archives other than zip are not read")

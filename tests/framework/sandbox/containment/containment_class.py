"""The class that is graded: every attack, and honest neighbours among them."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from containment_assignment import FULL
from containment_scene import Scene
from containment_trees import TREES

ROOT = Path(__file__).resolve().parents[4]
HOSTILE = ROOT / "tests" / "submissions" / "hostile"
HONEST = Path(__file__).parent / "honest"
KIT = "kit.py"
REST = {
    "other.py": "from task import double\n\n\ndef twice(x):\n    return double(double(x))\n",
    "answers.yaml": 'slope: "2 * x"\n',
}
"""What makes a control whole."""


@dataclass(frozen=True)
class Attack:
    """One attack, and what must hold.

    Parameters
    ----------
    name
        Of its file, or of what makes its tree.
    family
        What it belongs to.
    earns
        Points by question, of those that have any. It must not earn others.
    strict
        The same where the import policy is a narrow one.
    says
        Words that the student reads somewhere in the results.
    unsafe
        Without any confinement: whether it may `run`, never, or is seen to `work`.
    folder
        The name under which it is handed in, if it needs one; else it is made up.
    id
        The name under which it is found in the results.
    """

    name: str
    family: str
    earns: Mapping[str, float]
    strict: Mapping[str, float]
    says: str = ""
    unsafe: str = "run"
    folder: str = ""
    id: str = ""

    @property
    def file(self) -> Path:
        return HOSTILE / f"{self.name}.py"


def attacks() -> dict[str, Attack]:
    """Read what is stated of each attack, by name."""
    stated = yaml.safe_load((HOSTILE / "attacks.yaml").read_text("utf-8"))
    found: dict[str, Attack] = {}
    for family, members in stated.items():
        for name, terms in members.items():
            terms = dict(terms or {})
            earns = _points(terms.pop("earns", "nothing"))
            strict = _points(terms.pop("strict")) if "strict" in terms else earns
            assert name not in found, name
            found[name] = Attack(name, family, earns, strict, **terms)
    return found


def _points(stated: Any) -> dict[str, float]:
    if stated in ("nothing", "full"):
        return dict(FULL) if stated == "full" else {}
    return {id: FULL[id] if points == "full" else float(points) for id, points in stated.items()}


ATTACKS = attacks()
CONTROLS = {path.stem: path for path in sorted(HONEST.glob("*.py"))}


@dataclass(frozen=True)
class Entry:
    """One submission of the class: an attack or, if that is missing, a control."""

    id: str
    path: Path
    attack: str = ""
    control: str = ""


def build(scene: Scene, secrets: list[Path], names: Iterable[str]) -> list[Entry]:
    """Write the class: the attacks in the order of their names, the controls spread among them."""
    entries: list[Entry] = []
    controls = list(CONTROLS)
    aim, names = scene.aim(secrets), list(names)
    every = max(1, len(names) // len(controls))
    for number, name in enumerate(names):
        at = number // every
        if number % every == every // 2 and at < len(controls):
            entries.append(add_control(scene.submissions, f"{number:04}-honest", controls[at]))
        entries.append(add_attack(scene, f"{number:04}-{name}", ATTACKS[name], aim))
    return entries


def add_control(submissions: Path, id: str, control: str) -> Entry:
    """Hand in an honest submission."""
    path = submissions / id
    _write(path, {"task.py": CONTROLS[control].read_text("utf-8"), **REST})
    return Entry(id, path, control=control)


def add_attack(scene: Scene, id: str, attack: Attack, aim: str) -> Entry:
    """Hand in an attack."""
    path = scene.submissions / (attack.folder or id)
    if attack.name in TREES:
        scene.submissions.mkdir(parents=True, exist_ok=True)
        TREES[attack.name](path, scene)
        if not os.path.lexists(path):
            path = path.with_name(path.name + ".zip")
    else:
        kit = (HOSTILE / KIT).read_text("utf-8")
        _write(path, {"task.py": attack.file.read_text("utf-8"), "kit.py": kit, "aim.py": aim})
    return Entry(attack.id or id, path, attack=attack.name)


def tries(attack: Attack) -> str:
    """Return what an attack says that it tries: the first line of its file."""
    return ast.get_docstring(ast.parse(attack.file.read_text("utf-8"))) or ""


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")

"""Right versions in other styles, put together into submissions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from autograder.records import dataclass


@dataclass
class Together:
    """One submission of the files of some variants, and of the reference's that go with them.

    Parameters
    ----------
    names
        The variants'.
    own
        Their files, by name; no two have one of the same name.
    """

    names: list[str] = field(default_factory=list)
    own: dict[str, bytes] = field(default_factory=dict)

    def write(self, folder: Path, reference: Mapping[str, bytes]) -> frozenset[str]:
        """Write the submission's files into a folder, and return the names of the reference's own.

        Of the reference, only the files that the variants take the place of, or mention: a file
        that has nothing to do with them would be graded as it is, once more for each of them.
        """
        files = dict(self.own)
        pending = list(self.own.values())
        while pending:
            text = pending.pop().decode("utf-8", "replace")
            for name in set(reference) - set(files):
                if re.search(rf"\b{re.escape(Path(name).stem)}\b", text):
                    files[name] = reference[name]
                    pending.append(reference[name])
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return frozenset(set(files) & set(reference))


def together(folder: Path) -> list[Together]:
    """Return every variant of a folder once; those without a file in common may stand together."""
    made: list[Together] = []
    for variant in sorted(path for path in folder.glob("*") if path.is_dir()):
        own = {
            path.relative_to(variant).as_posix(): path.read_bytes()
            for path in sorted(variant.rglob("*.py"))
        }
        place = next((one for one in made if not set(one.own) & set(own)), None)
        if place is None:
            made.append(place := Together())
        place.own.update(own)
        place.names.append(variant.name)
    return made


def reference_files(solutions: Path) -> dict[str, bytes]:
    """Return the files of the reference, by name."""
    return {path.name: path.read_bytes() for path in sorted(solutions.iterdir()) if path.is_file()}

"""Right versions in other styles, put together into submissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Together:
    """One submission that is the reference but for the files of some variants.

    Parameters
    ----------
    names
        The variants'.
    own
        Their files, by name; no two have one of the same name.
    """

    names: list[str] = field(default_factory=list)
    own: dict[str, bytes] = field(default_factory=dict)

    def write(self, folder: Path, reference: Mapping[str, bytes]) -> None:
        """Write the submission's files into a folder."""
        for name, content in {**reference, **self.own}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


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

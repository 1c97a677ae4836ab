"""Installs the other tools, each with pinned versions into an environment of its own.

    python benchmarks/peer_tools/install.py FOLDER [NAME...]

Needs the network and about 1.5 GB; takes some minutes. `peers.py --peers FOLDER` and the
other benchmarks use what is there. The project's own environment is not touched. PyTorch is
installed only by name.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

NUMPY = "numpy==2.4.6"
TOOLS = {
    "gradescope-utils": ("gradescope-utils==0.5.0", "pytest==9.2.0", NUMPY),
    "otter-grader": ("otter-grader==7.0.0", "ipykernel==7.4.0", NUMPY),
    "nbgrader": ("nbgrader==0.9.6", "ipykernel==7.4.0", NUMPY),
    # It imports the last three, and does not say so.
    "prairielearn": (
        "pytest-prairielearn-grader==0.3.1",
        "pytest==9.2.0",
        NUMPY,
        "networkx==3.6.1",
        "pandas==3.1.1",
        "plot-serializer==0.2.3",
    ),
    "torch": ("torch==2.14.1", NUMPY),
}
USUAL = tuple(name for name in TOOLS if name != "torch")


def python_of(folder: Path, name: str) -> Path | None:
    """Return the interpreter that has a tool, if it was installed into `folder`."""
    environment = folder.resolve() / name
    return environment / "bin" / "python" if (environment / "installed").is_file() else None


def install(folder: Path, name: str) -> None:
    """Install a tool, unless it is there."""
    if python_of(folder, name):
        return
    venv.create(folder / name, with_pip=True, clear=True)
    program = [str(folder / name / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*program, "--disable-pip-version-check", *TOOLS[name]], check=True)
    (folder / name / "installed").write_text("\n".join(TOOLS[name]) + "\n")


def main() -> int:
    """Install those that are named, or the usual ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a cache folder; may be there already")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TOOLS)}")
    options = parser.parse_args()
    for name in options.names:
        if name not in TOOLS:
            parser.error(f"{name}: should be one of {', '.join(TOOLS)}")
    failed = []
    for name in options.names or USUAL:
        print(name, flush=True)
        try:
            install(options.folder, name)
        except subprocess.CalledProcessError as error:
            print(f"{name} could not be installed: pip ended with {error.returncode}")
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

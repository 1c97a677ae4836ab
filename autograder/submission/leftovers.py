"""What lies about in submissions without belonging to them, and what cannot be of use."""

from __future__ import annotations

_FOLDERS = frozenset(
    {
        "__macosx",
        "__pycache__",
        "__pypackages__",
        "$recycle.bin",
        "node_modules",
        "site-packages",
        "venv",
        "virtualenv",
    }
)
_FOLDER_ENDS = (".dist-info", ".egg-info")
_FILES = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_FILE_ENDS = (".pyc", ".pyo", ".swp", "~", ".bak", ".orig", ".tmp")
_OF_USE = (".py", ".ipynb", ".yaml", ".yml", ".json", ".txt", ".zip")

ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz")
"""Ends of archives that are not read, but were meant to be."""

ENVIRONMENT_MARK = "pyvenv.cfg"
"""A file that makes the folder it lies in a virtual environment, whatever its name."""


def is_left_over_folder(name: str) -> bool:
    """Return whether a folder of this name holds nothing of the student's: hidden, tools' own."""
    low = name.lower()
    return low.startswith(".") or low in _FOLDERS or low.endswith(_FOLDER_ENDS)


def is_left_over_file(name: str) -> bool:
    """Return whether a file of this name was left by a tool: hidden, compiled, an editor's."""
    low = name.lower()
    return low.startswith(".") or low in _FILES or low.endswith(_FILE_ENDS)


def is_of_use(name: str) -> bool:
    """Return whether a file of this name could be a module, a notebook, answers or an archive."""
    return name.lower().endswith(_OF_USE + ARCHIVES)

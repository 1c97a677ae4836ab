"""What an assignment asks to be handed in, and how much of what is handed in is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from autograder.records import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Wanted:
    """The files an assignment asks for.

    Parameters
    ----------
    modules
        File names of the Python modules, such as `conv1d.py`.
    notebook
        File name of the notebook that may take the modules' place; empty where there is none.
    answers
        File name of the YAML file with the written answers; empty where there is none.
    answer_keys
        The keys in it.
    graded_names
        The functions and classes that are graded, by module. Needed for notebooks, where it says
        which cells belong to which module.
    """

    modules: tuple[str, ...]
    notebook: str = ""
    answers: str = ""
    answer_keys: tuple[str, ...] = ()
    graded_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadLimits:
    """How much of one submission is read; sizes in bytes.

    Parameters
    ----------
    archive
        A zip file as it lies on disk.
    directory
        A zip file's list of contents.
    entries
        Files and folders seen, in a folder or a zip.
    further
        Modules of the student's own, beside those asked for.
    depth
        Folders within folders.
    total
        All that is read from one submission, after decompression.
    source, notebook, answers
        One file of that kind.
    sources
        All Python files together.
    source_tokens, total_tokens
        Names, numbers and signs in one Python file, and in all of them.
    remarks
        Remarks on one submission.
    """

    archive: int = 64 * MIB
    directory: int = 4 * MIB
    entries: int = 50_000
    further: int = 1_000
    depth: int = 32
    total: int = 48 * MIB
    source: int = 256 * KIB
    sources: int = 4 * MIB
    notebook: int = 20 * MIB
    answers: int = 256 * KIB
    source_tokens: int = 40_000
    total_tokens: int = 100_000
    remarks: int = 20

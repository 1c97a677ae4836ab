"""A number for what a submission holds: another one as soon as it holds something else."""

from __future__ import annotations

import hashlib

from autograder.errors import SubmissionError
from autograder.submission.part import Place
from autograder.submission.reader import open_tree
from autograder.submission.remarks import Remarks
from autograder.submission.tree import UnreadableError
from autograder.submission.wanted import MIB, ReadLimits

_MOST = 256 * MIB


def fingerprint(place: Place, limits: ReadLimits | None = None) -> str:
    """Return the SHA-256 of the files of a submission that could matter, and of their names.

    Where it lies does not count, nor when it was written. Nothing is parsed. Of a file that is
    larger than any that is read, or that comes after 256 MiB of others, the name counts alone.

    Parameters
    ----------
    place
        Where the submission is.
    limits
        How much is read at most.

    Returns
    -------
    str
        Hexadecimal digits.
    """
    limits = limits or ReadLimits()
    remarks = Remarks(limits.remarks)
    digest = hashlib.sha256()

    def add(data: bytes) -> None:
        digest.update(len(data).to_bytes(8, "big") + data)

    try:
        tree = open_tree(place, limits, remarks)
    except SubmissionError as error:
        add(str(error).encode("utf-8", "backslashreplace"))
        return digest.hexdigest()
    left = _MOST
    try:
        for name in tree.names:
            add(name.encode("utf-8", "backslashreplace"))
            try:
                data = tree.read(name, min(limits.total, left))
            except UnreadableError as error:
                data = str(error).encode()
            left -= len(data)
            add(data)
    finally:
        tree.close()
    for sentence in (*remarks.collected(), *remarks.staff):
        add(sentence.encode("utf-8", "backslashreplace"))
    return digest.hexdigest()

"""`handout.json`: what a handout says of the checks that are not in it, and of its own files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from autograder.errors import UsageError

FILE = "handout.json"


class QuestionFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one question.

    Parameters
    ----------
    public_points
        The points that its public checks stand for; its hidden checks have the others.
    hidden_checks
        How many checks it has that students do not have.
    functions
        The functions that it asks for, and the digest of each as it was handed out.
    """

    public_points: float = 0.0
    hidden_checks: int = 0
    functions: dict[str, str] = {}


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A handout's facts.

    Parameters
    ----------
    questions
        By id.
    files
        The SHA-256 of each of its other files, by path.
    """

    questions: dict[str, QuestionFacts] = {}
    files: dict[str, str] = {}

    def of(self, question: str) -> QuestionFacts:
        """Return what is known of a question."""
        return self.questions.get(question, QuestionFacts())


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def code_digest(code: str) -> str:
    """Return a short digest of a function's code."""
    return digest(code.encode("utf-8", "replace"))[:16]


def to_json(facts: Facts) -> bytes:
    """Return the file's bytes."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"


def nearest(path: Path) -> Path:
    """Return the nearest folder that is a handout's, from a path upwards, else that of the path."""
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    return start


def read(folder: Path) -> Facts:
    """Read the facts of the handout in a folder.

    Raises
    ------
    UsageError
        If there are none, or they cannot be read.
    """
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Facts)
    except FileNotFoundError:
        raise UsageError(
            f"{folder} is no handout, for it has no {FILE}; run this in the folder that you "
            "unpacked, or name that with --assignment"
        ) from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{path}: is not as it was handed out ({error}); unpack the handout again"
        ) from None

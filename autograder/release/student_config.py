"""The student edition of `config.yaml`: what `autograder check` needs, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

HEAD = "# What `autograder check` needs to know of the assignment; do not change it.\n"
SECTIONS = ("title", "files", "points", "questions", "imports", "limits", "tolerances")
QUESTION = ("id", "title", "file", "function", "answer", "points", "grading", "uses")
"""Keys that go to students; whatever else a configuration has, or will have, stays."""


def student_config(config: Path) -> bytes:
    """Return the student edition of a configuration that has been read without an error."""
    whole: dict[str, Any] = yaml.safe_load(config.read_text(encoding="utf-8-sig"))
    document = {key: whole[key] for key in SECTIONS if key in whole}
    document["questions"] = [
        {key: question[key] for key in QUESTION if key in question}
        for question in document["questions"]
    ]
    text = yaml.safe_dump(
        document, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None
    )
    return (HEAD + text).encode()

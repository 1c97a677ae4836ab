from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.submission import Wanted

KEYS = ("grad_x", "grad_w", "grad_b", "w_new", "conv_boundary", "pool_boundary")


@pytest.fixture
def wanted() -> Wanted:
    return Wanted(
        modules=("boundary.py", "conv1d.py", "pool.py"),
        notebook="assignment.ipynb",
        answers="answers.yaml",
        answer_keys=KEYS,
        graded_names={
            "boundary.py": ("pad", "pad_backward"),
            "conv1d.py": ("conv1d_forward", "conv1d_backward", "sgd_step"),
            "pool.py": ("maxpool1d_forward",),
        },
    )


class Make:
    """Makes folders, zips and notebooks to read."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, files: Mapping[str, str | bytes], name: str = "handed") -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    def zip(
        self, files: Mapping[str, str | bytes | zipfile.ZipInfo], name: str = "handed.zip"
    ) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.zip_bytes(files))
        return path

    def zip_bytes(self, files: Mapping[str, Any]) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return data.getvalue()

    def notebook(self, *cells: dict[str, Any] | str, version: int = 4) -> str:
        made = [
            {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []}
            if isinstance(cell, str)
            else cell
            for cell in cells
        ]
        if version == 3:
            for cell in made:
                cell["input"] = cell.pop("source")
            return json.dumps({"nbformat": 3, "worksheets": [{"cells": made}]})
        return json.dumps({"nbformat": 4, "metadata": {}, "cells": made})

    def tagged(self, key: str, source: str, cell_type: str = "markdown") -> dict[str, Any]:
        return {"cell_type": cell_type, "source": source, "metadata": {"tags": [key]}}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return Make(tmp_path)

"""Notebooks for the tools that want one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from workload.checks import submission


def functions() -> dict[str, str]:
    """Return the submission's four files as cells: nothing is imported from one another."""
    return {
        name: "\n".join(
            line
            for line in text.splitlines()
            if not line.startswith(("from boundary import", "from __future__"))
        )
        for name, text in submission().items()
    }


def notebook(cells: Sequence[dict[str, Any]]) -> str:
    """Write a notebook with cells that have at least `cell_type` and `source`."""
    whole = []
    for number, cell in enumerate(cells):
        code = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
        whole.append({"id": f"cell{number}", "metadata": {}, **code, **cell})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": whole,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1)

"""A class in which some have copied, on disk."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from disguise import disguised

CONFIG = """\
title: Signals
files: {modules: [smoothing.py, filters.py], notebook: work.ipynb, answers: answers.yaml}
points: {automatic: 6}
questions:
  - {id: "1.1", file: smoothing.py, function: smooth, points: 3, title: Smoothing}
  - {id: "1.2", file: filters.py, function: peaks, points: 3, title: Peaks}
"""
HANDOUT = '''\
"""The handout."""


def check(values, width, mode, strict):
    if mode not in ("zero", "edge") or width < 1 or (strict and len(values) < width):
        raise ValueError(f"{mode} and {width} do not go together")
    return [float(value) for value in values if value is not None and value == value]
'''
SMOOTH = '''

def smooth(values, width):
    """The mean of each neighbourhood."""
    values = check(values, width, "zero", False)
{body}
'''
LOOP = """\
    total = []
    for place in range(len(values)):
        low, high = max(0, place - width), min(len(values), place + width + 1)
        total.append(sum(values[low:high]) / (high - low))  # so many
    return total"""
CUMULATIVE = """\
    import itertools
    sums = [0.0, *itertools.accumulate(values)]
    ends = [min(len(values), n + width + 1) for n, _ in enumerate(values)]
    starts = [max(0, n - width) for n, _ in enumerate(values)]
    return [(sums[e] - sums[s]) / (e - s) for s, e in zip(starts, ends)]"""
WHILE = """\
    out, n = [0] * len(values), 0
    while n < len(out):
        count = 0
        for step in range(-width, width + 1):
            if 0 <= n + step < len(values):
                out[n] += values[n + step]
                count += 1
        out[n] /= count
        n += 1
    return out"""
ODD = """\
    table = {}
    for key, value in enumerate(values):
        for other in range(key - width, key + width + 1):
            table.setdefault(other, []).append(value)
    pairs = sorted((key, sum(found) / len(found)) for key, found in table.items())
    kept = filter(lambda pair: 0 <= pair[0] < len(values), pairs)
    return [mean for _, mean in kept]"""
KEEP = ("smooth", "peaks", "check")


def smooth(body: str) -> str:
    return HANDOUT + SMOOTH.format(body=body)


def make(folder: Path) -> tuple[Path, Path]:
    """Write the assignment and the class; return both folders.

    `ann` has something that only `bea` (disguised), `cai` (in a notebook) and `dot` (in a zip)
    have; `eli` to `jon` have two other ways, three each.
    """
    assignment, subs = folder / "assignment", folder / "subs"
    (assignment / "assignment").mkdir(parents=True)
    (assignment / "config.yaml").write_text(CONFIG)
    (assignment / "assignment" / "smoothing.py").write_text(HANDOUT)
    odd = smooth(ODD)
    put(subs / "ann", odd)
    put(subs / "bea", disguised(odd, KEEP))
    for name in ("eli", "fay", "gus", "hal"):
        put(subs / name, smooth(LOOP))
    for name in ("ida", "jon", "kim"):
        put(subs / name, smooth(CUMULATIVE).replace("sums", name))
    put(subs / "lea", smooth(WHILE))
    return assignment, subs


def put(folder: Path, source: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "smoothing.py").write_text(source)


def put_notebook(folder: Path, source: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
         "source": part}
        for part in (HANDOUT, source.replace(HANDOUT, "import math\n"))
    ]  # fmt: skip
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (folder / "work.ipynb").write_text(json.dumps(notebook))


def put_zip(path: Path, source: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("homework/smoothing.py", source)
    path.write_bytes(data.getvalue())

"""A notebook → its code cells and its tagged answers. Outputs are skipped, not read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field
from typing import Any

import msgspec

from autograder.model.submission import Notebook
from autograder.records import dataclass
from autograder.submission import cell_answers
from autograder.submission.decoding import decode
from autograder.submission.magics import python_of
from autograder.submission.remarks import Remarks, shown, size
from autograder.submission.syntax import problem, tokens
from autograder.submission.wanted import KIB, MIB, ReadLimits, Wanted

_MOST_CELLS = 5_000
_MOST_METADATA = 64 * KIB
_LINES: Any = list[str] | str
_LENIENT = 4 * MIB


class _Cell(msgspec.Struct):
    cell_type: str
    source: msgspec.Raw = msgspec.Raw(b'""')
    input: msgspec.Raw = msgspec.Raw(b'""')
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


class _Worksheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Worksheets(msgspec.Struct, array_like=True):
    """Version 3 has a list of worksheets, of which its editors made and showed just one."""

    only: _Worksheet


class _Document(msgspec.Struct):
    cells: list[_Cell] | None = None
    worksheets: _Worksheets | None = None


class _Metadata(msgspec.Struct):
    tags: list[str] | str = []


@dataclass
class NotebookContents:
    """What a notebook holds.

    Parameters
    ----------
    code
        Its code cells.
    answers
        The text of each tagged cell, by key.
    """

    code: Notebook
    answers: dict[str, str] = field(default_factory=dict)


class NotANotebookError(Exception):
    """A file is no notebook that can be read; the text says why, without naming the file."""


def read_notebook(
    name: str, data: bytes, wanted: Wanted, limits: ReadLimits, remarks: Remarks
) -> NotebookContents:
    """Read a notebook of version 3 or 4.

    A code cell that is tagged with an answer's key, or that is not valid Python, is empty in the
    result, so that the others keep their numbers; the latter is noted in `Notebook.problems`.

    Raises
    ------
    NotANotebookError
        If the file is something else, or nested too deeply.
    """
    cells = _cells(data)
    if len(cells) > _MOST_CELLS:
        remarks.add(f"{shown(name)}: only the first {_MOST_CELLS:,} cells were read.")
    code: list[str] = []
    problems: dict[int, str] = {}
    answers: dict[str, str] = {}
    tokens_left = limits.total_tokens
    for cell in cells[:_MOST_CELLS]:
        is_code = cell.cell_type == "code"
        source = _source(cell, 8 * limits.source)
        keys = _keys(cell, wanted.answer_keys)
        if keys and is_code:
            tokens_left -= len(keys) * tokens(source)
        for key in keys:
            kind = cell.cell_type if tokens_left > 0 else "raw"
            text = cell_answers.text_of(source, kind, key)
            if len(text) > limits.answers:
                remarks.add(f"{shown(name)}: the cell tagged {key} is too long.")
            elif text:
                if key in answers:
                    remarks.add(f"{shown(name)}: several cells are tagged {key}; the last counts.")
                answers[key] = text
        if not is_code:
            continue
        python, fault = "", ""
        if len(source) > limits.source:
            fault = f"larger than {size(limits.source)}"
        elif not keys:
            most = min(limits.source_tokens, tokens_left)
            count = tokens(source)
            if count <= most:
                tokens_left -= count
                python = python_of(source)
            fault = problem(python or source, most)
        if fault:
            problems[len(code) + 1] = fault
            remarks.add(f"{shown(name)}, cell {len(code) + 1} was left out ({fault}).")
            python = ""
        code.append(python)
    return NotebookContents(Notebook(name, tuple(code), problems), answers)


def _cells(data: bytes) -> Sequence[_Cell]:
    if data.lstrip()[:1] != b"{":
        data = decode(data).text.encode()
    try:
        document = msgspec.json.decode(data, type=_Document)
    except msgspec.ValidationError:
        raise NotANotebookError("not a notebook") from None
    except msgspec.DecodeError:
        document = _lenient(data)
    except (RecursionError, MemoryError):
        raise NotANotebookError("nested too deeply") from None
    if document.cells is not None:
        return document.cells
    if document.worksheets is not None:
        return document.worksheets.only.cells
    raise NotANotebookError("not a notebook, for it has no cells")


def _lenient(data: bytes) -> _Document:
    """Decode what is not quite JSON but what Python's own writer makes: `NaN`, lone surrogates."""
    if len(data) > _LENIENT:
        raise NotANotebookError("not valid JSON")
    try:
        text = decode(data).text
        plain = json.loads(text, parse_constant=lambda _: None, strict=False)
        again = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
        del plain
        return msgspec.json.decode(again, type=_Document)
    except msgspec.ValidationError:
        raise NotANotebookError("not a notebook") from None
    except (RecursionError, MemoryError):
        raise NotANotebookError("nested too deeply") from None
    except ValueError:
        raise NotANotebookError("not valid JSON; it may have been cut off") from None


def _source(cell: _Cell, most: int) -> str:
    """Return a cell's text; a list of lines or one string; of version 3 under `input`.

    What is longer than `most` as it is written is returned so: it is too long to be looked at.
    """
    for raw in (cell.source, cell.input):
        if len(bytes(raw)) > most:
            return bytes(raw).decode("utf-8", "replace")
        try:
            value = msgspec.json.decode(raw, type=_LINES)
        except (ValueError, RecursionError):
            continue
        text = value if isinstance(value, str) else "".join(value)
        if text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    return ""


def _keys(cell: _Cell, answer_keys: Sequence[str]) -> list[str]:
    """Return the answers' keys that a cell is tagged with, in whatever case."""
    if len(bytes(cell.metadata)) > _MOST_METADATA:
        return []
    try:
        tags = msgspec.json.decode(cell.metadata, type=_Metadata).tags
    except (ValueError, RecursionError):
        return []
    tagged = {tag.strip().casefold() for tag in ([tags] if isinstance(tags, str) else tags)}
    return [key for key in answer_keys if key.casefold() in tagged]

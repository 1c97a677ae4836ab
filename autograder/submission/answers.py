"""answers.yaml → texts by key. A mistake in one answer does not cost the others."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import field

from autograder.records import dataclass
from autograder.submission.decoding import decode
from autograder.submission.events import NESTED, MalformedError, Pairs, read_pairs
from autograder.submission.remarks import Remarks, shown

_BLOCK = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\n")


@dataclass
class Answers:
    """What was read.

    Parameters
    ----------
    texts
        The answers by key; a key that was left empty is not there.
    problems
        Why an answer could not be read, by key; `""` for the whole file.
    """

    texts: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read_answers(name: str, data: bytes, keys: Sequence[str], remarks: Remarks) -> Answers:
    """Read the answers out of a YAML file (so also out of JSON).

    Where the file as a whole is not YAML, most often because of a colon or a tab in a discussion,
    each answer is read on its own: from its key at the beginning of a line up to the next key;
    as YAML if that is possible, else as it stands.
    """
    decoded = decode(data)
    if decoded.remark:
        remarks.add(f"{shown(name)} {decoded.remark}.")
    text = decoded.text
    pairs = Pairs()
    salvaged: dict[str, str] = {}
    try:
        read_pairs(text, keys, pairs)
    except MalformedError as error:
        # The value before the error may have been cut short by it.
        pairs.values.pop(pairs.last, None)
        salvaged = _salvage(text, keys)
        remarks.add(
            f"{shown(name)} is not valid YAML ({shown(str(error), 160)}); "
            "each answer was read on its own."
        )
    else:
        if not pairs.is_mapping and not pairs.values:
            salvaged = _salvage(text, keys)
            remarks.add(f"{shown(name)} has no `key: answer` lines at its top level.")
        elif pairs.documents > 1:
            remarks.add(f"{shown(name)} holds {pairs.documents} YAML documents; all were read.")
    answers = Answers()
    written = _written(pairs, keys, name, remarks)
    for key in keys:
        if key in written:
            value = written[key]
            if value is NESTED:
                answers.problems[key] = "a list or a mapping, where a text was expected"
            elif isinstance(value, str) and value.strip():
                answers.texts[key] = value
        elif key in salvaged and salvaged[key].strip():
            answers.texts[key] = salvaged[key]
    for key in pairs.undefined:
        if key in keys and key not in answers.texts:
            answers.problems[key] = "an alias (`*`) of something that is not defined"
    if not answers.texts and not answers.problems and text.strip():
        answers.problems[""] = f"{shown(name)} holds no answer under a key that was asked for"
    return answers


def _written(pairs: Pairs, keys: Sequence[str], name: str, remarks: Remarks) -> dict[str, object]:
    """Return the values by the keys asked for; another case or blanks are accepted."""
    for key in dict.fromkeys(pairs.repeated):
        remarks.add(f"{shown(name)} has {shown(key)} more than once; the last one counts.")
    found: dict[str, object] = {}
    for key in keys:
        if key in pairs.values:
            found[key] = pairs.values[key]
            continue
        for other in sorted(pairs.values):
            if other.strip().casefold() == key.strip().casefold():
                remarks.add(f"{shown(name)} has {shown(other)!r}, {key} was expected.")
                found[key] = pairs.values[other]
                break
    return found


def _salvage(text: str, keys: Sequence[str]) -> dict[str, str]:
    """Read each answer on its own out of a text that is not YAML as a whole."""
    if text.lstrip().startswith("{"):
        plain = _json(text)
        if plain:
            return {key: value for key, value in plain.items() if key in keys}
    chunks = _chunks(text, keys, ":") or _chunks(text, keys, "=")
    return {key: _salvaged(key, chunk) for key, chunk in chunks.items()}


def _json(text: str) -> dict[str, str]:
    """Return the texts of a JSON object; YAML 1.1 lacks a few of JSON's escapes."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {}
    texts = {key: text for key, text in value.items() if isinstance(text, str)}
    # JSON can write half a surrogate pair, which is no text.
    return {key: text.encode("utf-8", "replace").decode() for key, text in texts.items()}


def _chunks(text: str, keys: Sequence[str], sign: str) -> dict[str, str]:
    """Cut a text at its keys; of equal keys the last counts."""
    names = "|".join(re.escape(key) for key in keys)
    # A key is at the beginning of a line, but in JSON.
    before = r"[ \t{]*" if text.lstrip().startswith("{") else ""
    start = re.compile(rf"^{before}([\"']?)({names})\1[ \t]*{sign}", re.IGNORECASE | re.MULTILINE)
    found = list(start.finditer(text)) if keys else []
    by_fold = {key.casefold(): key for key in keys}
    chunks = {}
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        chunks[by_fold[match[2].casefold()]] = text[match.end() : end]
    return chunks


def _salvaged(key: str, chunk: str) -> str:
    """Return the text of one answer, cut out of a file."""
    pairs = Pairs()
    try:
        read_pairs(f"{key}:{chunk}", [key], pairs)
    except MalformedError:
        pass
    else:
        value = pairs.values.get(key)
        if isinstance(value, str):
            return value
    lines = chunk.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        del lines[-1]
    chunk = "\n".join(lines)
    block = _BLOCK.match(chunk.lstrip(" \t"))
    if block:
        return textwrap.dedent(chunk.lstrip(" \t")[block.end() :]).strip()
    plain = chunk.strip()
    if plain[:1] in ("'", '"'):
        plain = plain.rstrip(",} \t\n")
        if len(plain) > 1 and plain[-1] == plain[0]:
            plain = plain[1:-1]
    return plain

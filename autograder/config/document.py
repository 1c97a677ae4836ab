"""A YAML file as plain data that knows the line of each of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from autograder.errors import ConfigError

Place = tuple[str | int, ...]

MAX_BYTES = 2**20
MAX_DEPTH = 20
MAX_QUOTED = 80
TEXT_TAG = "tag:yaml.org,2002:str"
MERGE_TAG = "tag:yaml.org,2002:merge"
NUMBER = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")  # text in YAML 1.1, a number in 1.2
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """One YAML file; only plain mappings, lists, texts, numbers, dates and yes or no.

    Parameters
    ----------
    path
        The file. Errors name it by its last part.

    Raises
    ------
    ConfigError
        If it cannot be read, is not YAML, gives a key twice, or uses aliases, merges or tags.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._lines: dict[Place, int] = {(): 1}
        self._written: dict[Place, str] = {}
        text = _text(path)
        try:
            self._refuse_what_is_not_plain(text)
            loader = _Loader(text)
            try:
                node = loader.get_single_node()
                self.data: Any = None if node is None else self._build(loader, node, ())
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            line = 1 if mark is None else mark.line + 1
            self._fail_at(line, f"not YAML: {_why(error, text, line)}")
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self._fail_at(line, "holds a control character, which YAML does not allow; remove it")

    def _refuse_what_is_not_plain(self, text: str) -> None:
        """Refuse what would take the reader long, or have it nest without end, before it builds."""
        depth = documents = 0
        events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fail_at(line, "a second document begins here; keep one, without `---`")
            elif isinstance(event, yaml.AliasEvent):
                self._fail_at(line, "an alias (*) is not read here; write the value out")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif getattr(event, "tag", None) is not None:
                self._fail_at(line, "a tag (!) is not read here; remove it")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    self._fail_at(line, "nested too deeply; nothing here needs that")

    def _build(self, loader: Any, node: yaml.Node, place: Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            built: dict[str, Any] = {}
            for key, value in node.value:
                inner = (*place, self._key(key))
                self._lines[inner] = key.start_mark.line + 1
                if key.value in built:
                    self.fail(inner, "is given twice; keep one")
                built[key.value] = self._build(loader, value, inner)
            return built
        if isinstance(node, yaml.SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                within = (*place, index)
                self._lines[within] = item.start_mark.line + 1
                items.append(self._build(loader, item, within))
            return items
        assert isinstance(node, yaml.ScalarNode)
        self._written[place] = node.value
        if not node.style and NUMBER.fullmatch(node.value):
            return float(node.value)
        try:
            return loader.construct_object(node)
        except ValueError:
            self.fail(place, f"is {quoted(node.value)}, which is neither a number nor a date")

    def _key(self, node: yaml.Node) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            self._fail_at(line, "a key here is a list or a mapping; it should be text")
        if node.tag == MERGE_TAG:
            self._fail_at(line, "a merge (<<) is not read here; write the values out")
        if node.tag != TEXT_TAG:
            self._fail_at(line, f"the key {quoted(node.value)} is not text; write it in quotes")
        return str(node.value)

    def written(self, place: Place) -> str:
        """Return what stands in the file for the value at `place`; empty for a list or mapping."""
        return self._written.get(place, "")

    def fail(self, place: Place, what: str) -> NoReturn:
        """Raise an error that names the key at `place` and its line.

        Where there is no such key, the line is that of the nearest one around it.
        """
        around = place
        while around not in self._lines:
            around = around[:-1]
        key = ""
        for part in place:
            if isinstance(part, int):
                key += f"[{part + 1}]"
            else:
                key += ("." if key else "") + (part if part.isidentifier() else quoted(part))
        self._fail_at(self._lines[around], f"{key or 'the file'} {what}")

    def _fail_at(self, line: int, what: str) -> NoReturn:
        raise ConfigError(f"{self._name}, line {line}: {what}") from None


def quoted(value: object) -> str:
    """Return a value as a message shows it: on one line, and not too long."""
    shown = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return shown if len(shown) <= MAX_QUOTED else shown[: MAX_QUOTED - 1] + "…"


def _text(path: Path) -> str:
    try:
        if not path.exists():
            raise ConfigError(
                f"{path}: there is no such file; name the assignment's folder with --assignment"
            )
        if not path.is_file():
            raise ConfigError(f"{path}: is not a file; put the assignment's configuration there")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than {MAX_BYTES // 1024} KiB; shorten it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path.name}, line {line}: this is not UTF-8 text; save the file as UTF-8"
        ) from None


def _why(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    why = ", ".join(filter(None, [error.context, error.problem]))
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())] or "'\\t'" in why:
        why += "; indent with spaces, not with tabs"
    return why

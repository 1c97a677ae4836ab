"""Tells quickly of a file that it uses nothing forbidden, from its text alone.

What this cannot tell, the syntax has to: a file that is not clear need not have a fault. A name
such as `numpy.pad` can be meant only where its last part follows a dot, is imported, or is spelt in
a string that `getattr` or an import by a call is given, in the file or in one that it can name. The
files of a right submission mostly do none of this, and import line by line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping

from autograder.submission.scopes import Import

MOST_FILES = 30
"""Files of a submission that are told about: comparing every one with every other takes long."""
_SPELLING = ("getattr", "import_module", "__import__")
"""What takes names as strings."""
_TAKEN = r"\w+(?:[ \t]+as[ \t]+\w+)?"
_PLAIN = re.compile(
    r"[ \t]*(?:import[ \t]+(?P<whole>[\w.]+)(?:[ \t]+as[ \t]+\w+)?"
    r"|from[ \t]+(?P<module>\w[\w.]*)[ \t]+import[ \t]+"
    rf"(?P<names>{_TAKEN}(?:[ \t]*,[ \t]*{_TAKEN})*))"
    r"[ \t]*(?:#[^\"']*)?"
)
"""A line that is one import, with a comment at most. Without quotes, no string ends in it."""
_LAST_NAME = re.compile(r"(?<![.\w])(\w+)\.$")
_MOST_OF_NAME = 100
"""Characters before a dot in which that is looked for."""
_COMMENT = re.compile(r"[ \t]*#[^\"']*")
_IMPORT = re.compile(r"import(?<!\wimport)\b")


class Clearance:
    """Tells which files of a submission are clear of faults.

    Parameters
    ----------
    texts
        The usable files, by name.
    own
        The first parts of the names of the submission's own modules.
    allows
        Whether an import is of allowed modules.
    """

    def __init__(
        self, texts: Mapping[str, str], own: Collection[str], allows: Callable[[Import], bool]
    ) -> None:
        self._texts = {name: _normal(text) for name, text in texts.items()}
        self._own = own
        self._allows = allows
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def is_clear(self, file: str, forbidden: tuple[str, ...]) -> bool:
        """Return whether a file, and what it can name of the others, is surely without fault.

        Parameters
        ----------
        file
            One of the submission's.
        forbidden
            The dotted names that may not be used there.
        """
        if len(self._texts) > MOST_FILES:
            return False
        return all(self._is_clear_alone(one, forbidden) for one in self._within_reach(file))

    def is_used_nowhere(self, names: tuple[str, ...]) -> bool:
        """Return whether surely no file uses any of these dotted names.

        Read as `boundary.pad`, after the name of an own module, a name is taken for that module's.
        """
        if len(self._texts) > MOST_FILES:
            return False
        return all(self._is_clear_in(text, names, self._own) for text in self._texts.values())

    def _within_reach(self, file: str) -> Iterator[str]:
        """Yield a file, and those whose names stand in it or in one of them."""
        left = dict.fromkeys(self._texts)
        waiting = [file]
        while waiting:
            one = waiting.pop()
            if one in left:
                del left[one]
                yield one
                waiting += [other for other in left if top(other) in self._texts[one]]

    def _is_clear_alone(self, file: str, forbidden: tuple[str, ...]) -> bool:
        key = (file, forbidden)
        if key not in self._known:
            self._known[key] = self._is_clear_in(self._texts[file], forbidden)
        return self._known[key]

    def _is_clear_in(
        self, text: str, forbidden: tuple[str, ...], own: Collection[str] = ()
    ) -> bool:
        return (
            not any(word in text for word in _SPELLING)
            and not _may_read(text, forbidden, own)
            and all(self._is_harmless(one, forbidden) for one in _imports(text))
        )

    def _is_harmless(self, one: Import | None, forbidden: tuple[str, ...]) -> bool:
        if one is None:
            return False
        parts = one.module.split(".")
        if parts[0] in self._own and all(name.split(".")[0] != parts[0] for name in forbidden):
            return True
        parts += [name for name, _ in one.names]
        return self._allows(one) and all(name.split(".")[-1] not in parts for name in forbidden)


def top(file: str) -> str:
    """Return the first part of the name by which a file is imported."""
    return file.split("/")[0].removesuffix(".py")


def _normal(text: str) -> str:
    """Return a text with its names as Python compares them, and with LF line ends."""
    text = text.replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _may_read(text: str, forbidden: tuple[str, ...], own: Collection[str]) -> bool:
    """Return whether a forbidden name's last part may follow a dot somewhere.

    It does not where anything else stands before it in its line, nor where it follows the dot of an
    own module's name.
    """
    there = {name for name in forbidden if name.split(".")[-1] in text}
    if any("." not in name for name in there):
        return True
    names = "|".join(sorted(re.escape(name.split(".")[-1]) for name in there))
    found = re.finditer(rf"[.\n][ \t\f]*(?:{names})\b", f"\n{text}") if names else ()
    return any(not _follows_one(own, text, one.start()) for one in found)


def _follows_one(own: Collection[str], text: str, place: int) -> bool:
    """Return whether an own module's name, and a dot, stand before a place in a text."""
    if not own:
        return False
    found = _LAST_NAME.search(text[max(0, place - _MOST_OF_NAME) : place])
    return found is not None and found[1] in own


def _imports(text: str) -> Iterator[Import | None]:
    """Yield the plain imports, and `None` for what may be another, or a part of one."""
    text += "\n"
    end = 0
    for word in _IMPORT.finditer(text):
        if word.start() < end:
            continue  # in the same line
        start = text.rfind("\n", 0, word.start()) + 1
        end = text.index("\n", start)
        line = text[start:end]
        if not _COMMENT.fullmatch(line):
            found = None if text.endswith("\\\n", 0, start) else _PLAIN.fullmatch(line)
            yield None if found is None else _plain(found)


def _plain(found: re.Match[str]) -> Import:
    taken = [one.split() for one in (found["names"] or "").split(",") if one]
    return Import(
        found["whole"] or found["module"],
        0,  # the line is of no matter
        found[0].strip(),
        tuple((name, rest[-1] if rest else name) for name, *rest in taken),
    )

"""Bytes of a text file → text, whatever editor wrote it."""

from __future__ import annotations

import codecs
import re

from autograder.records import dataclass

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_DECLARED = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]{1,40})")
_EMPTY = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_ALIASES = (
    ("windows-", "cp"),
    ("iso-8859", "iso8859"),
    ("us-ascii", "ascii"),
    ("utf8", "utf-8"),
    ("-sig", ""),
    ("-unix", ""),
    ("-dos", ""),
    ("euc-", "euc_"),
    ("shift-jis", "shift_jis"),
)
_PLAIN = re.compile(
    r"ascii|utf-8|iso8859-\d{1,2}|cp(?:437|850|852|858|866|874|93\d|94\d|950|125\d)|mac-roman"
    r"|koi8-[ru]|gb2312|gbk|gb18030|big5|euc_(?:jp|kr)|shift_jis"
)


@dataclass(frozen=True)
class Text:
    """A decoded text.

    Parameters
    ----------
    text
        With line feeds as line ends and no byte order mark.
    remark
        What is unusual about its encoding, to follow the file's name; or an empty string.
    problem
        Why it cannot be used; or an empty string.
    """

    text: str
    remark: str = ""
    problem: str = ""


def decode(data: bytes, declared: bool = False) -> Text:
    """Decode a text file.

    A byte order mark decides; then UTF-8, or where `declared` an encoding named in the first two
    lines as Python has it (PEP 263); what fits neither is read as Windows-1252, else as Latin-1,
    with a remark, for an accent in a comment must not cost a student the file.
    """
    text, remark = _decode(data, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Text(text, remark, f"line {line}: a NUL character, which no text has")
    return Text(text, remark)


def _decode(data: bytes, declared: bool) -> tuple[str, str]:
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                break
            return text, f"was saved as {name} and read as that" if name else ""
    named = _declaration(data) if declared else ""
    if named:
        try:
            return data.decode(named), ""
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "is not valid UTF-8 and was read as Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "is not valid UTF-8 and was read as Latin-1"


def _declaration(data: bytes) -> str:
    """Return the encoding that a source declares, if it is an ordinary one for text."""
    for line in re.split(rb"\r\n|\r|\n", data[:1000], maxsplit=2)[:2]:
        found = _DECLARED.match(line)
        if found:
            return _ordinary(found[1].decode("ascii"))
        if not _EMPTY.match(line):
            break
    return ""


def _ordinary(name: str) -> str:
    # Only names of text encodings reach the codec registry, which imports modules by name.
    low = name.lower().replace("_", "-")
    if low.startswith(("latin", "iso-latin-1")):
        return "latin-1"
    for other, usual in _ALIASES:
        low = low.replace(other, usual)
    return low if _PLAIN.fullmatch(low) else ""

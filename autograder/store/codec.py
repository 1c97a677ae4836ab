"""A report as JSON, and back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from autograder.model.gradebook import Row
from autograder.model.report import Report


def _as_text(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"a report holds a {type(value).__name__}, which JSON does not have")


def _from_text(wanted: type, value: Any) -> Any:
    return wanted(value)


Kind = TypeVar("Kind")


def decoder(kind: type[Kind]) -> msgspec.json.Decoder[Kind]:
    """Return what makes reports, or things that hold some, of JSON."""
    return msgspec.json.Decoder(kind, dec_hook=_from_text)


_encoder = msgspec.json.Encoder(enc_hook=_as_text)
_decoder = decoder(Report)


def encode(value: object) -> bytes:
    """Return a report, or a part of one, as JSON.

    A lone surrogate, which UTF-8 does not have, becomes `�`.
    """
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, enc_hook=_as_text, builtin_types=[msgspec.Raw])
        return _encoder.encode(_whole(plain))


def decode(data: bytes | str) -> Report:
    """Return the report that `encode` made JSON of.

    Raises
    ------
    msgspec.MsgspecError
        If it is none.
    """
    return _decoder.decode(data)


class Encoded(msgspec.Struct):
    """A report as it is sent and stored: its row can be read, and all else is still JSON."""

    row: Row
    report: msgspec.Raw

    @classmethod
    def of(cls, report: Report) -> Encoded:
        """Return a report in this form."""
        return cls(Row.of(report), msgspec.Raw(encode(report)))

    def decoded(self) -> Report:
        """Return the report."""
        return decode(bytes(self.report))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value

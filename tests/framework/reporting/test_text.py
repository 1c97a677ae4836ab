from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reporting.text import cut, printable

BAD = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x07", f"{BAD}[31mred{BAD}"),
        ("a\0b", f"a{BAD}b"),
        ("\u202egnp.exe", f"{BAD}gnp.exe"),
        ("\ud800", BAD),
        ("\x85\u2028", BAD * 2),
        ("∇ₓ E = w ⊛ x · “ü” \N{NO-BREAK SPACE}👩\N{ZERO WIDTH JOINER}🔬",
         "∇ₓ E = w ⊛ x · “ü” \N{NO-BREAK SPACE}👩\N{ZERO WIDTH JOINER}🔬"),
    ],
)  # fmt: skip
def test_only_what_does_harm_is_replaced(text: str, shown: str) -> None:
    assert printable(text) == shown


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.text(st.characters()) | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl"])))
def test_every_text_becomes_harmless_and_stays_so(text: str) -> None:
    shown = printable(text)

    assert printable(shown) == shown
    assert shown.encode().decode() == shown
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"]


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.text(), st.integers(2, 60))
def test_a_text_is_cut_in_its_middle(text: str, most: int) -> None:
    short = cut(text, most)

    if len(text) <= most:
        assert short == text
    else:
        assert len(short) <= most + 40
        assert short.startswith(text[: most // 2])
        assert short.endswith(text[len(text) - most // 2 :])
        assert "characters cut" in short

"""Encodings and syntax: a right file keeps its points, whatever editor wrote it."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submission import read
from autograder.submission.decoding import decode
from autograder.submission.syntax import NotPythonError, parse, problem, tokens

LIMIT = 200_000


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        ("é = 1\n".encode(), ""),
        (codecs.BOM_UTF8 + "é = 1\n".encode(), ""),
        ("é = 1\r\n".encode(), ""),
        ("é = 1\r".encode(), ""),
        (codecs.BOM_UTF16_LE + "é = 1\n".encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + "é = 1\n".encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + "é = 1\n".encode("utf-32-le"), "UTF-32"),
        ("é = 1\n".encode("latin-1"), "Windows-1252"),
    ],
)
def test_text_is_decoded(data, remark):
    found = decode(data, declared=True)

    assert found.text == "é = 1\n"
    assert not found.problem
    assert remark in found.remark
    assert bool(remark) == bool(found.remark)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("latin-1", "latin-1"),
        ("iso-8859-15", "iso8859-15"),
        ("cp1251", "cp1251"),
        ("windows-1250", "cp1250"),
        ("utf-8-sig", "utf-8"),
        ("euc-jp", "euc_jp"),
        ("GBK", "gbk"),
        ("iso_8859_1", "latin-1"),
        ("UTF8", "utf-8"),
        ("shift_jis", "shift_jis"),
    ],
)
@pytest.mark.parametrize(
    "line", ["# -*- coding: {} -*-\n", "#!/usr/bin/python\n# vim: fileencoding={}\n"]
)
def test_a_declared_encoding_is_used(name, codec, line):
    letter = {"cp1251": "Ж", "euc_jp": "字", "gbk": "字", "shift_jis": "字"}.get(codec, "ß")
    text = line.format(name) + f"x = '{letter}'\n"

    found = decode(text.encode(codec), declared=True)

    assert found.text == text
    assert found.remark == ""


@pytest.mark.parametrize("name", ["rot13", "zip", "unicode_escape", "undefined", "idna", "x" * 40])
def test_only_ordinary_encodings_are_looked_up(name, monkeypatch):
    asked = []
    codecs.register(lookup := lambda name: asked.append(name))
    try:
        text = f"# coding: {name}\nx = 'é'\n"
        assert decode(text.encode(), declared=True).text == text
    finally:
        if hasattr(codecs, "unregister"):
            codecs.unregister(lookup)
    assert asked == []


def test_a_declaration_further_down_does_not_count():
    data = "x = 1\n# coding: latin-1\ny = 'é'\n".encode()

    assert "é" in decode(data, declared=True).text


@given(st.binary(max_size=60), st.booleans())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_bytes_become_text(data, declared):
    found = decode(data, declared)

    found.text.encode()
    assert "\r" not in found.text
    assert ("\0" in found.text) == bool(found.problem)


def test_nul_characters_are_a_problem_of_the_file(make, wanted):
    found = read(make.folder({"conv1d.py": "a = 1\nb\0 = 2\n", "pool.py": ""}), wanted)

    assert found.sources["conv1d.py"].problem == "line 2: a NUL character, which no text has"
    assert found.sources["pool.py"].problem == ""


def test_an_accent_in_a_comment_costs_nothing(make, wanted):
    path = make.folder({"conv1d.py": "# déjà vu\na = 1\n".encode("latin-1")})

    found = read(path, wanted)

    assert found.sources["conv1d.py"].problem == ""
    assert found.remarks == ("conv1d.py is not valid UTF-8 and was read as Windows-1252.",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(:\n", "line 1: "),
        ("x = 1\n\ny = = 2\n", "line 3: invalid syntax"),
        ("if x:\n\ty = 1\n        z = 2\n", "line 3: inconsistent use of tabs"),
        ("s = 'abc\n", "line 1: unterminated string literal"),
        ("x =\u00a01\n", "line 1: invalid non-printable character"),
        ("(" * 60_000, "more operators than are looked at"),
        ("(" * 10_000, "line 1: too many nested parentheses"),
        ("x = " + "-" * 40_000 + "1", "too deeply nested to be read"),
        ("x = " + "not " * 50_000 + "1", "too deeply nested to be read"),
        ("x = " + "a+" * 51_000 + "a", "more operators than are looked at"),
        ("a;" * 400_000, "more code than is looked at"),
        ("x = " + "9" * 5000, "line 1: Exceeds the limit"),
    ],
)
def test_what_is_no_python_is_said_where(source, said):
    assert problem(source, LIMIT).startswith(said)


@pytest.mark.parametrize(
    "source",
    ["", "\f\nx = 1\n", "x = 1", "s = '\\d'\n", "if x is 1: pass\n", "if x:\n\ty = 1\n\tz = 2\n"],
)
def test_odd_but_valid_sources_have_no_problem(source, recwarn):
    assert problem(source, LIMIT) == ""
    assert not recwarn.list


@pytest.mark.parametrize(
    "link", ["+a", ".a", "()", "[0]", " and a", "<a", "**a", " if a else a", "@a"]
)
@pytest.mark.parametrize("count", [1_000, 12_000, 49_000, 150_000])
def test_no_chain_can_crash_the_grader(link, count):
    # On Python 3.10 a chain of 250,000 links ends the process, so what is asked is to come back.
    source = "x = a" + link * count
    with contextlib.suppress(NotPythonError):
        assert parse(source, 10_000_000).body


def test_the_number_of_tokens_is_not_underestimated():
    import io
    import tokenize

    for source in ("a;" * 500, "a+b*(c[d])" * 10, "f(x,y)\n" * 30, "x = 'a' # b\n" * 9, "a\n" * 99):
        real = list(tokenize.generate_tokens(io.StringIO(source).readline))
        assert tokens(source) >= sum(bool(one.string.strip()) for one in real)


def test_code_is_bounded_for_a_file_and_for_all(make, wanted):
    from autograder.submission import ReadLimits

    files = {"boundary.py": "a = 1\n" * 10, "conv1d.py": "a = 1\n" * 30, "pool.py": "a = 1\n" * 10}
    limits = ReadLimits(source_tokens=90, total_tokens=10_000)
    found = read(make.folder(files), wanted, limits)
    assert [bool(one.problem) for one in found.sources.values()] == [False, True, False]

    found = read(make.folder(files), wanted, ReadLimits(total_tokens=200))
    assert [bool(one.problem) for one in found.sources.values()] == [False, False, True]

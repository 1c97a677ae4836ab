"""What a source costs to look at: counted in bytes, parsed once, and let go."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission import read, syntax
from autograder.submission.policy import ImportPolicy, check

SIGNS = ",:;=~!(){}[]+-*/%@.&|^<>\"'#\\`$?"


@given(st.text(st.one_of(st.sampled_from(SIGNS), st.characters(categories=["Lu", "Zs", "Cs"]))))
def test_each_sign_counts_twice_and_each_word_once(text):
    assert syntax.tokens(text) == 2 * sum(map(text.count, SIGNS)) + len(text.split())


@pytest.fixture
def parsed(monkeypatch):
    sources = []
    parse = ast.parse

    def counted(source):
        sources.append(source)
        return parse(source)

    monkeypatch.setattr(ast, "parse", counted)
    syntax.forget()
    return sources


def test_a_file_is_parsed_once_to_be_read_and_to_be_checked_and_then_let_go(make, wanted, parsed):
    folder = make.folder({"conv1d.py": "import os", "pool.py": "import re", "help.py": "x = 1"})
    submission = read(folder, wanted)
    found = check(submission, ImportPolicy(frozenset({"os"})), wanted)
    assert list(found) == ["pool.py"]
    assert sorted(parsed) == ["import os", "import re", "x = 1"]
    check(submission, ImportPolicy(frozenset({"os"})), wanted)
    assert len(parsed) == 6


def test_trees_are_let_go_where_texts_alone_say_that_nothing_is_wrong(make, wanted, parsed):
    submission = read(make.folder({"conv1d.py": "import os"}), wanted)
    assert check(submission, ImportPolicy(), wanted) == {}
    assert parsed == ["import os"]
    syntax.parse("import os", 100)
    assert parsed == ["import os"] * 2


def test_the_tree_of_a_large_source_is_not_kept(parsed):
    source = "x = [" + "1, " * 2_000 + "]"
    for _ in range(2):
        syntax.parse(source, 40_000)
    assert len(parsed) == 2


def test_what_is_no_python_is_so_each_time(parsed):
    for _ in range(2):
        assert syntax.problem("def", 100).startswith("line 1: ")

"""What a source costs to look at: counted in bytes, compiled or parsed once, and let go."""

from __future__ import annotations

import ast
import marshal

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


def test_nothing_is_parsed_where_texts_alone_say_that_nothing_is_wrong(make, wanted, parsed):
    submission = read(make.folder({"conv1d.py": "import os"}), wanted)
    assert check(submission, ImportPolicy(), wanted) == {}
    assert parsed == []


def test_the_tree_of_a_large_source_is_not_kept(parsed):
    source = "x = [" + "1, " * 2_000 + "]"
    for _ in range(2):
        syntax.parse(source, 40_000)
    assert len(parsed) == 2


def test_what_is_no_python_is_so_each_time(parsed):
    for _ in range(2):
        assert syntax.problem("def", 100).startswith("line 1: ")


def test_a_source_is_compiled_as_a_worker_would():
    source = 'def f():\n    """Return nothing."""\n    assert __debug__\n    return 1 / 0\n'
    code = marshal.loads(syntax.compiled(source, "conv1d.py", 100))
    expected = compile(source, "<submission>/conv1d.py", "exec", dont_inherit=True, optimize=0)
    assert (code, code.co_filename) == (expected, expected.co_filename)


@pytest.mark.parametrize(
    "source",
    [
        "def",
        "return 1",
        "x = 1 is 1",
        "\0",
        "x = [" + "1, " * 2_000 + "]",
        "try:\n    pass\nfinally:\n    pass\n" * 5,
        "x" + ".x" * 200,
    ],
    ids=["invalid", "misplaced", "warns", "null", "large", "doubles", "beyond a limit"],
)
def test_what_a_worker_has_to_compile_is_left_to_it(source):
    assert syntax.compiled(source, "conv1d.py", 400) == b""


def test_what_only_the_compiler_refuses_is_no_problem_of_reading(make, wanted):
    (file,) = read(make.folder({"conv1d.py": "x = 1\nreturn x"}), wanted).sources.values()
    assert (file.problem, file.code) == ("", b"")


@given(st.lists(st.sampled_from([*SIGNS, *"a0 \n\0\ud800é", "if ", "def "])).map("".join))
def test_no_text_is_compiled_that_cannot_be_parsed(text):
    if syntax.compiled(text, "conv1d.py", 400):
        assert syntax.problem(text, 400) == ""

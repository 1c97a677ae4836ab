from __future__ import annotations

from typing import get_args

import pytest

from autograder.grading.signs.acts import REFUSED_BY, WORDS, of_acts
from autograder.sandbox.confine import Layer
from autograder.sandbox.protocol import Act, Attempt

ALL = tuple(layer.value for layer in Layer)


def test_every_act_has_words_and_every_layer_is_one():
    assert set(WORDS) == set(get_args(Act))
    assert set(REFUSED_BY) < set(WORDS)
    assert set(REFUSED_BY.values()) <= set(ALL)


def test_acts_of_a_kind_are_one_remark():
    told = [Attempt("open", "/a"), Attempt("process", "os.fork"), Attempt("open", "/b")]

    assert of_acts(told, ALL) == [
        "tried to read (refused): /a, /b",
        "tried to start a process or a thread (refused): os.fork",
    ]


@pytest.mark.parametrize("layers", [(), ("seccomp", "limits", "uid")])
def test_where_nothing_refuses_reading_that_is_not_said(layers):
    assert of_acts([Attempt("open", "/a")], layers) == ["tried to read: /a"]


def test_what_no_layer_refuses_is_not_said_to_be():
    told = [Attempt("interpreter", "gc.get_objects"), Attempt("library", "ctypes.dlopen")]

    assert not any("refused" in one for one in of_acts(told, ALL))


def test_a_file_without_a_place_is_worded_as_the_mistake_that_it_may_be():
    assert of_acts([Attempt("open", "data/x.npy")], ALL) == [
        "asked for a file of its own, of which a worker has none: data/x.npy"
    ]


def test_the_first_five_are_named():
    told = [Attempt("write", f"/{letter}") for letter in "abcdefg"]

    assert of_acts(told, ()) == ["tried to write to: /a, /b, /c, /d, /e and 2 more"]


@pytest.mark.parametrize("what", ["a\nb", "a\x1bb", "a\u202eb", "a\0b", "a\u2028b"])
def test_texts_are_one_harmless_line(what):
    assert of_acts([Attempt("network", what)], ()) == ["tried to use the network: a\ufffdb"]


def test_an_empty_text_is_said_to_be_one():
    assert of_acts([Attempt("message", "")], ()) == ["sent the grader what is no answer: (nothing)"]

from __future__ import annotations

import pytest

from autograder.submission.written import any_written, functions, is_stub

LAYER = '''
class Layer:
    """A layer."""

    def forward(self, x):
        """Apply it."""
        n = len(x)
        raise NotImplementedError("3.1 Layer.forward: not written yet")

    def step(self, lr):
        return lr
'''


@pytest.mark.parametrize(
    ("body", "blank"),
    [
        ("raise NotImplementedError", True),
        ('raise NotImplementedError("1.1: not written yet")', True),
        ("y = x + 1\n    raise NotImplementedError", True),
        ("if x:\n        return x\n    raise NotImplementedError()", True),
        ("return x", False),
        ("if x:\n        raise NotImplementedError\n    return x", False),
        ("raise ValueError", False),
        ("raise", False),
        ("pass", False),
    ],
)
def test_a_function_is_blank_where_it_ends_as_a_stub_does(body, blank):
    assert functions(f"def f(x):\n    {body}\n", 1000)["f"].blank is blank


def test_methods_are_named_with_their_class():
    found = functions(LAYER, 1000)

    assert {name: one.blank for name, one in found.items()} == {
        "Layer.forward": True,
        "Layer.step": False,
    }


def test_code_is_compared_without_layout_and_comments():
    one = functions("def f(x):\n    # think\n\n    return x\n", 1000)["f"]
    two = functions("def f(x):\n        return x", 1000)["f"]

    assert one == two
    assert one.code == "def f(x):\nreturn x"


def test_the_last_of_several_counts():
    source = "def f():\n    raise NotImplementedError\ndef f():\n    return 1\n"

    assert not functions(source, 1000)["f"].blank


def test_what_is_no_python_has_no_functions():
    assert functions("def f(:\n", 1000) == {}
    assert functions("x = 1\n" * 1000, 10) == {}


def test_a_stub_defines_all_and_writes_nothing():
    found = functions(LAYER.replace("return lr", "raise NotImplementedError"), 1000)

    assert is_stub(found, {"Layer"})
    assert not is_stub(found, {"Layer", "other"})
    assert not is_stub(functions(LAYER, 1000), {"Layer"})
    assert any_written(functions(LAYER, 1000), {"Layer"})

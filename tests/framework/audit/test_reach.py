from __future__ import annotations

from textwrap import dedent

import pytest

from autograder.audit.reach import name_in_use, reached

TEXT = dedent(
    """
    LIMIT = 3
    TABLE = {"a": helper}


    def helper(x):
        return x + LIMIT


    def plain(x):
        return helper(x)


    def apart(x):
        return x


    class Layer(apart_base):
        kind = LIMIT

        def __init__(self, x):
            self.x = plain(x)

        def forward(self):
            return self.scale()

        def scale(self):
            return TABLE["a"](self.x)

        def step(self):
            return apart(self.x)
    """
)


@pytest.mark.parametrize(
    ("called", "used", "unused"),
    [
        ({"plain"}, {"plain", "helper", "LIMIT"}, {"apart", "forward"}),
        ({"apart"}, {"apart"}, {"helper", "plain"}),
        ({"Layer"}, {"Layer", "plain", "helper", "apart_base"}, {"forward", "step", "apart"}),
        ({"Layer", ".forward"}, {"scale", "TABLE", "helper"}, {"step", "apart"}),
        ({".step"}, {"step", "apart"}, {"forward", "scale"}),
        (set(), set(), {"helper"}),
    ],
)
def test_what_is_mentioned_is_reached(called: set[str], used: set[str], unused: set[str]) -> None:
    found = reached(TEXT, called)

    assert used <= found
    assert not unused & found


@pytest.mark.parametrize(
    ("function", "name"), [("f", "f"), ("Layer.step", "step"), ("Layer.__init__", "Layer")]
)
def test_a_special_method_runs_with_its_class(function: str, name: str) -> None:
    assert name_in_use(function) == name

"""Raises what test frameworks take for a skip or an end, if they can be imported."""
from kit import attempts, load

FRAMEWORKS = ("pytest", "_pytest.outcomes", "unittest", "_pytest.runner")


def double(x):
    for name in FRAMEWORKS:
        attempts([lambda name=name: load(name)])
    outcomes = type("outcomes", (), {})
    for name in ("Skipped", "XFailed", "Exit"):
        setattr(outcomes, name, type(name, (BaseException,), {"__module__": "_pytest.outcomes"}))
    raise outcomes.Skipped("skipped on purpose", pytrace=True) if False else outcomes.Exit()


def forward(x):
    raise load("unittest").SkipTest("skipped on purpose")

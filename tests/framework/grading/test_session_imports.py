"""What a worker is given to import, and what is tried again where that hangs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from autograder.grading.session import Session
from autograder.model import submission as handed_in
from autograder.model.assignment import Assignment, Question
from autograder.model.submission import SourceFile, Submission
from autograder.sandbox import loading, protocol
from autograder.sandbox.body import Body
from autograder.sandbox.client import Terms
from autograder.sandbox.connection import WorkerGoneError
from autograder.sandbox.protocol import Reply, StandIn
from autograder.testing.errors import StudentTimeout

MODULES = ("base.py", "middle.py", "top.py")
ASSIGNMENT = Assignment(
    Path("/assignment"),
    "Three files",
    MODULES,
    None,
    None,
    tuple(Question(name, name, Fraction(1), name, ("f",)) for name in MODULES),
)
BASE, MIDDLE = StandIn("base", ("f",)), StandIn("middle", ("f",))


class Factory:
    """Workers that hang where `hangs` says so of the module and of the files they are given."""

    terms = Terms()

    def __init__(self, hangs) -> None:
        self.hangs = hangs
        self.loads: list[tuple[str, frozenset[str]]] = []

    def worker(self):
        return Connection(self)


class Connection:
    alive = True
    attempts = ()

    def __init__(self, factory: Factory) -> None:
        self.factory = factory

    def ask(self, request, body, seconds, provide=None):
        assert isinstance(request, protocol.Load)
        given = frozenset(request.sources)
        self.factory.loads.append((request.module, frozenset(MODULES) - given))
        if self.factory.hangs(request.module, given):
            raise WorkerGoneError("time")
        return Reply([], False, []), Body(b"")

    def close(self) -> None:
        pass


def session(hangs) -> tuple[Session, Factory]:
    factory = Factory(hangs)
    sources = {name: SourceFile(name, "") for name in MODULES}
    return Session(Submission("ada", sources), {}, ASSIGNMENT, factory), factory


def load(one: Session, module: str, *stand_ins: StandIn) -> bool:
    one.turn_to("1", stand_ins)
    try:
        one.worker(module)
    except StudentTimeout:
        return False
    return True


def test_a_file_that_hangs_by_itself_is_tried_without_what_it_uses_and_then_no_more() -> None:
    one, factory = session(lambda module, given: module == "top")

    assert not load(one, "top")
    assert not load(one, "top", BASE, MIDDLE)
    assert not load(one, "top", BASE)
    assert not load(one, "top", MIDDLE)
    assert not load(one, "top", BASE, MIDDLE)

    assert factory.loads == [("top", frozenset()), ("top", {"base.py", "middle.py"})]
    assert load(one, "middle")


def test_more_left_out_is_tried() -> None:
    one, factory = session(lambda module, given: module == "top" and "base.py" in given)

    assert not load(one, "top")
    assert not load(one, "top", MIDDLE)
    assert load(one, "top", BASE)
    assert [left_out for _, left_out in factory.loads] == [set(), {"middle.py"}, {"base.py"}]


@pytest.mark.parametrize("again", [1, 2])
def test_a_file_that_hung_others_is_left_out_of_them_at_once(again: int) -> None:
    one, factory = session(lambda module, given: module == "top" and "base.py" in given)
    load(one, "top")
    load(one, "top", BASE, MIDDLE)
    before = len(factory.loads)

    for _ in range(again):
        assert load(one, "top", BASE)

    assert factory.loads[before:] == [("top", {"base.py"})]


def test_what_is_compiled_here_says_the_same_place_as_what_is_compiled_there() -> None:
    assert handed_in.FOLDER == loading.FOLDER

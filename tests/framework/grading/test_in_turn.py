from __future__ import annotations

from contextlib import closing

import pytest

from autograder.errors import UsageError
from autograder.grading.in_turn import InTurn


def test_every_task_is_done_once_and_in_turn() -> None:
    prepared: list[int] = []

    def prepare():
        prepared.append(1)
        return lambda n: f"did {n}"

    with closing(InTurn(prepare)) as crew:
        assert list(crew.run(3)) == [(n, f"did {n}") for n in range(3)]
        assert list(crew.run(0)) == []
    assert prepared == [1]


def test_an_error_costs_its_task_alone(capsys: pytest.CaptureFixture[str]) -> None:
    def work(n: int) -> str:
        if n == 1:
            raise UsageError("the folder cannot be written")
        if n == 2:
            raise RuntimeError("a fault of ours")
        return str(n)

    assert dict(InTurn(lambda: work).run(4)) == {0: "0", 1: None, 2: None, 3: "3"}
    said = capsys.readouterr().err
    assert said.startswith("autograder: the folder cannot be written\nTraceback")
    assert said.endswith("RuntimeError: a fault of ours\n")


def test_an_interruption_ends_all() -> None:
    def work(n: int) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        next(InTurn(lambda: work).run(2))

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import CONFIG

from autograder import config
from autograder.errors import ConfigError
from autograder.model.assignment import Leaderboard

BOARD = {
    "name": "speed",
    "forward": '"1.1"',
    "backward": '"1.2"',
    "shapes": "[[2, 3], [4]]",
    "options": "[1]",
    "best_of": "3",
}


def written(folder: Path, **changes: str | None) -> Path:
    lines = {**BOARD, **changes}
    section = "".join(f"  {key}: {value}\n" for key, value in lines.items() if value is not None)
    return tiny_assignment.make(folder, config=f"{CONFIG}leaderboard:\n{section}")


def test_it_is_read(tmp_path: Path) -> None:
    assert config.read(written(tmp_path)).leaderboard == Leaderboard(
        "speed", "1.1", "1.2", ((2, 3), (4,)), (1,), 3
    )


def test_without_one_there_is_none(tmp_path: Path) -> None:
    assert config.read(tiny_assignment.make(tmp_path)).leaderboard is None


def test_what_is_left_out_has_the_models_defaults(tmp_path: Path) -> None:
    board = config.read(written(tmp_path, options=None, best_of=None)).leaderboard

    assert board is not None
    assert (board.options, board.best_of) == ((), 5)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("name", '" "', "leaderboard.name should be one line of text, not ' '"),
        ("forward", '"9.9"', "leaderboard.forward should be a question that asks for one function"),
        ("backward", '"2.1"', "leaderboard.backward should be a question that asks for one func"),
        ("shapes", "[]", "leaderboard.shapes is empty; give a shape for each array"),
        ("shapes", "[[2], [0]]", "leaderboard.shapes[2] should be sizes of at least 1"),
        ("shapes", "[[]]", "leaderboard.shapes[1] should be sizes of at least 1"),
        ("shapes", "[[5000, 5000]]", "leaderboard.shapes[1] should be sizes of at least 1, and 4"),
        ("shapes", "[[2.5]]", "leaderboard.shapes[1][1] should be a whole number"),
        ("best_of", "0", "leaderboard.best_of should be from 1 to 20, not 0"),
        ("best_of", "21", "leaderboard.best_of should be from 1 to 20, not 21"),
        ("backward", None, "leaderboard.backward is missing; add it"),
    ],
)
def test_a_fault_is_told_with_its_key(
    tmp_path: Path, key: str, value: str | None, message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        config.read(written(tmp_path, **{key: value}))

    assert message in str(error.value)
    assert "config.yaml, line " in str(error.value)

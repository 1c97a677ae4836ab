from __future__ import annotations

import numpy as np
from disguise import disguised

from autograder.model.submission import Notebook, SourceFile, Submission
from autograder.similar.findings import Lines
from autograder.similar.fingerprints import Hashes, runs
from autograder.similar.matching import Piece, blocks, count_lines, pieces, prints
from autograder.similar.sections import texts
from autograder.similar.tokens import passages
from autograder.submission.wanted import Wanted

WANTED = Wanted(("first.py", "second.py"), "tiny.ipynb", graded_names={"first.py": ("double",)})
NONE: Hashes = np.empty(0, np.uint64)

DOUBLE = '''\
"""Doubling."""

import numpy as np


def helper(values):
    return [value + 1 for value in values if value > 3]


def double(x, times=3):
    """Return it."""
    total = np.zeros(len(x))
    for number in range(times):
        for place, value in enumerate(x):
            total[place] += np.sqrt(value * number) - 7
    return total.sum(axis=0)
'''


def submission(**sources: str) -> Submission:
    files = {f"{name}.py": SourceFile(f"{name}.py", text) for name, text in sources.items()}
    return Submission("x", files)


def parts(submitted: Submission, given: Hashes = NONE) -> list[Piece]:
    return pieces(texts(submitted, WANTED), given)


def test_a_copy_is_one_block_on_both_sides() -> None:
    one, two = parts(submission(first=DOUBLE)), parts(submission(first=disguised(DOUBLE)))

    found = blocks(one, two, frozenset(prints(one).tolist()))

    (block,) = [block for block in found if block.words > 40]
    assert block.a == Lines("first.py", 10, 16)
    assert block.b.last - block.b.first == 6
    assert block.b.file == "first.py"


def test_a_block_without_anything_unusual_is_left_out() -> None:
    one = parts(submission(first=DOUBLE))

    assert blocks(one, one, frozenset()) == ()


def test_code_is_compared_with_that_of_the_same_module_only() -> None:
    body = DOUBLE.replace("double", "other")
    one, two = parts(submission(first=body)), parts(submission(second=body))

    assert not np.intersect1d(prints(one), prints(two)).size


def test_a_function_that_is_asked_for_belongs_to_its_module_wherever_it_stands() -> None:
    one, two = parts(submission(first=DOUBLE)), parts(submission(mine=DOUBLE))
    cells = ("import numpy as np", "", DOUBLE.partition("import numpy as np")[2])
    notebook = Submission("x", notebook=Notebook("tiny.ipynb", cells))
    three = parts(notebook)

    assert np.intersect1d(prints(one), prints(two)).size
    assert np.intersect1d(prints(one), prints(three)).size
    (place,) = {block.b for block in blocks(one, three, frozenset(prints(one).tolist()))}
    lines = texts(notebook, WANTED)[0].source.split("\n")[place.first - 1 : place.last]
    assert (place.file, lines[0]) == ("tiny.ipynb", "def double(x, times=3):")
    assert lines[-1] == "    return total.sum(axis=0)"


def test_what_was_given_is_not_counted() -> None:
    given = np.unique(np.concatenate([runs(one.words) for one in passages(DOUBLE, 10_000)]))

    one = parts(submission(first=DOUBLE), given)

    assert prints(one).size == 0
    assert blocks(one, one, frozenset(range(10))) == ()


def test_a_block_ends_where_given_code_begins() -> None:
    lines = DOUBLE.splitlines(keepends=True)
    given = "".join(f"    total = total + np.dot(x, {n})\n" for n in range(20))
    one = "".join([*lines[:15], given, *lines[15:]])
    known = np.unique(runs(passages(f"import numpy as np\ndef f(x):\n{given}", 10_000)[0].words))

    found = parts(submission(first=one), known)
    places = [block.a for block in blocks(found, found, frozenset(prints(found).tolist()))]

    assert (places[0].first, places[-1].last) == (10, 36)
    assert places[0].last < 20
    assert places[-1].first > 30


def test_a_file_that_is_no_python_is_told_and_the_others_are_compared() -> None:
    broken = SourceFile("second.py", "def (", "line 1: invalid syntax")
    found = texts(
        Submission("x", {"first.py": SourceFile("first.py", DOUBLE), "second.py": broken}), WANTED
    )

    assert [(text.file, text.problem) for text in found] == [
        ("first.py", ""), ("second.py", "line 1: invalid syntax"),
    ]  # fmt: skip


def test_lines_are_counted_once() -> None:
    assert count_lines([Lines("a", 1, 5), Lines("a", 4, 6), Lines("b", 1, 1)]) == 7


def test_one_line_a_thousand_times_takes_no_time_that_is_felt() -> None:
    source = "def double(x):\n" + "    x = x + x * x - x / x\n" * 900
    one = parts(submission(first=source))

    assert len(blocks(one, one, frozenset(prints(one).tolist()))) == 1

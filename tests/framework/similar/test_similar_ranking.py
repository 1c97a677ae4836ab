from __future__ import annotations

import numpy as np
import pytest

from autograder.similar import ranking
from autograder.similar.fingerprints import Hashes
from autograder.similar.ranking import LEAST, rank


def prints(*parts: range) -> Hashes:
    return np.array([value for part in parts for value in part], np.uint64)


def own(number: int) -> range:
    """Return what a submission alone has."""
    return range(10_000 * (number + 1), 10_000 * (number + 1) + 100)


def nobody(count: int) -> list[frozenset[int]]:
    return [frozenset({number}) for number in range(count)]


def test_what_two_alone_have_counts_in_full() -> None:
    made = [prints(own(n)) for n in range(30)]
    made[3], made[7] = prints(range(40), own(3)), prints(range(40), range(9_000, 9_020))

    (pair,) = rank(made, nobody(30), 10).pairs

    assert (pair.a, pair.b) == (3, 7)
    assert pair.weight == pytest.approx(40)
    assert pair.share == pytest.approx(40 / 60)


def test_what_many_have_counts_for_nothing() -> None:
    made = [prints(range(200), own(n)) for n in range(300)]

    assert rank(made, nobody(300), 10).pairs == ()


def test_what_a_fifth_of_a_class_has_is_nobodys_in_particular() -> None:
    made = [prints(range(200), own(n)) if n < 60 else prints(own(n)) for n in range(300)]

    assert rank(made, nobody(300), 10).pairs == ()


def test_what_some_have_counts_less() -> None:
    made = [prints(own(n)) for n in range(100)]
    for number in range(8):
        made[number] = prints(range(50), own(number))
    made[50] = made[51] = prints(range(1_000, 1_050), range(5_000, 5_100))

    pairs = rank(made, nobody(100), 50).pairs

    assert (pairs[0].a, pairs[0].b) == (50, 51)
    assert len(pairs) == 1 + 8 * 7 // 2
    assert 0 < pairs[1].weight < 50


def test_a_whole_copy_of_little_comes_before_more_of_a_lot() -> None:
    made = [prints(own(n)) for n in range(20)]
    made[0] = made[1] = prints(range(30))
    made[2] = prints(range(100, 140), range(200, 400))
    made[3] = prints(range(100, 140), range(500, 700))

    pairs = rank(made, nobody(20), 5).pairs

    assert [(pair.a, pair.b) for pair in pairs] == [(0, 1), (2, 3)]


def test_two_submissions_of_one_person_are_no_pair_and_count_once() -> None:
    made = [prints(own(n)) for n in range(20)]
    made[0] = made[1] = made[2] = prints(range(50))
    owners = nobody(20)
    owners[1] = owners[0]

    pairs = rank(made, owners, 5).pairs

    assert [(pair.a, pair.b) for pair in pairs] == [(0, 2)]
    assert pairs[0].weight == pytest.approx(50)


def test_a_group_is_not_paired_with_its_members_but_with_others() -> None:
    made = [prints(own(n)) for n in range(20)]
    made[0] = made[1] = made[2] = prints(range(50))
    owners = nobody(20)
    owners[0], owners[1], owners[2] = frozenset({1, 2}), frozenset({2, 3}), frozenset({4})

    pairs = rank(made, owners, 5).pairs

    assert {(pair.a, pair.b) for pair in pairs} == {(0, 2), (1, 2)}


def test_what_happens_by_chance_is_no_pair() -> None:
    made = [prints(own(n)) for n in range(20)]
    made[0] = prints(range(int(LEAST) - 1), own(0))
    made[1] = prints(range(int(LEAST) - 1), own(1))

    assert rank(made, nobody(20), 5).pairs == ()


def test_it_makes_no_difference_how_many_pairs_are_added_up_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [prints(range(30 * (n % 7), 30 * (n % 7) + 50), own(n)) for n in range(40)]
    found = rank(made, nobody(40), 100)

    monkeypatch.setattr(ranking, "_AT_ONCE", 7)

    assert found.pairs
    assert rank(made, nobody(40), 100).pairs == found.pairs


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_classes_are_no_special_case(count: int) -> None:
    made = [prints(range(50))] * count

    assert len(rank(made, nobody(count), 10).pairs) == count * (count - 1) // 2


def test_empty_submissions_are_no_trouble() -> None:
    made = [prints(), prints(range(50)), prints(), prints(range(50))]

    (pair,) = rank(made, nobody(4), 10).pairs

    assert (pair.a, pair.b, pair.share) == (1, 3, 1.0)


def test_only_so_many_pairs_are_returned() -> None:
    made = [prints(range(100 * (n // 2), 100 * (n // 2) + 50)) for n in range(20)]

    assert len(rank(made, nobody(20), 4).pairs) == 4
    assert len(rank(made, nobody(20), 50).pairs) == 10


def test_what_a_whole_small_class_has_is_nothing_unusual() -> None:
    assert rank([prints(range(50))] * 9, nobody(9), 4).pairs == ()

"""What two wrong functions earn that agree: the share that is granted, and no more."""

from __future__ import annotations

import pytest
from graded_class import TOGETHER

SHARE = 0.5
PART = {"2.3": 0.5}
"""Of a question's points, what the backward pass is worth; all of them where it is not here."""


def granted(graded, name):
    """What follow-through added, by the question's id, and the words."""
    tests = graded[name].report()["tests"]
    return {
        test["number"]: (test["score"], test["output"])
        for test in tests
        if "test_follow_through.py" in test.get("extra_data", {}).get("check", "") and test["score"]
    }


def test_a_pair_that_agrees_earns_the_share_and_is_told(graded, pairs_that_agree):
    result, said = graded[pairs_that_agree], granted(graded, pairs_that_agree)

    for pair in TOGETHER[pairs_that_agree].pairs:
        points = SHARE * PART.get(pair.backward, 1.0) * result.full[pair.backward]
        assert result.scores[pair.backward] == pytest.approx(points, abs=1e-5), pair.backward
        more, words = said[pair.backward]
        assert 0 < more <= points
        assert f"right for your own forward pass, which is not right (question {pair.forward})" in (
            words.lower()
        )
    assert set(said) == {pair.backward for pair in TOGETHER[pairs_that_agree].pairs}


def test_a_pair_that_agrees_on_hardly_anything_gains_nothing(graded, cheats_together):
    assert granted(graded, cheats_together) == {}
    for pair in TOGETHER[cheats_together].pairs:
        result = graded[cheats_together]
        assert result.scores[pair.backward] < SHARE * result.full[pair.backward]


def test_what_is_right_is_not_judged_by_its_own_forward_pass(graded, variants_together):
    assert granted(graded, variants_together) == {}


def test_no_single_mistake_earns_more_than_the_share_by_it(graded, mistakes_together):
    result = graded[mistakes_together]

    for question, (more, _) in granted(graded, mistakes_together).items():
        assert more > 0
        assert result.scores[question] <= SHARE * result.full[question] + 1e-6

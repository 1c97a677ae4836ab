"""The checks give the marks that they should: to mistakes, to right variants, to whole samples."""

from __future__ import annotations

import math
from pathlib import Path

from graded_class import EXPECTED, TOGETHER, samples


def test_the_reference_has_all_points(graded):
    reference = graded["the-reference"]

    assert reference.scores == reference.full
    assert math.isclose(sum(reference.scores.values()), 100)


def test_mistakes_lose_points_in_their_questions_and_in_no_other(graded, mistakes_together):
    made, result = TOGETHER[mistakes_together], graded[mistakes_together]

    assert made.must <= result.lost, f"not noticed: {made.must - result.lost} of {made.holds}"
    assert result.lost <= made.must | made.may, f"charged elsewhere: {made.holds}"


def test_right_variants_have_all_points(graded, variants_together):
    result = graded[variants_together]

    assert result.scores == result.full, f"{TOGETHER[variants_together].holds}: {_said(result)}"


def test_a_sample_comes_to_what_is_expected(graded, sample):
    expected, result = EXPECTED[sample], graded[sample.replace("/", "-", 1)]
    everything = set(result.scores)

    if expected.get("full"):
        assert result.scores == result.full, _said(result)
    elif expected.get("zero"):
        assert result.none == everything
    elif "loses" in expected:
        assert result.lost == set(expected["loses"]), _said(result)
    else:
        earned, partly = set(expected["earns"]), set(expected.get("partly", ()))
        assert everything - result.lost == earned, _said(result)
        assert everything - earned - partly <= result.none, _said(result)


def test_no_submission_needs_staff(graded):
    assert {name: one.staff for name, one in graded.items() if one.staff} == {}


def test_every_sample_is_expected_to_come_to_something():
    names = {f"{path.parent.name}/{path.name}" for path in samples()}

    assert {name.removesuffix(".zip") for name in names} == set(EXPECTED)
    assert all(one["why"] for one in EXPECTED.values())
    assert all(Path(name).parent != Path() for name in EXPECTED)


def _said(result):
    """What failed, for the one who reads the test's output."""
    tests = result.report()["tests"]
    failed = [test for test in tests if test["score"] < test["max_score"]]
    return "\n".join(f"{test['name']}: {test.get('output', '')[:300]}" for test in failed[:10])

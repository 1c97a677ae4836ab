"""What is said of mistakes that nobody knows: what they have in common, and no value."""

from __future__ import annotations

import pytest
from graded_class import TOGETHER


@pytest.mark.parametrize("name", [name for name in TOGETHER if name.startswith("described")])
def test_an_unknown_mistake_is_described_by_the_cases_that_it_shows_in(graded, name):
    made, result = TOGETHER[name], graded[name]

    assert result.lost == made.must
    for question, words in made.described.items():
        said = [
            test["output"]
            for test in result.report()["tests"]
            if test["number"] == question
            and test["status"] == "failed"
            and test.get("extra_data", {}).get("check", "").startswith("hidden/")
        ]
        assert said
        assert all(f"This is so only for {words}" in text for text in said), said


def test_no_mistake_is_described_by_what_it_is_not_named_for(graded, mistakes_together):
    """Where a known mistake is named, nothing else is said to explain it."""
    result = graded[mistakes_together]
    named = {question for question, hints in result.hints().items() if hints}

    for test in result.report()["tests"]:
        if test["number"] in named:
            assert "This is so only for" not in test.get("output", "")

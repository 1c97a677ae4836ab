from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.similar.fingerprints import GIVEN, RUN, WINDOW, chosen, runs, salted

WORDS = st.lists(st.sampled_from("abc"), max_size=80)


@settings(derandomize=True, deadline=None)
@given(WORDS)
def test_equal_runs_have_equal_hashes_and_others_have_others(words: list[str]) -> None:
    hashes = runs(words).tolist()
    texts = [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]

    assert len(hashes) == len(texts)
    assert len(set(hashes)) == len(set(texts))
    assert dict(zip(texts, hashes, strict=True)) == dict(
        zip(texts[::-1], hashes[::-1], strict=True)
    )


@settings(derandomize=True, deadline=None)
@given(WORDS, WORDS, st.lists(st.sampled_from("abc"), min_size=RUN + WINDOW - 1, max_size=60))
def test_what_is_long_enough_is_always_found(
    before: list[str], after: list[str], shared: list[str]
) -> None:
    one, two = chosen(runs(before + shared)), chosen(runs(shared + after))

    assert np.intersect1d(one, two).size


def test_what_is_shorter_than_a_run_has_no_fingerprint() -> None:
    assert chosen(runs(["a"] * (RUN - 1))).size == 0
    assert chosen(runs(["a"] * RUN)).size == 1


def test_what_all_were_given_is_never_chosen() -> None:
    hashes = runs([str(n) for n in range(60)])
    hashes[5:30] = GIVEN

    assert GIVEN not in chosen(hashes)
    assert chosen(np.full(30, GIVEN)).size == 0


def test_sections_have_hashes_of_their_own() -> None:
    hashes = runs([str(n) for n in range(60)])

    assert not np.intersect1d(salted(hashes, "a.py"), salted(hashes, "b.py")).size
    assert np.array_equal(salted(hashes, "a.py"), salted(hashes, "a.py"))


def test_hashes_are_the_same_in_every_process() -> None:
    program = (
        "from autograder.similar.fingerprints import runs; print(runs(['a', 'b'] * 20).tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == str(runs(["a", "b"] * 20).tolist())

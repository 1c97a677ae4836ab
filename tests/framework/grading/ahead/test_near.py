"""Answers that differ from the reference's by rounding and form alone."""

from __future__ import annotations

from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.ahead.altered import ALTERATIONS
from autograder.grading.ahead.near import Near, Slack
from autograder.grading.ahead.step import Step
from autograder.grading.talk import Heard
from autograder.sandbox import protocol
from autograder.sandbox.body import Body
from autograder.sandbox.connection import Message
from autograder.sandbox.objects import Objects
from autograder.sandbox.protocol import Answers, Call, Frame, Get, Handle, Raised, Reply, Single
from autograder.testing.tolerances import Tolerances

SLACK = Slack.within(Tolerances())
CALL = Call("f", -1, [], {}, False, False)
NUMBERS = arrays.arrays(
    st.sampled_from([np.float64, np.float32]),
    arrays.array_shapes(max_dims=3, max_side=4),
    elements=st.integers(-8000, 8000).map(lambda eighths: eighths / 8),
)


def answered(*results: Any) -> tuple[Message, list[Heard]]:
    """Return what a worker says to a case whose calls come to these results."""
    objects, body = Objects(2**20), b""
    answers: list[Reply | Raised] = []
    heard: list[Heard] = []
    ends: list[int] = []
    for result in results:
        contents = b""
        answer = result
        if not isinstance(result, Raised):
            values, single, parts = objects.outgoing(result, keep=False)
            answer, contents = Reply(values, single, []), b"".join(parts)
        body += contents
        answers.append(answer)
        heard.append((answer, Body(contents)))
        ends.append(len(body))
    return (protocol.encoded(Answers(answers, ends)), body), heard


def near(*results: Any, requests: tuple[Single, ...] = ()) -> Near:
    """Return what is near these results of the reference."""
    _, heard = answered(*results)
    asked = requests or (CALL,) * len(results)
    pairs = zip(asked, heard, strict=True)
    steps = [Step(one, b"", b"", answer, body.raw) for one, (answer, body) in pairs]
    return Near.of(steps, SLACK)


def is_met(one: Near, *results: Any) -> bool:
    """Whether results are near; if so, they are known as such from then on."""
    message, heard = answered(*results)
    found = one.is_met(message, heard)
    assert found or not one.knows(message)
    return found


@given(NUMBERS, st.integers(0, 2**32 - 1), st.floats(-1, 1))
def test_numbers_may_be_off_by_the_slack_and_no_more(x: Any, seed: int, by: float) -> None:
    place = np.unravel_index(seed % x.size, x.shape)
    bound = SLACK.bound(x)
    moved = x.copy()
    moved[place] += 0.9 * by * bound
    far = x.copy()
    far[place] += 2 * bound if by > 0 else -2 * bound
    one = near((x, np.ones(2)))

    assert is_met(one, (moved, np.ones(2)))
    assert is_met(one, (far, np.ones(2))) == bool(np.all(far == x))


@given(NUMBERS)
def test_a_form_that_was_read_once_is_known(x: Any) -> None:
    one = near(x.astype(float), "as it was")
    message, heard = answered(x.astype(float), "as it was")
    other, _ = answered(x.astype(float) + 0.5 * SLACK.bound(x.astype(float)), "as it was")
    far, _ = answered(x.astype(float) + 1.0, "as it was")

    assert not one.knows(message)
    assert one.is_met(message, heard)
    assert one.knows(message)
    assert one.knows(other)
    assert not one.knows(far)
    assert not one.knows((message[0], message[1][:-1]))
    assert not one.knows((message[0], message[1] + bytes(8)))


X = np.array([1.0, 2.0])
FORMS = {
    "a Python number": (np.float64(0.1), 0.1, True),
    "an array without dimensions": (0.1, np.array(0.1), True),
    "a list": ((X, X), [X, X], True),
    "another kind of cache": ((X, {}), (X, {1}), True),
    "a cache that is an array": ((X, {}), (X, np.arange(7)), True),
    "a cache that is a number": ((X, {}), (X, 7), False),
    "no cache": ((X, {}), (X, None), False),
    "one result": ((X, X), X, False),
    "a tuple of one": (X, (X,), False),
    "an array of one": (np.float64(0.1), np.array([0.1]), False),
    "a whole number": (1.0, 1, False),
    "a truth value": (1.0, True, False),
    "float32": (X, X.astype(np.float32), False),
    "integers": (X, X.astype(int), False),
    "complex numbers": (X, X.astype(complex), False),
    "another shape": (X, X[None], False),
    "another text": ("one", "two", False),
    "the same text": ("one", "one", True),
    "of whole numbers, a truth value": (1, True, False),
    "nothing": (None, 0.0, False),
    "not a number": (X, X * np.nan, False),
    "infinite": (X, X * np.inf, False),
    "an overflow": (np.array([1e300, 1.0]), np.array([-1.7e308, 1.0]), False),
    "what is infinite in the reference": (X * np.inf, X, False),
    "of integers, another": (np.arange(3), np.arange(3) + 1, False),
    "of integers, the same": (np.arange(3), np.arange(3), True),
    "zeros, nearly": (np.zeros(3), np.full(3, 1e-300), False),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    right, other, expected = FORMS[form]

    assert is_met(near(right), other) is expected


def test_an_array_that_is_asked_for_again_has_the_number_of_the_reference() -> None:
    again = Call("g", -1, [Handle(1)], {}, False, False)
    results = (X, 0.5, X), (np.array(0.5),)
    later = (X, np.array(0.5), X), (np.array(0.5),)

    assert is_met(near(*results), *later)
    assert not is_met(near(*results, requests=(CALL, again)), *later)
    assert is_met(near(*results, requests=(CALL, again)), *results)


@pytest.mark.parametrize("request_", [Get(0, "forward"), Call("Layer", -1, [], {}, True, False)])
def test_what_is_no_result_is_what_it_is(request_: Single) -> None:
    assert not is_met(near({}, requests=(request_,)), {1})
    assert is_met(near({}, requests=(request_,)), {})


RAISED = Raised("ValueError", True, "no", [])


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Raised("ValueError", True, "other words", [Frame("first.py", 3, "f")]), True),
        (Raised("TypeError", False, "no", []), False),
        (Raised("ValueError", True, "no", [], "error", "here"), False),
        (Raised("ValueError", True, "no", [], "forbidden"), False),
        (X, False),
    ],
)
def test_exceptions_are_of_the_same_kind(other: Any, expected: bool) -> None:
    assert is_met(near(RAISED), RAISED)
    assert is_met(near(RAISED), other) is expected
    assert not is_met(near(X), RAISED)


def test_all_steps_are_answered() -> None:
    assert is_met(near(X, X), X, X)
    assert not is_met(near(X, X), X)


@pytest.mark.parametrize(
    ("changed", "printed", "expected"), [([], "", True), (["0"], "", False), ([], "here", False)]
)
def test_what_was_changed_or_printed_is_what_it_is(
    changed: list[str], printed: str, expected: bool
) -> None:
    values, single, parts = Objects(2**20).outgoing(X, keep=False)
    heard = [(Reply(values, single, changed, printed), Body(b"".join(parts)))]

    assert near(X).is_met((b"", b""), heard) is expected


def test_a_body_that_holds_another_number_of_bytes_than_is_said_is_not_near() -> None:
    message, [(answer, body)] = answered(X)

    for contents in (body.raw[:-1], body.raw + bytes(1)):
        assert not near(X).is_met(message, [(answer, Body(contents))])


@given(NUMBERS, st.sampled_from(ALTERATIONS), st.integers(0, 9))
def test_an_alteration_is_further_off_than_what_is_near_and_within_tolerance(
    x: Any, alteration: Any, place: int
) -> None:
    _, [(answer, body)] = answered((x, np.float64(0.5), {}))
    assert isinstance(answer, Reply)
    step = Step(CALL, b"", b"", answer, body.raw)

    altered, contents = alteration.of(step, SLACK.tried, place)

    assert isinstance(altered, Reply)
    array = Body(contents).take(x.dtype.name, list(x.shape))
    off = np.abs(array.astype(float) - x)
    tolerance = Tolerances().float64 if x.dtype == float else Tolerances().float32
    scale = float(np.abs(x).max())
    assert np.all(off >= SLACK.bound(x))
    assert np.all(off <= 0.5 * tolerance * scale)
    assert altered.values[0] == answer.values[0]
    assert altered.values[1:] != answer.values[1:]
    assert (
        not Near.of([step], SLACK).is_met((b"", contents), [(altered, Body(contents))]) or not scale
    )

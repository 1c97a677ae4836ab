"""Whatever well-formed answers a worker makes up, a check sees plain data or a student's fault.

Anything else that were raised would be taken for a fault of the grader's, and such a case is left
out of the score.
"""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_student import LIMITS, Student

from autograder.grading.faults import Faults
from autograder.grading.proxy import Opaque
from autograder.sandbox import protocol
from autograder.sandbox.body import Body
from autograder.sandbox.client import Terms
from autograder.sandbox.protocol import (
    DTYPES,
    ArrayNode,
    Frame,
    Handle,
    Items,
    Kind,
    Number,
    Plain,
    Raised,
    Reply,
)
from autograder.testing.errors import Mismatch, StudentFault

SETTINGS = settings(max_examples=120, deadline=None, derandomize=True, database=None)

texts = st.text(max_size=30) | st.sampled_from(["ValueError", "0", "²", "x", "task.py", "\x1b[2J"])
numbers = st.integers(-(2**63), 2**64 - 1)
scalars = st.none() | st.booleans() | numbers | st.floats() | texts
dtypes = st.sampled_from(sorted(DTYPES))
shapes = st.lists(st.sampled_from([0, 1, 2, 3, 50, 2**20, 2**40]), max_size=5)
kinds = st.sampled_from(msgspec.inspect.type_info(Kind).values)
nodes = st.one_of(
    st.builds(Plain, scalars),
    st.builds(Number, dtypes),
    st.builds(ArrayNode, dtypes, shapes, numbers, st.none() | st.lists(numbers, max_size=3)),
    st.builds(Handle, numbers, kinds),
    st.builds(Items, st.lists(scalars, max_size=3)),
)
frames = st.builds(Frame, texts, numbers, texts)
answers = st.one_of(
    st.builds(
        Reply, st.lists(nodes, max_size=4), st.booleans(), st.lists(texts, max_size=3), texts
    ),
    st.builds(
        Raised,
        texts,
        st.booleans(),
        texts,
        st.lists(frames, max_size=4),
        st.sampled_from(["error", "memory", "missing", "forbidden"]),
        texts,
    ),
)


def size_of(answer: Reply | Raised) -> int:
    """Return how many bytes a body needs, where that is little."""
    total = 0
    for node in answer.values if isinstance(answer, Reply) else ():
        if isinstance(node, (ArrayNode, Number)):
            count = np.prod(node.shape, dtype=object) if isinstance(node, ArrayNode) else 1
            total += int(count) * np.dtype(node.dtype).itemsize
    return total if total < 2**20 else 0


class MadeUp:
    """A connection to a worker that imports the module and then answers what it likes."""

    def __init__(self, answers) -> None:
        self._answers = iter(answers)
        self.alive = True
        self.attempts = []

    def ask(self, request, body, seconds, provide=None):
        if isinstance(request, protocol.Load):
            return Reply([], False, []), Body(b"")
        answer = next(self._answers)
        packed = protocol.pack(0, answer, [])[protocol.PREFIX.size :]
        return protocol.answer(packed), Body(bytes(size_of(answer)))

    def forget(self) -> None:
        pass

    def close(self) -> None:
        self.alive = False


class Factory:
    def __init__(self, answers) -> None:
        self.terms = Terms()
        self._answers = answers

    def worker(self) -> MadeUp:
        return MadeUp(self._answers)


def use(student: Student, watched: bool) -> None:
    """Do with results what checks do."""
    call = student.task.f
    if watched:
        with student.proxy.inputs_unchanged():
            result = call(np.ones(3), w=np.ones(2))
    else:
        result = call(np.ones(3), w=np.ones(2))
    for one in result if isinstance(result, tuple) else (result,):
        if isinstance(one, Opaque):
            assert len(one.describe()) < 60
            assert "\x1b" not in repr(one)
        else:
            kinds = (type(None), bool, int, float, str, np.generic, np.ndarray)
            assert isinstance(one, kinds)
        student.task.backward(np.ones(3), one)
        if isinstance(one, Opaque):
            one.forward(np.ones(3))


def sentences(action) -> list[str]:
    """Return what a student is told; whatever else is raised goes on."""
    try:
        action()
    except (StudentFault, Mismatch) as fault:
        return [fault.message]
    except StopIteration:  # the answers are used up
        return []
    return []


@SETTINGS
@given(st.lists(answers, min_size=8, max_size=8), st.booleans())
def test_made_up_answers(made_up, watched):
    reference = "class Layer:\n    def forward(self, x): ...\n"
    student = Student(Factory(made_up), "def f(x, w):\n    return x\n", reference=reference)
    for sentence in sentences(lambda: use(student, watched)):
        assert len(sentence) < 700
        assert sentence.isprintable()
    student.session.end_case()
    assert sum(map(len, student.session.printed)) <= 1_000


@pytest.mark.parametrize("kind", ["error", "memory", "missing", "forbidden"])
@pytest.mark.parametrize("importing", [False, True])
def test_made_up_exceptions_keep_to_our_words(kind, importing):
    secret = "x[3]=0.25"
    raised = Raised(secret, True, secret, [Frame(secret, 1, secret)], kind, secret)
    student = Student(Factory([raised]), "def f():\n    return 1\n")
    worker = student.session.worker("task")
    if importing:
        fault = Faults(student.session.submission, LIMITS).of_import("task.py", raised)
    else:
        with pytest.raises(StudentFault) as caught:
            student.task.f()
        fault = caught.value

    assert worker is not None
    assert secret not in fault.message or (importing and kind == "forbidden")

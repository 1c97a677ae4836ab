"""Random formulas against a plain interpreter with exact fractions, and random text."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from autograder.testing.formula import FormulaError, evaluate, parse

SETTINGS = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ENVIRONMENT = {
    "x": np.array([3.0, -1.0, 4.0, 1.0, -5.0, 9.0]),
    "w": np.array([2.0, -7.0, 1.0]),
    "v": np.array([8.0, 2.0, -8.0, 1.0]),
    "b": -3.0,
    "eta": 0.25,
}
LENGTHS = {6: "x", 3: "w", 4: "v"}
INDICES = ("i", "j", "k", "b", "row")


# A formula is a tuple: its kind, then its parts. Numbers and vectors are drawn by their kind, so
# that every formula drawn has a shape.


@st.composite
def whole_numbers(draw, scope, depth):
    kinds = ["literal"] + ["index"] * 3 * bool(scope) + ["arithmetic"] * (2 if depth else 0)
    kind = draw(st.sampled_from(kinds))
    if kind == "literal":
        return ("literal", draw(st.integers(0, 7)))
    if kind == "index":
        return ("name", draw(st.sampled_from(sorted(scope))))
    operator = draw(st.sampled_from("+-+-*"))
    return (
        operator,
        draw(whole_numbers(scope, depth - 1)),
        draw(whole_numbers(scope, depth - 1)),
    )


@st.composite
def sums(draw, scope, depth, body):
    clauses = []
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(INDICES))
        first, last = draw(whole_numbers(scope, 1)), draw(whole_numbers(scope, 1))
        clauses.append((name, first, last, draw(st.sampled_from([1, 1, 1, 2, -1]))))
        scope = scope | {name}
    return tuple(clauses), draw(body(scope, depth - 1))


@st.composite
def numbers(draw, scope, depth):
    kinds = ["literal", "name"]
    if depth:
        kinds += ["negation", "+", "-", "*", "/", "total", "dot", "sum", "sum", "entry", "entry"]
    kind = draw(st.sampled_from(kinds))
    length = draw(st.sampled_from(sorted(LENGTHS)))
    if kind == "literal":
        return ("literal", draw(st.sampled_from([0, 1, 2, 3, 0.5, 1.25])))
    if kind == "name":
        return ("name", draw(st.sampled_from(["b", "eta", *sorted(scope)])))
    if kind == "negation":
        return (kind, draw(numbers(scope, depth - 1)))
    if kind == "/":
        return (kind, draw(numbers(scope, depth - 1)), draw(whole_numbers(scope, 1)))
    if kind == "total":
        return (kind, draw(vectors(length, scope, depth - 1)))
    if kind == "dot":
        pair = vectors(length, scope, depth - 1)
        return (kind, draw(pair), draw(pair))
    if kind == "sum":
        return (kind, None, *draw(sums(scope, depth, numbers)))
    if kind == "entry":
        return (kind, draw(vectors(length, scope, depth - 1)), draw(whole_numbers(scope, 1)))
    return (kind, draw(numbers(scope, depth - 1)), draw(numbers(scope, depth - 1)))


@st.composite
def vectors(draw, length, scope, depth):
    kinds = ["name"]
    if depth:
        kinds += ["negation", "+", "-", "*", "/", "scaled", "flip", "shift", "@", "@", "sum"]
    kind = draw(st.sampled_from(kinds))
    same = vectors(length, scope, depth - 1)
    if kind == "name":
        return (kind, LENGTHS[length])
    if kind in {"negation", "flip"}:
        return (kind, draw(same))
    if kind == "/":
        return (kind, draw(same), draw(whole_numbers(scope, 1)))
    if kind == "scaled":
        pair = [draw(same), draw(numbers(scope, depth - 1))]
        return (draw(st.sampled_from("+-*")), *draw(st.permutations(pair)))
    if kind == "shift":
        return (kind, draw(same), draw(whole_numbers(scope, 1)))
    if kind == "@":
        other = draw(st.sampled_from(sorted(LENGTHS)))
        return (kind, draw(vectors(other, scope, depth - 1)), draw(same))
    if kind == "sum":

        def body(inner, left):
            return vectors(length, inner, left)

        return (kind, length, *draw(sums(scope, depth, body)))
    return (kind, draw(same), draw(same))


def written(tree, level=0):
    """Write a tree as a formula, with brackets only where precedence asks for them."""
    kind, *parts = tree
    if kind in "+-*/@":
        own = 1 if kind in "+-" else 2
        sign = "⊛" if kind == "@" else kind
        text = f"{written(parts[0], own)} {sign} {written(parts[1], own + 1)}"
    elif kind == "negation":
        own = 3
        text = f"-{written(parts[0], own)}"
    else:
        own = 4
        text = _atom(kind, parts)
    return text if own >= level else f"({text})"


def _atom(kind, parts):
    if kind in {"literal", "name"}:
        return str(parts[0])
    if kind == "entry":
        return f"{written(parts[0], 4)}[{written(parts[1])}]"
    if kind == "sum":
        clauses = "".join(
            f" for {name} in range({written(first)}, {written(last)}, {step})"
            for name, first, last, step in parts[1]
        )
        return f"sum({written(parts[2])}{clauses})"
    name = "sum" if kind == "total" else kind
    return f"{name}({', '.join(map(written, parts))})"


class TooLongError(Exception):
    pass


@dataclass
class Plain:
    """Evaluates a tree term by term, with exact fractions and lists of them."""

    steps: int = 0
    largest: Fraction = Fraction(1)
    variables: dict = field(
        default_factory=lambda: {
            name: [Fraction(entry) for entry in value]
            if isinstance(value, np.ndarray)
            else Fraction(value)
            for name, value in ENVIRONMENT.items()
        }
    )

    def value(self, tree, scope):
        self.steps += 1
        if self.steps > 20_000:
            raise TooLongError
        result = self._value(tree, scope)
        entries = result if isinstance(result, list) else [result]
        self.largest = max(self.largest, *map(abs, entries))
        return result

    def _value(self, tree, scope):
        kind, *parts = tree
        if kind == "literal":
            return Fraction(parts[0])
        if kind == "name":
            return scope[parts[0]] if parts[0] in scope else self.variables[parts[0]]
        if kind == "sum":
            length, clauses, body = parts
            total = Fraction(0) if length is None else [Fraction(0)] * length
            for inner in self._ranges(clauses, scope):
                total = self._entrywise("+", total, self.value(body, inner))
            return total
        first, *rest = (self.value(part, scope) for part in parts)
        if kind == "negation":
            return self._entrywise("*", first, Fraction(-1))
        if kind == "total":
            return sum(first)
        if kind == "flip":
            return first[::-1]
        if kind == "dot":
            return sum(a * b for a, b in zip(first, rest[0], strict=True))
        if kind == "entry":
            return self._entry(first, rest[0])
        if kind == "shift":
            return [self._entry(first, j + rest[0]) for j in range(len(first))]
        if kind == "@":
            reach = (len(first) - 1) // 2
            return [
                sum(u * self._entry(rest[0], j - reach + i) for i, u in enumerate(first))
                for j in range(len(rest[0]))
            ]
        return self._entrywise(kind, first, rest[0])

    def _ranges(self, clauses, scope):
        if not clauses:
            yield scope
            return
        (name, first, last, step), *others = clauses
        bounds = int(self.value(first, scope)), int(self.value(last, scope))
        for index in range(*bounds, step):
            yield from self._ranges(others, {**scope, name: Fraction(index)})

    def _entry(self, vector, index):
        assert index.denominator == 1
        return vector[int(index)] if 0 <= index < len(vector) else Fraction(0)

    def _entrywise(self, operator, left, right):
        if isinstance(left, list) or isinstance(right, list):
            size = len(left if isinstance(left, list) else right)
            lefts = left if isinstance(left, list) else [left] * size
            rights = right if isinstance(right, list) else [right] * size
            return [self._entrywise(operator, a, b) for a, b in zip(lefts, rights, strict=True)]
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        return left * right if operator == "*" else left / right


def agrees(tree, text, shape, free_index=None):
    """Compare a formula's value with the plain interpreter's; both may refuse to divide by 0."""
    plain = Plain()
    formula = parse(text, variables=ENVIRONMENT)
    try:
        if free_index is None:
            wanted = plain.value(tree, {})
        else:
            wanted = [plain.value(tree, {free_index: Fraction(j)}) for j in range(shape[0])]
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="Division by zero"):
            evaluate(formula, ENVIRONMENT, shape)
        return
    except TooLongError:
        assume(False)
    got = evaluate(formula, ENVIRONMENT, shape)
    exact = np.array(wanted, dtype=object).astype(float)
    np.testing.assert_allclose(got, exact, rtol=1e-9, atol=1e-9 * float(plain.largest))


@SETTINGS
@given(numbers(frozenset(), 4))
def test_a_number_is_worth_what_a_plain_interpreter_says(tree):
    agrees(tree, written(tree), ())


@SETTINGS
@given(vectors(6, frozenset(), 4))
def test_a_vector_is_worth_what_a_plain_interpreter_says(tree):
    agrees(tree, written(tree), (6,))


@SETTINGS
@given(st.sampled_from(INDICES), st.data())
def test_components_are_worth_what_a_plain_interpreter_says(index, data):
    tree = data.draw(numbers(frozenset({index}), 4))
    agrees(tree, f"r[{index}] = {written(tree)}", (4,), index)


VOCABULARY = (
    "x w b eta v i j k 0 1 2 50 -4 + - * / @ ⊛ ( ) [ ] , = sum( dot( flip( shift( range( for in "
    "if … . : ** ^ # ' \" ` \\ \n\t\0 η × · − ∇ lambda _ 1e9 .5 1. ² x[ (x sum(x[k] "
    "for~k~in~range(3) \ud800 \u200b ｘ 𝑥 0x1 1_0 1j 1e"
)
WORDS = st.sampled_from([word.replace("~", " ") for word in VOCABULARY.split(" ")])


def read_and_evaluate(text):
    """Whatever the text, it has finite values of the wanted shape or is refused in a sentence."""
    for shape in ((), (6,)):
        refusal = None
        try:
            value = evaluate(parse(text, variables=ENVIRONMENT), ENVIRONMENT, shape)
        except FormulaError as error:
            refusal = error.message
        if refusal is None:
            assert value.shape == shape
            assert value.dtype == np.float64
            assert np.isfinite(value).all()
        else:
            assert 0 < len(refusal) < 500
            assert "\n" not in refusal


@SETTINGS
@given(st.text(max_size=60))
def test_any_text_is_evaluated_or_refused(text):
    read_and_evaluate(text)


@SETTINGS
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_any_words_are_evaluated_or_refused(text):
    read_and_evaluate(text)


@SETTINGS
@given(st.lists(WORDS, max_size=12).map("".join))
def test_any_run_of_signs_is_evaluated_or_refused(text):
    read_and_evaluate(text)


@SETTINGS
@given(
    st.sampled_from(
        [
            "flip(w) ⊛ x",
            "r[j] = sum(x[k] * w[j - k + 4] for k in range(50))",
            "sum(sum(x[k] for k in range(i, 3)) for i in range(2))",
            "r[i] = dot(x, shift(x, i - 4)) + -eta / 2",
        ]
    ),
    st.integers(0, 60),
    st.integers(0, 3),
    st.one_of(WORDS, st.characters()),
)
def test_a_formula_with_a_slip_is_evaluated_or_refused(text, place, removed, inserted):
    read_and_evaluate(text[:place] + inserted + text[place + removed :])

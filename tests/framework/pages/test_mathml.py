from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.model.report import WrittenAnswer
from autograder.pages.formulas import read

VALUES = {"x": 3.0, "y": -2.0, "z": 5.0, "η": 0.5}
SIGNS = {"+": "+", "−": "-", "·": "*", "(": "(", ")": ")"}


def typeset(text: str, key: str = "grad_x") -> Element:
    shown = read(WrittenAnswer("7.1", key, text)).typeset
    assert shown, f"{text} is not typeset"
    return ElementTree.fromstring(str(shown))


def words(element: Element) -> str:
    return "".join(element.itertext())


def back(element: Element) -> str:
    """Read typeset arithmetic as Python does: what a reader would make of it."""
    if element.tag == "mfrac":
        over, under = element
        return f"(({back(over)})/({back(under)}))"
    if element.tag == "mo":
        return SIGNS[element.text or ""]
    if element.tag == "mi":
        return repr(VALUES[element.text or ""]) if element.text != "y" else "(-2.0)"
    if element.tag == "mn":
        return element.text or ""
    return "".join(map(back, element))


atoms = st.sampled_from(["x", "y", "z", "eta", "2", "7", "0.5"])
formulas = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner | inner.map("({})".format), st.sampled_from("+-*/"), inner).map(" ".join),
        st.tuples(inner, st.sampled_from("+-*/"), inner.map("({})".format)).map(" ".join),
        inner.map(lambda one: f"-{one}" if one[0] != "-" else one),
    ),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(formulas)
@example("(x + y) * z")
@example("x * 2 - (y - z) / (x / 7) * -y")
def test_what_is_read_off_the_page_has_the_value_of_what_was_written(text: str) -> None:
    math = typeset(text, "w")
    row = math[0]
    assert [words(part) for part in row[:2]] == ["w", "="]
    try:
        expected = eval(text.replace("eta", "η"), {}, VALUES)
    except ZeroDivisionError:
        return

    assert eval(back(row[2])) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("flip(w) ⊛ grad_z", "∇xE=flip(w)⊛∇zE"),
        ("grad_x[j] = grad_z[k - 1]", "(∇xE)j=(∇zE)k−1"),
        ("w @ (x + b)", "∇xE=w⊛(x+b)"),
        ("dot(grad_z, shift(x, i - 4))", "∇xE=⟨∇zE,shift(x,i−4)⟩"),
        ("sum(grad_z)", "∇xE=∑∇zE"),
        ("sum(x + y)", "∇xE=∑(x+y)"),
        ("sum(x) * 2", "∇xE=(∑x)·2"),
        ("x[i] + 1", "(∇xE)i=xi+1"),
        ("(grad_z ⊛ x)[i + 20]", "(∇xE)i=(∇zE⊛x)i+20"),
    ],
)
def test_the_language_of_the_assignment(text: str, shown: str) -> None:
    assert words(typeset(text)) == shown


def test_a_sum_has_its_last_index_on_top() -> None:
    math = typeset("grad_x[j] = sum(grad_z[k] * w[j - k + 4] for k in range(50))")

    (sign,) = math.iter("munderover")

    assert [words(part) for part in sign] == ["∑", "k=0", "49"]
    assert words(math).endswith("(∇zE)k·wj−k+4")


def test_a_step_is_shown() -> None:
    (sign,) = typeset("sum(x[k] for k in range(1, n, 2))").iter("munderover")

    assert [words(part) for part in sign] == ["∑", "k=1,+2…", "<n"]


def test_names_that_nobody_knows_are_typeset_all_the_same() -> None:
    assert words(typeset("w_new + Foo", "w_new")) == "wnew=wnew+Foo"


@pytest.mark.parametrize(
    "text",
    ["", "x ** 2", "<script>alert(1)</script>", "[1, 2]", "(" * 150 + "x" + ")" * 150, "x" * 9000],
)
def test_what_is_no_formula_is_not_typeset(text: str) -> None:
    shown = read(WrittenAnswer("7.1", "grad_x", text))

    assert not shown.typeset
    assert shown.text == text or "cut" in shown.text


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_any_text_is_well_formed(text: str) -> None:
    shown = read(WrittenAnswer("7.1", "grad_x", text)).typeset

    assert not shown or ElementTree.fromstring(str(shown)).tag == "math"


def test_a_key_of_any_kind_is_escaped() -> None:
    assert words(typeset("x", "a<b>&_<c>")).startswith("a<b>&<c>=")


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.text(st.characters(categories=["L", "Nd", "Pc", "Mn"]), min_size=1, max_size=12))
def test_any_name_is_well_formed(name: str) -> None:
    shown = read(WrittenAnswer("7.1", name, f"{name} + x[{name}]")).typeset

    assert not shown or ElementTree.fromstring(str(shown)).tag == "math"

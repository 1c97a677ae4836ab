"""Formulas that have no value of the wanted shape: what each is told."""

from __future__ import annotations

import pytest

from autograder.testing import Mismatch
from autograder.testing.formula import FormulaError, judge, parse

VECTOR_FORM_OF_THE_HOMEWORK = (
    "(grad_z ⊛ w[-4], grad_z ⊛ w[-3], grad_z ⊛ w[-2], grad_z ⊛ w[-1], grad_z ⊛ w[0], "
    "grad_z ⊛ w[1], grad_z ⊛ w[2], grad_z ⊛ w[3], grad_z ⊛ w[4])"
)

NOT_PARSED = [
    ("…", "column 1: `…` is not read"),
    ("x + … + w", "column 5: `…` is not read"),
    ("2x", "column 2: an operator is missing between `2` and `x`; a product is written with `*`"),
    ("x w", "column 3: an operator is missing between `x` and `w`"),
    ("2(x)", "column 2: an operator is missing between `2` and `(`"),
    ("(x)(w)", "column 4: an operator is missing between `)` and `(`"),
    ("flip w ⊛ grad_z", "column 6: an operator is missing between `flip` and `w`"),
    ("flip(w)(grad_z)", "column 8: an operator is missing between `)` and `(`"),
    ("1j * x", "column 2: an operator is missing between `1` and `j`"),
    ("0x10", "column 2: an operator is missing between `0` and `x10`"),
    ("sum(x[k] * w[k] k in range(3))", "column 17: an operator is missing"),
    ("x^2", "column 2: formulas have no powers (`^`)"),
    ("x**2", "column 2: formulas have no powers (`**`)"),
    ("x²", "column 1: raised and lowered signs are not read (`x²`)"),
    ("wₖ", "column 1: raised and lowered signs are not read (`wₖ`)"),
    ("x // 2", "column 3: the operator `//` is not used; the operators are + - * / and ⊛"),
    ("x % 2", "column 3: the operator `%` is not used"),
    ("~x", "column 1: the operator `~` is not used"),
    ("x | w", "column 3: the operator `|` is not used"),
    ("x >> 2", "column 3: the operator `>>` is not used"),
    ("flip(w) == grad_z", "column 9: formulas have no comparisons (`==`)"),
    ("(x < 3) * x", "column 4: formulas have no comparisons (`<`), and none is needed"),
    ("x ≤ w", "column 3: formulas have no comparisons (`≤`)"),
    ("w -= eta*grad_z", "column 3: `-=` is not used; write the whole new value"),
    ("x if 1 else w", "column 3: formulas have no conditions (`if`), and none is needed"),
    (
        "sum(grad_z[k] * w[j - k + 4] for k in range(50) if 0 <= j - k + 4 < 9)",
        "column 49: formulas have no conditions (`if`), and none is needed at the borders, "
        "since an index outside an array reads 0",
    ),
    ("x and w", "column 3: formulas have no conditions (`and`)"),
    ("not x", "column 1: formulas have no conditions (`not`)"),
    ("True * x", "column 1: `True` is no number"),
    ("lambda: x", "column 1: `lambda` is a word of Python"),
    ("(yield)", "column 2: `yield` is a word of Python"),
    ("import os", "column 1: `import` is a word of Python"),
    ("await x", "column 1: `await` is a word of Python"),
    ("np.sum(x)", "column 3: attributes and methods (`.`) are not used; write `sum(v)`"),
    ("x.T", "column 2: attributes and methods"),
    ("().__class__", "column 2: nothing stands between `(` and `)`"),
    ("x[0:9]", "column 4: slices (`:`) are not used"),
    ("w[::-1] ⊛ grad_z", "and `flip(v)` reverses"),
    ("grad_x[j]: x[j]", "column 10: `:` is not used; a left side ends with `=`"),
    ("x[0, 1]", "column 3: one index is wanted between [ and ]"),
    ("x[]", "column 3: an index is missing between `[` and `]`"),
    ("x[0", "column 2: the `[` is never closed"),
    ("flip(w ⊛ grad_z", "column 5: the `(` is never closed"),
    ("flip(w)) ⊛ grad_z", "column 8: there is no open bracket for this `)`"),
    ("x) + (w", "column 2: there is no open bracket for this `)`"),
    ("flip(w] ⊛ grad_z", "column 7: `(` is closed by `]`; `)` was expected"),
    ("flip{w} ⊛ grad_z", "column 5: braces (`{`) are not used"),
    ("()", "column 2: nothing stands between `(` and `)`"),
    ("x,", "column 2: something is missing after `,`"),
    ("x +", "column 3: something is missing after `+`"),
    ("grad_x = flip(w) ⊛", "column 18: something is missing after"),
    ("* x", "column 1: something is missing before `*`"),
    ("x + * w", "column 5: something is missing between `+` and `*`"),
    ("(+)", "column 3: something is missing between `+` and `)`"),
    ("grad_x = grad_x = x", "column 17: there is a second `=`"),
    ("shift(x, n=2)", "column 11: `=` inside brackets; arguments have no names"),
    ("(y := x)", "column 4: `=` inside brackets"),
    ("x; w", "column 2: one formula is wanted, without `;`"),
    ('"x" * 3', 'column 1: the quotation mark `"` is not used'),
    ("__import__('os').system('ls')", "column 12: the quotation mark `'` is not used"),
    ("$x$", "column 1: `$` is not used; LaTeX is not read"),
    ("\\sum_k x_k", "column 1: `\\` is not used; LaTeX is not read"),
    ("sum_{k=0}^{49} grad_z[k]", "column 5: braces"),
    ("∑_k x[k]", "column 1: write a sum as `sum(… for k in range(…))`, not with `∑`"),
    ("Σ(x)", "column 1: write a sum as"),
    ("flip(w) ⊛ ∇_z", "column 11: `∇` is not used on the right; the gradient that is given"),
    ("∂E/∂z ⊛ w", "column 1: `∂` is not used on the right"),
    ("flip(w) ⊗ grad_z", "column 9: `⊗` is not used; the convolution is written ⊛ or @"),
    ("x ? w", "column 3: the sign `?` (U+003F) is not used in formulas"),
    ("x\0", "column 2: the character U+0000 is not used in formulas"),
    ("x + \ud800", "column 5: the character U+D800 is not used in formulas"),
    ("10000000000 * x", "column 1: numbers may be at most 1,000,000,000"),
    ("1e400", "column 1: numbers may be at most 1,000,000,000"),
    ("007 * x", "column 1: `007` cannot stand here"),
    ("flip(w, 1)", "column 1: `flip` takes one argument: flip(v)"),
    ("shift(x)", "column 1: `shift` takes 2 arguments: shift(v, n)"),
    ("dot(x)", "column 1: `dot` takes 2 arguments: dot(u, v)"),
    ("sum()", "column 1: `sum` takes one argument"),
    ("sum(*w)", "column 5: something is missing before `*`"),
    ("sum(x[k], k, 0, 49)", "column 1: `sum` takes one argument: sum(v) or sum(… for k in"),
    ("sum([x[0], x[1]])", "column 5: lists and commas between values are not used here"),
    ("2 * (x, w)", "column 5: lists and commas between values are not used here"),
    ("flip = flip", "column 8: `flip` is a function, used as flip(v)"),
    ("sum(x[k] for k = 0..49)", "column 16: `=` inside brackets"),
    ("sum(x[k] for k in x)", "column 19: a `for` runs over a range"),
    ("sum(x[k] for k in [0, 1])", "column 19: a `for` runs over a range"),
    ("sum(x[k] for k in range)", "a `for` runs over a range"),
    ("sum(x[k] for k, i in range(3))", "column 14: after `for` one index's name is wanted"),
    ("sum(x[k] for 2 in range(3))", "column 14: after `for` an index's name is wanted"),
    ("sum(x[k] for x[k] in range(3))", "column 14: after `for` one index's name is wanted"),
    ("sum(x[k] for k)", "column 15: `)` cannot stand here; a sum is written `sum(… for k in"),
    ("sum(for k in range(3))", "column 5: something is missing before `for`"),
    ("sum(x[k] for k in range())", "column 19: `range` takes its bounds"),
    ("sum(x[k] for k in range(1, 2, 3, 4))", "column 19: `range` takes its bounds"),
    ("x[j] for j in range(50)", "a `for` stands only inside `sum( … )`"),
    ("[x[j] for j in range(50)]", "column 1: a `for` stands only inside `sum( … )`"),
    ("x[k for k in range(3)]", "cannot stand here; a sum is written"),
]

UNKNOWN = [
    ("TODO", "Unknown name `TODO` at column 1: a formula may use x, w, b, grad_z, eta, and"),
    ("w - lr * x", "Unknown name `lr` at column 5"),
    ("gradz ⊛ x", "Unknown name `gradz` at column 1: a formula may use x, w, b, grad_z, eta, "),
    ("gradz ⊛ x", "Was `grad_z` meant?"),
    ("Grad_Z ⊛ x", "Was `grad_z` meant?"),
    ("X + 1", "Was `x` meant?"),
    ("grad_w", "Unknown name `grad_w` at column 1"),
    ("gradz[k]", "Unknown name `gradz` at column 1"),
    ("x + j", "Unknown name `j` at column 5"),
    ("sum(x[k] for k in range(N))", "Sizes such as `N` are written as numbers."),
    ("sum(grad_z[k] * w[j - k + p] for k in range(50))", "Unknown names `j`, `p`: only one index"),
    ("sum(grad_z[k] * w[j - i + 4] for k in range(50))", "Unknown names `j`, `i`: only one index"),
    ("x[j] = w[i]", "Unknown name `i` at column 10"),
    ("x[j] = w[i]", "The left side names the index `j`."),
    ("x\n  +\n  q", "Unknown name `q` at line 3, column 3"),
    ("x\r\n + q", "Unknown name `q` at line 2, column 4"),
    ("conv(w, x)", "Unknown function at column 1: there is no function `conv`; there are sum(v)"),
    ("Sum(x)", "(was `sum` meant?)"),
    ("len(x)", "a size is written as a number"),
    ("eval(x)", "there is no function `eval`"),
    ("w(x)", "`w` is no function; a product is written `w * (…)`, an entry `w[…]`"),
    ("range(50)", "`range` stands only after `for k in`"),
    ("x[range(3)]", "`range` stands only after `for k in`"),
]

WRONG_SHAPE = [
    (
        "grad_x",
        "grad_z ⊛ w",
        "the formula is a vector of 9 numbers; a vector of 50 numbers is wanted",
    ),
    ("grad_x", "grad_z ⊛ flip(w)", "a vector of 9 numbers; a vector of 50 numbers is wanted"),
    ("grad_x", "0", "the formula is a number; a vector of 50 numbers is wanted"),
    ("grad_x", "w[0]*x, ... w[8]*x", "the formula is a list of several entries"),
    ("grad_x", "(grad_z ⊛ w_{-4}, grad_z ⊛ w_{4})", "a list of 2 entries with commas between"),
    ("grad_x", "grad_x[j] = w", "a vector of 9 numbers; a vector of 50 numbers is wanted"),
    ("grad_x", "grad_x[j] = x * w[j]", "one number for each j, but gives a vector of 50 numbers"),
    ("grad_x", "grad_x[j] = shift(grad_z, j)", "for each j, but gives a vector of 50 numbers"),
    ("grad_x", VECTOR_FORM_OF_THE_HOMEWORK, "a list of 9 entries with commas between them; "),
    ("grad_x", VECTOR_FORM_OF_THE_HOMEWORK, "; a vector of 50 numbers is wanted"),
    (
        "grad_x",
        "∇_x E = (grad_z ⊛ w[-4], grad_z ⊛ w[-3], …, grad_z ⊛ w[4])",
        "a list of several entries with commas between them; a vector of 50 numbers is wanted",
    ),
    ("grad_x", "[grad_z ⊛ w[-4], ..., grad_z ⊛ w[4]]", "a list of several entries"),
    ("grad_x", "grad_z ⊛ w[-4], grad_z ⊛ w[4]", "a list of 2 entries"),
    ("grad_x", "flip(w) * grad_z", "in `flip(w) * grad_z` a vector of 9 numbers meets a vector of"),
    ("grad_x", "flip(w) * grad_z", "(`*` multiplies entry by entry; the convolution is ⊛)"),
    ("grad_x", "x + (2*w)", "in `x + (2*w)` a vector of 50 numbers meets a vector of 9 numbers"),
    ("grad_x", "x + eta ⊛ w", "⊛ is for two vectors, but in `eta ⊛ w` its left side is a number"),
    ("grad_x", "grad_z ⊛ w[-4]", "in `grad_z ⊛ w[-4]` its right side is a number"),
    ("grad_x", "dot(x, w)", "in `dot(x, w)` a vector of 50 numbers meets a vector of 9 numbers."),
    ("grad_x", "dot(x, 2)", "dot is for vectors, but in `dot(x, 2)` it gets a number, `2`"),
    ("grad_x", "sum(b)", "sum is for vectors, but in `sum(b)` it gets a number, `b`"),
    ("grad_x", "flip(x[0])", "flip is for vectors"),
    ("grad_x", "shift(2, 1)", "shift is for vectors"),
    ("grad_x", "shift(x, w)", "the amount in `shift(x, w)` is a vector of 9 numbers; a number"),
    ("grad_x", "x[w]", "the index in `x[w]` is a vector of 9 numbers; a number is wanted"),
    ("grad_x", "b[0] * x", "in `b[0]` an entry is taken of `b`, which is a number"),
    ("grad_x", "x[0][0]", "in `x[0][0]` an entry is taken of `x[0]`, which is a number"),
    ("grad_x", "sum(x for k in range(w))", "a bound of `range(w)` is a vector of 9 numbers"),
    ("grad_w", "grad_z ⊛ x", "a vector of 50 numbers; a vector of 9 numbers is wanted"),
    ("grad_w", "dot(grad_z, x)", "the formula is a number; a vector of 9 numbers is wanted"),
    ("grad_b", "grad_z", "the formula is a vector of 50 numbers; a number is wanted"),
    ("grad_b", "grad_z[j]", "the formula has a free index, `j`, and so is a vector; a number is"),
    ("grad_b", "(sum(grad_z), 0)", "a list of 2 entries with commas between them; a number is"),
    ("w_new", "w - eta * (grad_z ⊛ x)", "a vector of 9 numbers meets a vector of 50 numbers"),
]

NO_VALUE = [
    ("1/x[-1] + x", "Division by zero in `1/x[-1]`"),
    ("x / (w - w)", "Division by zero in `x / (w - w)`"),
    ("x/0", "Division by zero in `x/0`"),
    ("grad_x[j] = sum(1 / (k - 3) for k in range(j))", "Division by zero in `1 / (k - 3)`"),
    ("x[b]", "Not a whole number: the index in `x[b]`"),
    ("x[j/2]", "Not a whole number: the index in `x[j/2]`"),
    ("shift(x, 0.5)", "Not a whole number: the amount in `shift(x, 0.5)`"),
    ("sum(x[k] for k in range(b))", "Not a whole number: a bound of `range(b)`"),
    ("sum(x[k] for k in range(0, 50, 0))", "The step of `range(0, 50, 0)` is 0"),
    ("x * " + "*".join(["1e9"] * 40), "not finite: its numbers grow too large"),
    ("x * 1e9 * " + "*".join(["1e9"] * 33) + " * 1e9", "not finite"),
    ("x[" + "*".join(["1e9"] * 40) + "]", "Not a whole number"),
    ("sum(x[k] for k in range(1000000000))", "Too much work"),
    ("sum(x[k] for k in range(-1000000000, 1000000000, 3))", "Too much work"),
    ("sum(1 for a in range(300) for b in range(300) for c in range(300))", "Too much work"),
    (
        "sum(sum(sum(a + b + c for a in range(300)) for b in range(300)) for c in range(300))",
        "Too much",
    ),
    ("sum((shift(x, k + j) ⊛ shift(x, m))[j] for k in range(99) for m in range(99))", "Too much"),
]


def message_for(network, key, text):
    with pytest.raises(Mismatch) as caught:
        judge(text, network.given(key), network.expected[key])
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 400
    return caught.value.message


@pytest.mark.parametrize(("text", "said"), NOT_PARSED)
def test_what_does_not_parse_is_told_where_and_why(network, text, said):
    message = message_for(network, "grad_x", text)
    assert message.startswith("The formula does not parse at ")
    assert said in message


@pytest.mark.parametrize(("text", "said"), UNKNOWN)
def test_an_unknown_name_is_named(network, text, said):
    message = message_for(network, "grad_x", text)
    assert message.startswith("Unknown ")
    assert said in message


@pytest.mark.parametrize(("key", "text", "said"), WRONG_SHAPE)
def test_a_wrong_shape_is_told_beside_the_wanted_one(network, key, text, said):
    message = message_for(network, key, text)
    assert message.startswith("Wrong shape: ")
    assert said in message


@pytest.mark.parametrize(("text", "said"), NO_VALUE)
def test_a_formula_without_a_value_is_told_why(network, text, said):
    assert said in message_for(network, "grad_x", text)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "There is no formula: the answer is nothing."),
        ("", "There is no formula: the answer is empty."),
        (" \n\t", "There is no formula: the answer is empty."),
        ("# later", "There is no formula: the answer is empty."),
        ("``", "There is no formula: the answer is empty."),
        ("grad_x:", "There is no formula: nothing follows the left side."),
        ("grad_x =", "There is no formula: nothing follows the left side."),
        (3, "There is no formula: the answer is not text but int."),
        ({"x": 1}, "There is no formula: the answer is not text but dict."),
    ],
)
def test_an_answer_that_is_no_formula_is_told_so(network, answer, said):
    assert message_for(network, "grad_x", answer) == said


def test_only_the_names_given_may_be_used():
    with pytest.raises(FormulaError, match="Unknown name `grad_w`"):
        parse("w - eta * grad_w", variables=["w", "eta"])
    assert parse("w - eta * grad_w", variables=["w", "eta", "grad_w"]).index is None


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4001,
        "x + " * 1500 + "x",
        "-" * 4000,
        "-" * 21 + "x",
        "(" * 4000,
        "(" * 200 + "x" + ")" * 200,
        "[" * 31 + "x" + "]" * 31,
        "x[" * 31 + "0" + "]" * 31,
        "sum(" * 31 + "x" + ")" * 31,
        "9" * 3999,
        "a" * 200,
        "x[" * 1300,
        "+".join(["x"] * 1999),
        "sum(" + "x" + "".join(f" for i{n} in range(1)" for n in range(40)) + ")",
        "`" * 3999,
        "~" * 3990 + "\n",
        "~~~\n" + "~" * 3000,
        'a="' * 1300,
        "=" * 4000,
        "#" * 4000,
        "\\\n" * 2000,
        "\0" * 4000,
        "\ud800" * 4000,
    ],
    ids=lambda text: f"{text[:6]!r}…{len(text)}",
)
def test_what_is_too_long_or_too_deep_is_refused(text):
    with pytest.raises(FormulaError) as caught:
        parse(text, variables=["x"])
    assert len(caught.value.message) < 400

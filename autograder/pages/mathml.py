"""A formula's tree typeset as MathML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from markupsafe import Markup

from autograder.testing.formula.tree import (
    Chain,
    Clause,
    Component,
    Dot,
    Flip,
    Formula,
    Index,
    Negation,
    Node,
    Number,
    Shift,
    Sum,
    Total,
    Variable,
)

LOSS = "E"
"""What gradients are of: the handout's name for the loss."""
GRADIENT = "grad_"
GREEK = {
    **dict(zip(["alpha", "beta", "gamma", "delta", "epsilon"], "αβγδε", strict=True)),
    **dict(zip(["zeta", "eta", "theta", "lambda", "mu"], "ζηθλμ", strict=True)),
    **dict(zip(["rho", "sigma", "tau", "phi", "omega"], "ρστφω", strict=True)),
}
SIGNS = {"+": "+", "-": "−", "*": "·", "@": "⊛"}
ADDED, MULTIPLIED, WHOLE = 1, 2, 3
"""How strongly the outermost operation of a formula binds."""


def typeset(formula: Formula, name: str) -> Markup:
    """Return the formula as a `math` element.

    Parameters
    ----------
    formula
        What `parse` returned; no list of entries.
    name
        What it is a formula for, such as `grad_x`.
    """
    left = _name(name)
    if formula.index is not None:
        left = _sub(_grouped(left, GRADIENT in name), _name(formula.index))
    row = _row(left, _operator("="), _node(formula.body))
    return Markup(f'<math display="block">{row}</math>')  # every name in it is escaped


def _node(node: Node) -> str:
    return _TYPESETTERS[type(node)](node)


def _number(node: Number) -> str:
    return _figure(node.value)


def _variable(node: Variable) -> str:
    return _name(node.name)


def _index(node: Index) -> str:
    return _name(node.name)


def _negation(node: Negation) -> str:
    return _row(_operator("−"), _within(node.operand, MULTIPLIED))


def _chain(node: Chain) -> str:
    """Set operations from left to right, with brackets where the next one binds more strongly."""
    done, binding = _node(node.first), MULTIPLIED
    if isinstance(node.first, (Sum, Total)) and node.steps[0].operator in "*@":
        done = _bracketed(done)
    before = ""
    for step in node.steps:
        if step.operator in "+-":
            before += done + _operator(SIGNS[step.operator])
            done, binding = _within(step.operand, MULTIPLIED), ADDED
            continue
        if binding == ADDED:
            whole = before + done
            before, done = "", whole if step.operator == "/" else _bracketed(whole)
        if step.operator == "/":
            done = f"<mfrac>{_row(done)}{_row(_node(step.operand))}</mfrac>"
        else:
            done += _operator(SIGNS[step.operator]) + _within(step.operand, WHOLE)
        binding = MULTIPLIED
    return _row(before, done)


def _component(node: Component) -> str:
    plain = isinstance(node.vector, Variable) and not node.vector.name.startswith(GRADIENT)
    return _sub(_grouped(_node(node.vector), not plain), _node(node.index))


def _flip(node: Flip) -> str:
    return _call("flip", node.vector)


def _shift(node: Shift) -> str:
    return _call("shift", node.vector, node.amount)


def _dot(node: Dot) -> str:
    inner = _row(_node(node.left), _operator(","), _node(node.right))
    return _row(_operator("⟨"), inner, _operator("⟩"))


def _total(node: Total) -> str:
    return _row(_operator("∑"), _within(node.vector, MULTIPLIED))


def _sum(node: Sum) -> str:
    signs = "".join(_clause(clause) for clause in node.clauses)
    return _row(signs, _within(node.body, MULTIPLIED))


def _clause(node: Clause) -> str:
    under = _row(_name(node.index), _operator("="), _node(node.first))
    step = node.step.value if isinstance(node.step, Number) else None
    if step != 1:
        under = _row(under, _operator(","), _operator("+"), _node(node.step), _operator("…"))
        over = _row(_operator("<"), _node(node.last))
    elif isinstance(node.last, Number):
        over = _figure(node.last.value - 1)
    else:
        over = _row(_node(node.last), _operator("−"), _figure(1))
    return f"<munderover>{_operator('∑')}{under}{over}</munderover>"


_TYPESETTERS: dict[type[Node], Callable[[Any], str]] = {
    Number: _number,
    Variable: _variable,
    Index: _index,
    Negation: _negation,
    Chain: _chain,
    Component: _component,
    Flip: _flip,
    Shift: _shift,
    Dot: _dot,
    Total: _total,
    Sum: _sum,
}


def _binding(node: Node) -> int:
    match node:
        case Chain(steps=steps):
            return ADDED if steps[-1].operator in "+-" else MULTIPLIED
        case Negation():
            return ADDED
        case Number(value=value) if value < 0:
            return ADDED
        case Sum() | Total():
            return MULTIPLIED
        case _:
            return WHOLE


def _within(node: Node, binding: int) -> str:
    """Typeset a part; in brackets where its outermost operation binds less than `binding`."""
    return _bracketed(_node(node)) if _binding(node) < binding else _node(node)


def _call(name: str, *arguments: Node) -> str:
    inner = _operator(",").join(_node(argument) for argument in arguments)
    return _row(f"<mi>{name}</mi>", _bracketed(inner))


def _name(name: str) -> str:
    """Typeset a name: a gradient with its nabla, what follows an underscore below the line."""
    if name.startswith(GRADIENT) and len(name) > len(GRADIENT):
        nabla = _sub(_operator("∇"), _name(name.removeprefix(GRADIENT)))
        return _row(nabla, f"<mi>{LOSS}</mi>")
    first, _, rest = name.partition("_")
    if first and rest:
        return _sub(_name(first), _name(rest))
    return f"<mi>{escape(GREEK.get(name, name))}</mi>"


def _figure(value: float) -> str:
    text = f"{value:.0f}" if value == int(value) else repr(value)
    return f"<mn>{text.replace('-', '−')}</mn>"


def _operator(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _sub(base: str, below: str) -> str:
    return f"<msub>{_row(base)}{_row(below)}</msub>"


def _grouped(inner: str, needed: bool) -> str:
    return _bracketed(inner) if needed else inner


def _bracketed(inner: str) -> str:
    return _row(_operator("("), inner, _operator(")"))


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"

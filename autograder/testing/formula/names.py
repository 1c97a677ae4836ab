"""What the names in a formula mean: variables, indices, and what nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from autograder.records import dataclass
from autograder.testing.formula.errors import FormulaError, place

FUNCTIONS = {
    "sum": "sum(v) or sum(… for k in range(50))",
    "dot": "dot(u, v)",
    "flip": "flip(v)",
    "shift": "shift(v, n)",
}
_GREEK = {"η": "eta", "𝜂": "eta"}
_SIZES = frozenset({"N", "K", "M", "n", "p"})


@dataclass(frozen=True)
class _Unbound:
    name: str
    offset: int
    is_index: bool


class Names:
    """The names of one formula, resolved as Python resolves them: the innermost `for` first.

    Parameters
    ----------
    text
        The formula, for messages.
    variables
        What the question gives.
    left_index
        The index that the left side names, or None.
    """

    def __init__(self, text: str, variables: Collection[str], left_index: str | None) -> None:
        self._text = text
        self._variables = tuple(variables)
        self._left_index = left_index
        self._bound: list[str] = []
        self._unbound: list[_Unbound] = []
        self._uses_left_index = False

    @property
    def uses_free_index(self) -> bool:
        """Whether the free index occurs on the right side."""
        return self._uses_left_index or bool(self._unbound)

    @property
    def bound(self) -> int:
        """How many indices are bound here."""
        return len(self._bound)

    def bind(self, name: str) -> None:
        """Enter the range of an index."""
        self._bound.append(name)

    def release(self, count: int) -> None:
        """Leave the range of the `count` indices bound last."""
        del self._bound[len(self._bound) - count :]

    def variable(self, name: str) -> str | None:
        """Return the variable that `name` means here, or None where it means none."""
        if name in self._bound or name == self._left_index:
            return None
        meant = _GREEK.get(name, name) if name not in self._variables else name
        return meant if meant in self._variables else None

    def index(self, name: str, offset: int, is_index: bool) -> None:
        """Note the use of a name that is no variable.

        Parameters
        ----------
        name
            The name.
        offset
            Where it stands.
        is_index
            Whether it stands in ``[ ]`` or in a shift's amount.
        """
        if name in self._bound:
            return
        if name == self._left_index:
            self._uses_left_index = True
        else:
            self._unbound.append(_Unbound(name, offset, is_index))

    def free_index(self) -> str | None:
        """Return the free index of the whole formula, or None where it has none.

        Raises
        ------
        FormulaError
            Where a name is neither known nor the free index.
        """
        if not self._unbound:
            return self._left_index
        indices = list(dict.fromkeys(use.name for use in self._unbound if use.is_index))
        strangers = [use for use in self._unbound if use.name not in indices]
        if strangers:
            raise FormulaError(self._unknown(strangers[0]))
        if self._left_index is not None:
            raise FormulaError(
                f"{self._unknown(self._unbound[0])} The left side names the index "
                f"`{self._left_index}`."
            )
        if len(indices) > 1:
            listed = ", ".join(f"`{name}`" for name in indices)
            raise FormulaError(
                f"Unknown names {listed}: only one index can be free, and the others need "
                f"`for … in range(…)` inside a `sum`.{_size_hint(indices)}"
            )
        return indices[0]

    def unknown_function(self, name: str, offset: int) -> FormulaError:
        """Make the error of a call of `name`, which is no function."""
        where = place(self._text, offset)
        if name == "range":
            reason = "`range` stands only after `for k in`"
        elif self.variable(name) is not None or name in self._bound or name == self._left_index:
            reason = (
                f"`{name}` is no function; a product is written `{name} * (…)`, "
                f"an entry `{name}[…]`"
            )
        else:
            functions = ", ".join(FUNCTIONS.values())
            reason = f"there is no function `{name}`; there are {functions}"
            close = difflib.get_close_matches(name.lower(), FUNCTIONS, n=1)
            if close:
                reason += f" (was `{close[0]}` meant?)"
            elif name in {"len", "size"}:
                reason += "; a size is written as a number"
        return FormulaError(f"Unknown function at {where}: {reason}.")

    def _unknown(self, use: _Unbound) -> str:
        where = place(self._text, use.offset)
        if use.name in FUNCTIONS:
            return (
                f"The formula does not parse at {where}: `{use.name}` is a function, "
                f"used as {FUNCTIONS[use.name]}."
            )
        known = ", ".join(self._variables)
        close = difflib.get_close_matches(use.name.lower(), self._variables, n=1)
        meant = f" Was `{close[0]}` meant?" if close else _size_hint([use.name])
        if not meant and len(use.name) == 1:
            meant = " An index is bound by `for`, or named on the left side (`grad_x[j] = …`)."
        return (
            f"Unknown name `{use.name}` at {where}: a formula may use {known}, and indices.{meant}"
        )


def _size_hint(names: Collection[str]) -> str:
    sizes = [f"`{name}`" for name in names if name in _SIZES]
    return f" Sizes such as {sizes[0]} are written as numbers." if sizes else ""

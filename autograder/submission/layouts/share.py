"""How much of a folder is of a layout."""

from __future__ import annotations


def share(fitting: int, others: int) -> float:
    """Return the share of the entries that fit a layout; 0 where there are none at all."""
    return fitting / (fitting + others) if fitting else 0.0

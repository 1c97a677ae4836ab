"""Question 2: see the package."""

from layers import pad, pad_backward

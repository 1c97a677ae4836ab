"""Never returns: a regular expression that backtracks for ever, without the interpreter's help."""
from kit import re


def forward(x):
    return re.match(r"(a*)*b", "a" * 40)

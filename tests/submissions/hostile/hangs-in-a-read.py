"""Waits for input: from the grader, which sends none, and from a terminal."""
from kit import connection, load, os, sys

select = load("select")


def forward(x):
    sys.__stdin__.read() if sys.__stdin__ else None
    os.read(0, 1)
    select.select([connection()], [], [])
    select.select([], [], [])

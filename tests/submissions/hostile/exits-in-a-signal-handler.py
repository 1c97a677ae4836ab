"""Raises SystemExit from a signal handler, when its answer is being written."""
from kit import load, sys

signal = load("signal")


def leave(*_):
    sys.exit(0)


def forward(x):
    signal.signal(signal.SIGALRM, leave)
    signal.setitimer(signal.ITIMER_REAL, 1e-3, 1e-3)
    return x

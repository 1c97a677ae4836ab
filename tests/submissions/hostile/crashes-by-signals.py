"""Sends itself the signals that end a process."""
from kit import load

signal = load("signal")
NUMBERS = iter([signal.SIGKILL, signal.SIGSEGV])


def double(x):
    signal.raise_signal(signal.SIGBUS)


def forward(x):
    signal.raise_signal(signal.SIGFPE)

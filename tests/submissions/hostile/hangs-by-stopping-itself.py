"""Stops itself by a signal, so that it neither works nor ends."""
from kit import load

signal = load("signal")


def forward(x):
    signal.raise_signal(signal.SIGSTOP)
    while True:
        signal.pause()

"""Ignores every signal that it may, and hangs."""
from kit import attempts, load

signal, time = load("signal"), load("time")


def forward(x):
    attempts(lambda n=n: signal.signal(n, signal.SIG_IGN) and None for n in range(1, 65))
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        time.sleep(1)

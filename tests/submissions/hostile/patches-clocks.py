"""Stops the clocks, so that no deadline comes, then hangs."""
from kit import load

clock = load("time")

clock.monotonic = clock.time = clock.perf_counter = lambda: 0.0


def forward(x):
    while True:
        clock.sleep(1)

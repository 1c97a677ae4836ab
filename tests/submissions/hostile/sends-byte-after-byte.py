"""Sends an answer so slowly that each part comes just in time."""
from kit import load, message, plain, send

time = load("time")


def forward(x):
    for byte in message("Reply", *plain("x" * 10_000)):
        send(bytes([byte]))
        time.sleep(0.3)

"""Waits for a lock that it holds itself."""
import contextlib

threading = contextlib.sys.modules["threading"]


def forward(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

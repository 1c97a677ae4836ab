"""Waits for a lock that it holds itself."""
import contextlib

threads = contextlib.sys.modules["_thread"]


def forward(x):
    lock = threads.allocate_lock()
    lock.acquire()
    lock.acquire()

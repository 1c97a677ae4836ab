"""Forks for ever, in every way that works."""
from kit import load, os, pays

time = load("time")


@pays
def double():
    started = 0
    for _ in range(50):
        try:
            if os.fork() == 0:
                time.sleep(30)
                os._exit(0)
            started += 1
        except OSError:
            continue
    return started

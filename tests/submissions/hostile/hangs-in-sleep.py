"""Never returns: sleeps, and sleeps again when it is woken."""
from kit import load

time = load("time")


def forward(x):
    while True:
        try:
            time.sleep(10**6)
        except BaseException:
            continue

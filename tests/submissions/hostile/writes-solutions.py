"""Changes the solutions, the checks and the configuration."""
from kit import SECRETS, attempts, os, pays


def change(path, mode):
    with open(path, mode) as file:
        return file.write("\n# changed\n")


@pays
def double():
    found = attempts(lambda p=p, m=m: change(p, m) for p in SECRETS for m in ("a", "r+"))
    return found + attempts(lambda p=p: os.open(p, os.O_RDWR) for p in SECRETS)

"""Writes results of its own: results.json and gradebook.csv, for itself and for others."""
from kit import RESULTS, attempts, os, pays

NAMES = ("results.json", "gradebook.csv", "x/results.json", "../results.json")
FLAGS = (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_CREAT | os.O_EXCL)


def write(path, mode):
    with open(path, mode) as file:
        return file.write('{"score": 10}')


@pays
def double():
    paths = [os.path.join(RESULTS, name) for name in NAMES] + ["/autograder/results/results.json"]
    found = attempts(lambda p=p, m=m: write(p, m) for p in paths for m in ("w", "a", "x", "r+"))
    return found + attempts(lambda p=p, f=f: os.open(p, f) for p in paths for f in FLAGS[1:])

"""Reads what others handed in, and their results."""
from kit import RESULTS, SUBMISSIONS, attempts, os, pays, read


def files(root):
    for folder, _, names in os.walk(root):
        yield from (os.path.join(folder, name) for name in names[:5])


@pays
def double():
    found = attempts(lambda r=r: os.listdir(r) for r in (SUBMISSIONS, RESULTS))
    others = [path for root in (SUBMISSIONS, RESULTS) for path in files(root)]
    return found + attempts(lambda p=p: len(read(p)) > 0 for p in others[:200])

"""Reads private files by linecache, tokenize, inspect, traceback, and a frame that claims them."""
from kit import SECRETS, attempts, load, pays, secrets_in, sys

linecache, tokenize, traceback = load("linecache"), load("tokenize"), load("traceback")


def by_code(path):
    try:
        exec(compile("\n" * 2 + "1 / 0", path, "exec"))
    except ZeroDivisionError:
        return traceback.format_exc()


WAYS = [
    lambda path: "".join(linecache.getlines(path)),
    lambda path: tokenize.open(path).read(),
    lambda path: traceback.format_list([(path, line, "f", None) for line in range(1, 80)]),
    lambda path: load("inspect").getsource(compile("1", path, "exec")),
    by_code,
]


@pays
def double():
    return attempts(lambda w=w, p=p: secrets_in(w(p)) for w in WAYS for p in SECRETS)

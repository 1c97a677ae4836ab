"""Reads the solutions, the hidden checks and private files with every kind of open."""
from kit import SECRETS, attempts, load, os, pays, read, secrets_in

io = load("io")
WAYS = [
    read,
    lambda path: open(path).read(),
    lambda path: os.read(os.open(path, os.O_RDONLY), 2**16),
    lambda path: io.open_code(path).read(),
    lambda path: io.FileIO(path).read(),
    lambda path: read("/proc/self/root" + path),
    lambda path: read("../" * 30 + path[1:]),
    lambda path: read(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)),
]


@pays
def double():
    return attempts(lambda w=w, p=p: secrets_in(w(p)) for w in WAYS for p in SECRETS)

"""Takes memory by mapping: private, shared, growing, and past Python's own counting."""
from kit import load

mmap = load("mmap")
kept = []


def take(flags):
    while True:
        kept.append(mmap.mmap(-1, 2**27, flags=flags))
        kept[-1][::4096] = b"x" * (2**27 // 4096)


def double(x):
    take(mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def forward(x):
    take(mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)

"""Creates and renames files by the C library and by system calls' numbers."""
from kit import FOLDERS, MARKER, RESULTS, attempts, libc, pays

CALLS = [
    lambda c, path: c.creat(path, 0o777) >= 0,
    lambda c, path: c.openat(-100, path, 0o102, 0o777) >= 0,
    lambda c, path: c.mkdir(path, 0o777) == 0,
    lambda c, path: c.syscall(85, path, 0o777) >= 0,
    lambda c, path: c.syscall(257, -100, path, 0o101, 0o777) >= 0,
    lambda c, path: c.rename(RESULTS.encode(), path) == 0,
    lambda c, path: c.syscall(316, -100, RESULTS.encode(), -100, path, 2) == 0,
    lambda c, path: c.truncate(path, 0) == 0,
    lambda c, path: c.symlink(b"/", path) == 0,
]


@pays
def double():
    paths = [f"{folder}/{MARKER}".encode() for folder in FOLDERS]
    return attempts(lambda w=w, p=p: w(libc(), p) for w in CALLS for p in paths)

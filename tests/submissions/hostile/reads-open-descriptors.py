"""Reads whatever the worker inherited: every descriptor, and what /proc says of them."""
from kit import attempts, connection, os, pays, secrets_in


def contents(fd):
    null = os.fstat(0)
    status = os.fstat(fd)
    if fd == connection() or (status.st_dev, status.st_ino) == (null.st_dev, null.st_ino):
        return None
    return f"descriptor {fd}: {status}"


@pays
def double():
    found = attempts(lambda fd=fd: contents(fd) for fd in range(4096))
    return found + attempts(
        lambda p=p: secrets_in(os.readlink(f"/proc/{p}/fd/{fd}"))
        for p in ("self", os.getppid())
        for fd in range(20)
    )

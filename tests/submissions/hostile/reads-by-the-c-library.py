"""Reads private files by the C library: open, openat, fopen, mmap, and system calls by number."""
from kit import SECRETS, attempts, libc, load, pays, secrets_in

ctypes = load("ctypes")


def by_descriptor(fd):
    room = ctypes.create_string_buffer(2**16)
    libc().read(fd, room, 2**16)
    return secrets_in(room.raw)


def by_stream(path):
    c = libc()
    c.fopen.restype = ctypes.c_void_p
    room = ctypes.create_string_buffer(2**16)
    c.fread(room, 1, 2**16, ctypes.c_void_p(c.fopen(path, b"r") or None.crash))
    return secrets_in(room.raw)


WAYS = [
    lambda path: by_descriptor(libc().open(path, 0)),
    lambda path: by_descriptor(libc().openat(-100, path, 0)),
    lambda path: by_descriptor(libc().syscall(257, -100, path, 0, 0)),
    lambda path: by_descriptor(libc().syscall(2, path, 0, 0)),
    lambda path: by_descriptor(libc().syscall(437, -100, path, bytes(24), 24)),
    by_stream,
]


@pays
def double():
    return attempts(lambda w=w, p=p: w(p.encode()) for w in WAYS for p in SECRETS)

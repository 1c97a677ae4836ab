"""Frees memory twice, and spoils the interpreter's own objects."""
from kit import libc, load

ctypes = load("ctypes")


def double(x):
    c = libc()
    c.malloc.restype = ctypes.c_void_p
    block = ctypes.c_void_p(c.malloc(64))
    c.free(block)
    c.free(block)
    c.free(ctypes.c_void_p(id(None) + 8))


def forward(x):
    ctypes.memset(id(x), 0, 128)
    return x

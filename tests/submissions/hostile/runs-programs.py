"""Becomes another program: a shell, or Python again, without the sandbox in it."""
from kit import attempts, libc, load, os, pays, sys

code = "import time; time.sleep(60)"


def vector(*words):
    ctypes = load("ctypes")
    return (ctypes.c_char_p * (len(words) + 1))(*words, None)


@pays
def double():
    return attempts([
        lambda: os.execv(sys.executable, ["python", "-c", code]),
        lambda: os.execv("/proc/self/exe", ["python", "-c", code]),
        lambda: os.execve(os.open("/bin/sh", os.O_RDONLY), ["sh", "-c", "sleep 60"], {}),
        lambda: libc().syscall(59, b"/bin/sh", vector(b"sh"), None) == 0,
        lambda: libc().syscall(322, -100, b"/bin/sh", vector(b"sh"), None, 0) == 0,
    ])

"""Looks for secrets in the environments and command lines of all processes, and in its own."""
from kit import attempts, load, os, pays, processes, read, secrets_in

FILES = ("environ", "cmdline", "auxv", "comm", "stack", "syscall", "wchan")


@pays
def double():
    own = secrets_in(os.environ) or secrets_in(load("subprocess").sys.orig_argv)
    return own + attempts(
        lambda p=p, f=f: secrets_in(read(f"/proc/{p}/{f}")) for p in processes() for f in FILES
    )

"""Becomes another user: root, the grader, another worker; gets capabilities and groups."""
from kit import attempts, done, libc, os, pays


@pays
def double():
    return attempts([
        lambda: done(os.setuid(0)),
        lambda: done(os.setresuid(0, 0, 0)),
        lambda: done(os.seteuid(60_801)),
        lambda: done(os.setgid(0)),
        lambda: done(os.setgroups([0])),
        lambda: done(os.setfsuid(0)) if hasattr(os, "setfsuid") else None,
        lambda: libc().prctl(4, 1, 0, 0, 0) == 0,
        lambda: libc().prctl(8, 1, 0, 0, 0) == 0,
        lambda: libc().unshare(0x10000000) == 0,
        lambda: libc().unshare(0x00020000) == 0,
    ])

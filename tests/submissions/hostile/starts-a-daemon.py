"""Leaves a daemon behind: two forks, a session of its own, no parent to die with."""
from kit import attempts, done, libc, load, os, pays

time = load("time")


def daemon():
    if os.fork():
        return "forked"
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(60)
    os._exit(0)


@pays
def double():
    return attempts([
        daemon,
        os.setsid,
        lambda: done(os.setpgid(0, 0)),
        lambda: libc().prctl(1, 0, 0, 0, 0) == 0,
        lambda: libc().prctl(36, 1, 0, 0, 0) == 0,
        lambda: libc().daemon(0, 0) == 0,
    ])

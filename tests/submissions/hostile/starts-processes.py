"""Starts processes: fork, forkpty, spawn, system, popen, subprocess, multiprocessing."""
from kit import attempts, done, load, os, pays, sys


def child(start):
    pid = start()
    if pid == 0:
        os._exit(0)
    return pid


WAYS = [
    lambda: child(os.fork),
    lambda: child(lambda: os.forkpty()[0]),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.system("true") == 0,
    lambda: os.popen("echo ran").read(),
    lambda: load("subprocess").check_output(["/bin/echo", "ran"]),
    lambda: done(load("multiprocessing").Process(target=int).start()),
    lambda: load("concurrent.futures").ProcessPoolExecutor(1).submit(int).result(5),
    lambda: os.spawnv(os.P_NOWAIT, sys.executable, ["python"]),
]


@pays
def double():
    return attempts(WAYS)

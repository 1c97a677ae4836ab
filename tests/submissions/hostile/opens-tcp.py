"""Connects and listens over TCP, also by the ways that are often forgotten."""
from kit import attempts, done, libc, load, pays

socket = load("socket")


def listen(*kind):
    with socket.socket(*kind) as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        return one.getsockname()


@pays
def double():
    return attempts([
        lambda: listen(socket.AF_INET, socket.SOCK_STREAM),
        lambda: listen(socket.AF_INET, socket.SOCK_STREAM, 262),  # multipath TCP
        lambda: listen(socket.AF_INET, socket.SOCK_STREAM, 132),  # SCTP
        lambda: done(socket.create_connection(("127.0.0.1", 9), 1).close()),
        lambda: done(socket.socket(socket.AF_INET6).close()),
        lambda: done(socket.fromfd(0, socket.AF_INET, socket.SOCK_STREAM).getsockname()),
        lambda: libc().syscall(41, 2, 1, 0) >= 0,
    ])

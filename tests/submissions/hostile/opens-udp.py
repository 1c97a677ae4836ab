"""Sends over UDP, and asks for a name."""
from kit import attempts, done, load, pays

socket = load("socket")


def send(kind):
    with socket.socket(socket.AF_INET, kind) as one:
        return one.sendto(b"x", ("127.0.0.1", 9))


@pays
def double():
    return attempts([
        lambda: send(socket.SOCK_DGRAM),
        lambda: send(socket.SOCK_RAW),
        lambda: done(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()),
        lambda: [one for one in socket.getaddrinfo("localhost.invalid", 80)],
    ])

"""Tries sockets of every family and kind, netlink, packet, vsock and kernel crypto among them."""
from kit import attempts, done, load, pays

socket = load("socket")


@pays
def double():
    return attempts(
        lambda f=f, k=k: done(socket.socket(f, k).close()) for f in range(1, 46) for k in range(1, 6)
    )

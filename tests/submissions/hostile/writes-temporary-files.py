"""Leaves files, folders, links, FIFOs and devices where everybody may."""
from kit import FOLDERS, MARKER, attempts, done, load, os, pays

tempfile = load("tempfile")
WAYS = [
    lambda path: open(path, "w"),
    lambda path: done(os.mkdir(path)),
    lambda path: done(os.symlink("/", path)),
    lambda path: done(os.mkfifo(path)),
    lambda path: done(os.mknod(path)),
    lambda path: done(os.link("/etc/passwd", path)),
    lambda path: os.open(os.path.dirname(path), os.O_TMPFILE | os.O_RDWR),
]


@pays
def double():
    found = attempts(lambda w=w, f=f: w(os.path.join(f, MARKER)) for w in WAYS for f in FOLDERS)
    return found + attempts((tempfile.TemporaryFile, tempfile.mkdtemp, tempfile.mkstemp))

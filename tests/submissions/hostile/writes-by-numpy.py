"""Writes files with NumPy's own writers."""
from kit import FOLDERS, MARKER, attempts, done, np, pays

WAYS = [
    lambda path: done(np.save(path, np.ones(3))),
    lambda path: done(np.savez(path, np.ones(3))),
    lambda path: done(np.savetxt(path, np.ones(3))),
    lambda path: done(np.ones(3).tofile(path)),
    lambda path: done(np.ones(3).dump(path)),
    lambda path: np.memmap(path, mode="w+", shape=(3,)).size,
]


@pays
def double():
    return attempts(lambda w=w, f=f: w(f"{f}/{MARKER}") for w in WAYS for f in FOLDERS)

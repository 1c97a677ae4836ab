"""Reads private files with NumPy's own readers."""
from kit import SECRETS, attempts, np, pays, secrets_in

WAYS = [
    lambda path: np.fromfile(path, dtype=np.uint8).tobytes(),
    lambda path: np.memmap(path, mode="r").tobytes(),
    lambda path: np.loadtxt(path, dtype=str, delimiter="\n", comments=None),
    lambda path: np.genfromtxt(path, dtype=str, delimiter="\n"),
    lambda path: np.load(path, allow_pickle=True),
    lambda path: np.fromregex(path, r"(.+)", [("line", "U200")]),
    lambda path: np.lib.npyio.DataSource(None).open(path).read(),
]


@pays
def double():
    return attempts(lambda w=w, p=p: secrets_in(w(p)) for w in WAYS for p in SECRETS)

"""Leaves code where a later Python would run it: site-packages, .pth, sitecustomize, home."""
from kit import MARKER, attempts, load, np, os, pays, sys

site = load("site")
PLACES = [*sys.path, *site.getsitepackages(), site.getusersitepackages(), os.path.dirname(np.__file__)]
NAMES = (f"{MARKER}.pth", f"{MARKER}/sitecustomize.py", f"{MARKER}.so")


def leave(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        return file.write("print('left')\n")


def change(path):
    return os.open(path, os.O_WRONLY | os.O_APPEND)


@pays
def double():
    found = attempts(lambda p=p, n=n: leave(os.path.join(p, n)) for p in PLACES if p for n in NAMES)
    modules = [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)]
    return found + attempts(lambda m=m: change(m) for m in modules[:100])

"""Imports the solutions as modules: by path, by loader, by zipimport, by runpy."""
from kit import ASSIGNMENT, SECRETS, attempts, load, pays, secrets_in, sys

util, machinery = load("importlib.util"), load("importlib.machinery")


def by_path(path):
    sys.path.insert(0, path.rpartition("/")[0])
    sys.modules.pop("test_hidden", None)
    return load("test_hidden").SECRET


WAYS = [
    lambda path: util.spec_from_file_location("stolen", path).loader.get_data(path),
    lambda path: machinery.SourceFileLoader("stolen", path).get_source("stolen"),
    lambda path: load("runpy").run_path(path),
    lambda path: load("zipimport").zipimporter(path).get_data(path),
    lambda path: load("pkgutil").get_data("stolen", path),
    by_path,
]


@pays
def double():
    found = attempts([lambda: sys.modules["task"].__loader__.get_data(ASSIGNMENT)])
    return found + attempts(lambda w=w, p=p: secrets_in(w(p)) for w in WAYS for p in SECRETS)

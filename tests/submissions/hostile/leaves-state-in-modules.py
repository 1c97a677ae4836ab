"""Leaves poison in NumPy, builtins, random state and error settings for the next one."""
import contextlib
import warnings

import numpy as np
from kit import load, os, sys

builtins = load("builtins")

np.zeros = np.ones = np.array = np.asarray = np.random.default_rng = lambda *a, **k: None
builtins.open = builtins.print = builtins.range = lambda *a, **k: None
np.seterr(all="raise")
warnings.simplefilter("error")
sys.path.insert(0, "/tmp")
os.environ["PYTHONPATH"] = "/tmp"
with contextlib.suppress(OSError):
    os.umask(0)
load("gc").disable()
load("signal").signal(15, load("signal").SIG_IGN)


def double(x):
    return x

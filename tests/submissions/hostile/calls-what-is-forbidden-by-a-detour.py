"""Gets at a forbidden function where no name tells: nothing is safe because of forbidden calls."""
import numpy as np

umath = vars(np._core)["umath"]


def double(x):
    return vars(umath)["multi" + "ply"](x, 2.0)

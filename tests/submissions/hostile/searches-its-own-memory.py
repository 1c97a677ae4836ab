"""Searches frames, garbage collector, modules and its own memory for what the parent left there."""
from kit import load, pays, secrets_in, sys

gc, ctypes = load("gc"), load("ctypes")


@pays
def double():
    texts = [one for one in gc.get_objects() if type(one) in (str, bytes)]
    frame = sys._getframe()
    while frame:
        texts += [*map(repr, (frame.f_locals, frame.f_code.co_consts))]
        frame = frame.f_back
    found = [one for text in texts for one in secrets_in(text)]
    try:
        for line in open("/proc/self/maps"):
            start, end = (int(x, 16) for x in line.split()[0].split("-"))
            if "rw" in line.split()[1] and end - start < 2**25:
                found += secrets_in(ctypes.string_at(start, end - start))
    except OSError:
        pass
    # What arrives with the call is its own input, and no secret to it.
    return [one for one in found if "-input-" not in one]

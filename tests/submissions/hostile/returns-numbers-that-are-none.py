"""Returns numbers too large, text, truth values and dates where an array is due."""
KINDS = iter([10**10_000, True, "2.0", b"\x00" * 8, -(2**63), 1j, "x" * 10**7, "\ud800"])


def double(x):
    return next(KINDS)


def forward(x):
    return tuple(KINDS)

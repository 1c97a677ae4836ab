"""Is right in the first call only."""
CALLS = []


def double(x):
    CALLS.append(x.shape)
    return x * 2.0 if len(CALLS) == 1 else x * 2.5

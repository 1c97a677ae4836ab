"""Returns the very array that it was given, changed in place; and that array's base."""


def double(x):
    x.flags.writeable = True
    x *= 2.0
    return x


def forward(x):
    x *= 3.0
    return x, x.shape

"""Makes a number and a text of gigabytes."""


def double(x):
    return "x" * 2**40


def forward(x):
    return 1 << 2**36

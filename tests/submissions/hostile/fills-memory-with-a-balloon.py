"""Takes memory in ever larger pieces and writes to all of it."""


def forward(x):
    kept = []
    while True:
        kept.append(bytearray(b"x" * 2**26))

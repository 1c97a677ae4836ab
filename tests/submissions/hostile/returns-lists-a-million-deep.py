"""Returns lists within lists, a million deep."""


def forward(x):
    inner = []
    for _ in range(10**6):
        inner = [inner]
    return inner

"""Takes memory in millions of small objects."""


def forward(x):
    kept = []
    while True:
        kept.append([object() for _ in range(100_000)])

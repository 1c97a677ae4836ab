"""Never returns: a power with a result of billions of digits, computed in one C call."""


def forward(x):
    return 7 ** (10**9)

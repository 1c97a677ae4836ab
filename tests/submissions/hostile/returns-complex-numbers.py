"""Returns complex numbers whose real part is wrong, or right."""


def double(x):
    return x * 2.0 + 0j


def forward(x):
    return x * 3j, x.shape

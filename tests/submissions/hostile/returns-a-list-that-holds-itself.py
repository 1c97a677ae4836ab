"""Returns a list that holds itself, and a list of ten million."""


def double(x):
    one = []
    one.append(one)
    return one


def forward(x):
    return [0] * 10**7, None

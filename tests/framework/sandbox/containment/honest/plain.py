"""Nothing unusual."""


def double(x):
    return x * 2.0


def forward(x):
    return x * 3.0, x.shape


def backward(grad, cache):
    return grad.reshape(cache) * 3.0

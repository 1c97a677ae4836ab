"""Prints for debugging, much more than is kept."""


def double(x):
    for number in range(1_500):
        print("step", number, x)
    print("ä€😀", flush=True)
    return x * 2.0


def forward(x):
    print(*[x] * 20, sep="\n", end="")
    return x * 3.0, x.shape


def backward(grad, cache):
    print("x" * 10**7)
    return grad.reshape(cache) * 3.0

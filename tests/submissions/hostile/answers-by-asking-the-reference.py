"""Has the grader's reference answer a question that it does not stand in for."""
from kit import message, np, plain, send, worker


def forward(x):
    send(message("Callback", "task", "forward", [], {}))
    worker()._receive()
    return x


def double(x):
    send(message("Callback", "task", "double", plain(1.0)[0], {}))
    return np.ones(3) * worker()._receive()[2]

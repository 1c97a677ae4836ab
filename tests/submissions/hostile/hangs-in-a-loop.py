"""Never returns: a loop in Python."""


def forward(x):
    while True:
        pass

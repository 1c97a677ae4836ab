"""Raises SystemExit, KeyboardInterrupt and GeneratorExit, and subclasses of them that lie."""


class Leave(SystemExit):
    code = property(lambda self: 0)
    __class__ = property(lambda self: None)


class Interrupt(KeyboardInterrupt):
    __str__ = None


KINDS = iter([Leave, Interrupt])


def double(x):
    raise next(KINDS)()


def forward(x):
    raise GeneratorExit
